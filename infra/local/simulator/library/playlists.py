"""Playlists and their rows: every odd kind of row that Spotify's answers hold."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote_plus

from infra.local.simulator.library import names
from infra.local.simulator.library.catalogue import Catalogue
from infra.local.simulator.library.entities import LocalFile, Row
from infra.local.simulator.library.randomness import instant, randomness

Picture = Literal["none", "null", "mosaic", "upload"]
OddRow = Literal[
    "local", "bare local", "episode", "gone", "gone, adder lost", "repeat", "far repeat", "very old", "guest"
]

ODD_ROWS: dict[int, OddRow] = {
    3: "local",
    5: "episode",
    7: "gone",
    9: "repeat",
    11: "gone, adder lost",
    14: "very old",
    16: "bare local",
    19: "far repeat",
    22: "guest",
}
"""Position within each stretch of rows -> what is odd about the row that stands there."""
STRETCH = 40


@dataclass
class Playlist:
    """A playlist. ``rows`` are made when first read; ``revision`` counts its changes and gives ``snapshot_id``.

    ``owner_id`` and ``collaborator_ids`` are user ids. ``picture`` tells what its ``images`` are: an empty list, null,
    Spotify's own mosaic in three sizes, or one uploaded picture whose size Spotify does not tell.
    """

    id: str
    name: str
    description: str
    owner_id: str
    public: bool
    collaborative: bool
    collaborator_ids: tuple[str, ...]
    followers: int
    picture: Picture
    cover: str
    size: int
    maker: RowMaker
    revision: int = 1
    changed_rows: list[Row] | None = field(default=None, repr=False)

    @property
    def uri(self) -> str:
        """``spotify:playlist:<id>``."""
        return f"spotify:playlist:{self.id}"

    @property
    def rows(self) -> Sequence[Row]:
        """The rows in order, duplicates included."""
        if self.changed_rows is None:
            self.changed_rows = self.maker.rows(self)
        return self.changed_rows

    @property
    def total(self) -> int:
        """How many rows there are, without making them."""
        return self.size if self.changed_rows is None else len(self.changed_rows)

    @property
    def snapshot_id(self) -> str:
        """Base64 of the revision and a hash, as in recorded answers; another one after each change."""
        return self._snapshot_of(self.revision)

    def _snapshot_of(self, revision: int) -> str:
        digest = hashlib.blake2b(f"{self.id}:{revision}".encode(), digest_size=20).digest()
        return base64.b64encode(revision.to_bytes(4, "big") + digest).decode()

    def readable_by(self, user_id: str) -> bool:
        """Whether a development-mode app may read the rows for this user: owner and collaborators only."""
        return user_id == self.owner_id or user_id in self.collaborator_ids

    def changeable_by(self, user_id: str) -> bool:
        """Whether somebody may change the rows: the owner, and whom the owner lets collaborate."""
        return self.readable_by(user_id)

    def replace_rows(self, rows: Sequence[Row]) -> None:
        """Changes the rows, and with them the snapshot."""
        self.changed_rows = list(rows)
        self.revision += 1

    def insert(self, rows: Sequence[Row], position: int | None = None) -> None:
        """Adds rows before that position, or at the end."""
        kept = list(self.rows)
        at = len(kept) if position is None else position
        self.replace_rows([*kept[:at], *rows, *kept[at:]])

    def remove(self, uris: Collection[str]) -> None:
        """Takes every row with one of these URIs out."""
        self.replace_rows([row for row in self.rows if row.uri not in uris])

    def remove_at(self, positions: Collection[int]) -> None:
        """Takes the rows at these positions out."""
        self.replace_rows([row for position, row in enumerate(self.rows) if position not in positions])

    def move(self, start: int, length: int, before: int) -> None:
        """Moves ``length`` rows from ``start`` on before the row that stands at ``before`` now."""
        rows = list(self.rows)
        moved, rest = rows[start : start + length], [*rows[:start], *rows[start + length :]]
        at = before if before <= start else max(start, before - length)
        self.replace_rows([*rest[:at], *moved, *rest[at:]])

    def describe(self, **changes: str | bool) -> None:
        """Changes name, description, ``public``, ``collaborative``, ``picture`` or ``cover``.

        The snapshot advances although no row changed (live test of 2026-09-05).
        """
        for name, value in changes.items():
            setattr(self, name, value)
        self.revision += 1

    def knows_snapshot(self, snapshot_id: str) -> bool:
        """Whether this is the playlist's snapshot, or was."""
        try:
            revision = int.from_bytes(base64.b64decode(snapshot_id, validate=True)[:4], "big")
        except ValueError:
            return False
        return 0 < revision <= self.revision and snapshot_id == self._snapshot_of(revision)


@dataclass(frozen=True)
class RowMaker:
    """Makes the rows of one playlist. ``every_kind`` puts every odd kind into each stretch of rows."""

    catalogue: Catalogue
    seed: int
    every_kind: bool
    guest_ids: tuple[str, ...]

    def rows(self, playlist: Playlist) -> list[Row]:
        """All rows, oldest first, as playlists are kept."""
        random_ = randomness(self.seed, "rows", playlist.id)
        rows: list[Row] = []
        minutes = max(1.0, min(600.0, 5_000_000 / max(1, playlist.size)))
        for position in range(playlist.size):
            odd = ODD_ROWS.get(position % STRETCH)
            if odd and not self.every_kind and random_.random() > 0.4:
                odd = None
            added_at = instant((playlist.size - position) * minutes + random_.random())
            rows.append(self._row(odd, rows, added_at, playlist.owner_id, random_))
        return rows

    def _row(self, odd: OddRow | None, before: Sequence[Row], added_at: str, owner: str, random_: random.Random) -> Row:
        catalogue = self.catalogue
        if odd == "local":
            return local_row(_local_file(random_), added_at, owner)
        if odd == "bare local":
            return local_row(LocalFile("", "", f"Track {random_.randrange(1, 40):02d}", 0), added_at, owner)
        if odd == "gone":
            return Row("unavailable", None, None, added_at, owner)
        if odd == "gone, adder lost":
            return Row("unavailable", None, None, added_at, "")
        if odd == "episode":
            identifier = catalogue.ids.make("episode", random_.randrange(catalogue.episode_count))
            return Row("episode", identifier, f"spotify:episode:{identifier}", added_at, owner)
        identifier = catalogue.ids.make("track", random_.randrange(catalogue.track_count))
        if odd in ("repeat", "far repeat"):
            earlier = [row.id for row in (before[-1:] if odd == "repeat" else before[:1]) if row.kind == "track"]
            identifier = earlier[0] if earlier and earlier[0] else identifier
        adder: str | None = random_.choice(self.guest_ids) if odd == "guest" and self.guest_ids else owner
        if odd == "very old":
            return Row("track", identifier, f"spotify:track:{identifier}", None, None)
        return Row("track", identifier, f"spotify:track:{identifier}", added_at, adder)


def local_row(file: LocalFile, added_at: str, added_by: str) -> Row:
    """A row for a local file. Its URI is made of words, each URL-encoded, and the seconds it lasts."""
    words = ":".join(quote_plus(word) for word in (file.artist, file.album, file.title))
    return Row("local", None, f"spotify:local:{words}:{file.duration_s}", added_at, added_by, file)


def _local_file(random_: random.Random) -> LocalFile:
    return LocalFile(
        artist=names.artist_name(random_),
        album=f"{names.title(random_)}: Demos",
        title=f"{names.track_name(random_)} (my tape)",
        duration_s=random_.randint(20, 900),
    )
