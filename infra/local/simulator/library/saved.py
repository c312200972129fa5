"""What a person saved or follows: a list with the newest first that stays lazy until it is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from infra.local.simulator.library.entities import Saved


class SavedThings(Sequence[Saved]):
    """A person's saved tracks, say. Nothing is built before it is read; the first change lists everything."""

    def __init__(self, members: Sequence[Saved]) -> None:
        self._members = members
        self._ids: set[str] | None = None

    def __len__(self) -> int:
        return len(self._members)

    @overload
    def __getitem__(self, index: int) -> Saved: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Saved]: ...

    def __getitem__(self, index: int | slice) -> Saved | Sequence[Saved]:
        return self._members[index]

    def has(self, identifier: str) -> bool:
        """Whether that is among them."""
        return identifier in self._known_ids()

    def add(self, identifier: str, added_at: str) -> bool:
        """Saves something, in its place by time (RFC 3339, UTC); saving it again changes nothing."""
        if self.has(identifier):
            return False
        members = self._changeable()
        place = next((at for at, each in enumerate(members) if each.added_at <= added_at), len(members))
        members.insert(place, Saved(identifier, added_at))
        self._known_ids().add(identifier)
        return True

    def remove(self, identifier: str) -> bool:
        """Forgets something; tells whether it was there."""
        if not self.has(identifier):
            return False
        members = self._changeable()
        del members[next(at for at, each in enumerate(members) if each.id == identifier)]
        self._known_ids().discard(identifier)
        return True

    def _known_ids(self) -> set[str]:
        if self._ids is None:
            self._ids = {each.id for each in self._members}
        return self._ids

    def _changeable(self) -> list[Saved]:
        if not isinstance(self._members, list):
            self._members = list(self._members)
        return self._members
