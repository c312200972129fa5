"""The people whose libraries the simulator serves, and what each of them has saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from infra.local.simulator.library import names
from infra.local.simulator.library.catalogue import Catalogue, cover_key
from infra.local.simulator.library.entities import ListedPlaylist, Saved, Shown
from infra.local.simulator.library.lazily import LazySequence, Permutation
from infra.local.simulator.library.randomness import instant, randomness

_CLUMP = 4
"""People save several tracks of an album together: this many stand side by side."""


@dataclass
class Person:
    """Someone who can sign in.

    Saved things are in the order of Spotify's answers, newest first. ``playlists`` is the list as ``/me/playlists``
    shows it, with the null entries.
    """

    id: str
    account_id: str
    display_name: str
    email: str
    country: str
    product: str
    followers: int
    cover: str | None
    saved_tracks: Sequence[Saved]
    saved_albums: Sequence[Saved]
    saved_shows: Sequence[Saved]
    saved_episodes: Sequence[Saved]
    saved_audiobooks: Sequence[Saved]
    followed_artists: Sequence[Saved]
    playlists: list[ListedPlaylist] = field(default_factory=list)


def make_person(catalogue: Catalogue, seed: int, index: int, tracks: int) -> Person:
    """The ``index``-th person, with that many saved tracks and everything else in proportion."""
    random_ = randomness(seed, "person", index)
    script = names.LATIN if index == 0 else names.OTHERS[(index - 1) % len(names.OTHERS)]
    # Ids of old accounts are words, those of new ones are 28 characters.
    identifier = f"simulated-listener-{index + 1}" if index % 2 else catalogue.ids.opaque("user", index, 22).lower()
    albums = min(catalogue.album_count, max(3, tracks // 20))
    artists = min(catalogue.artist_count - 1, max(3, tracks // 30))

    def saved(kind: str, count: int, of: int, shown: dict[int, Shown], every: int = 0) -> Sequence[Saved]:
        shuffle = Permutation(of, randomness(seed, "saved", kind, index))
        minutes = min(600.0, 6_000_000 / max(1, count))

        def build(position: int) -> Saved:
            look: Shown = "hollow" if every and position % every == every - 1 else shown.get(position, "whole")
            identifier = catalogue.ids.make(kind, shuffle(position))
            return Saved(identifier, instant(position * minutes + index), look)

        return LazySequence(min(count, of), build)

    clumps = catalogue.track_count // _CLUMP
    clump = Permutation(clumps, randomness(seed, "saved", "track", index))
    track_minutes = min(137.0, 6_000_000 / max(1, tracks))

    def saved_track(position: int) -> Saved:
        group, within = divmod(position, _CLUMP)
        identifier = catalogue.ids.make("track", clump(group) * _CLUMP + within)
        return Saved(identifier, instant(group * _CLUMP * track_minutes + within))

    return Person(
        id=identifier,
        account_id=catalogue.ids.opaque("account", index, 10),
        display_name=names.person_name(random_, script),
        email=f"listener-{index + 1}@example.com",
        country=random_.choice(("NL", "DE", "SE", "BR", "JP")),
        product="premium",
        followers=random_.randrange(40),
        cover=None if index % 3 == 2 else cover_key("user", identifier),
        saved_tracks=LazySequence(tracks, saved_track),
        saved_albums=saved("album", albums, catalogue.album_count, {12: "null"}),
        saved_shows=saved("show", 23, catalogue.show_count, {}),
        saved_episodes=saved("episode", 64, catalogue.episode_count, {}, every=17),
        saved_audiobooks=saved("audiobook", 9, catalogue.audiobook_count, {1: "null"}),
        followed_artists=saved("artist", artists, catalogue.artist_count, {9: "null"}),
    )
