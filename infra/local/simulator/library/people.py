"""The people whose libraries the simulator serves, and what each of them has saved."""

from __future__ import annotations

from dataclasses import dataclass, field

from infra.local.simulator.library import names
from infra.local.simulator.library.catalogue import Catalogue, cover_key
from infra.local.simulator.library.entities import ListedPlaylist, Saved, Shown
from infra.local.simulator.library.lazily import LazySequence, Permutation
from infra.local.simulator.library.player import Player, devices_of, earlier_plays
from infra.local.simulator.library.randomness import NEWEST, instant, randomness
from infra.local.simulator.library.saved import SavedThings

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
    saved_tracks: SavedThings
    saved_albums: SavedThings
    saved_shows: SavedThings
    saved_episodes: SavedThings
    saved_audiobooks: SavedThings
    followed_artists: SavedThings
    playlists: list[ListedPlaylist] = field(default_factory=list)
    followed_users: set[str] = field(default_factory=set)
    player: Player = field(default_factory=Player)

    def lists(self, playlist_id: str) -> bool:
        """Whether that playlist is in the person's list: own, followed or shared."""
        return any(entry.playlist_id == playlist_id for entry in self.playlists)


def make_person(catalogue: Catalogue, seed: int, index: int, tracks: int) -> Person:
    """The ``index``-th person, with that many saved tracks and everything else in proportion."""
    random_ = randomness(seed, "person", index)
    script = names.LATIN if index == 0 else names.OTHERS[(index - 1) % len(names.OTHERS)]
    # Ids of old accounts are words, those of new ones are 28 characters.
    identifier = f"simulated-listener-{index + 1}" if index % 2 else catalogue.ids.opaque("user", index, 22).lower()
    albums = min(catalogue.album_count, max(3, tracks // 20))
    artists = min(catalogue.artist_count - 1, max(3, tracks // 30))

    def saved(kind: str, count: int, of: int, shown: dict[int, Shown], every: int = 0) -> SavedThings:
        shuffle = Permutation(of, randomness(seed, "saved", kind, index))
        minutes = min(600.0, 6_000_000 / max(1, count))

        def build(position: int) -> Saved:
            look: Shown = "hollow" if every and position % every == every - 1 else shown.get(position, "whole")
            identifier = catalogue.ids.make(kind, shuffle(position))
            return Saved(identifier, instant(position * minutes + index), look)

        return SavedThings(LazySequence(min(count, of), build))

    clumps = catalogue.track_count // _CLUMP
    clump = Permutation(clumps, randomness(seed, "saved", "track", index))
    track_minutes = min(137.0, 6_000_000 / max(1, tracks))

    def saved_track(position: int) -> Saved:
        group, within = divmod(position, _CLUMP)
        identifier = catalogue.ids.make("track", clump(group) * _CLUMP + within)
        return Saved(identifier, instant(group * _CLUMP * track_minutes + within))

    saved_tracks = SavedThings(LazySequence(tracks, saved_track))
    return Person(
        id=identifier,
        account_id=catalogue.ids.opaque("account", index, 10),
        display_name=names.person_name(random_, script),
        email=f"listener-{index + 1}@example.com",
        country=random_.choice(("NL", "DE", "SE", "BR", "JP")),
        product="premium",
        followers=random_.randrange(40),
        cover=None if index % 3 == 2 else cover_key("user", identifier),
        saved_tracks=saved_tracks,
        saved_albums=saved("album", albums, catalogue.album_count, {12: "null"}),
        saved_shows=saved("show", 23, catalogue.show_count, {}),
        saved_episodes=saved("episode", 64, catalogue.episode_count, {}, every=17),
        saved_audiobooks=saved("audiobook", 9, catalogue.audiobook_count, {1: "null"}),
        followed_artists=saved("artist", artists, catalogue.artist_count, {9: "null"}),
        player=Player(
            devices_of(catalogue, index),
            earlier=lambda: earlier_plays(saved_tracks, int((NEWEST.timestamp() - index * 3671) * 1000)),
        ),
    )
