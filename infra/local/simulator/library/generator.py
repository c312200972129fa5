"""Makes a whole library from a seed: people, their playlists, and the catalogue that they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise

from infra.local.simulator.library import names
from infra.local.simulator.library.catalogue import Catalogue, cover_key
from infra.local.simulator.library.discography import Discography
from infra.local.simulator.library.entities import ListedPlaylist, Sharing, User
from infra.local.simulator.library.people import Person, make_person
from infra.local.simulator.library.playlists import Picture, Playlist, RowMaker
from infra.local.simulator.library.randomness import randomness
from infra.local.simulator.library.search import SearchIndex

_SIZES = (27, 101, 3, 48, 0, 75, 130, 12, 51, 1, 240, 100, 33)
_PER_PERSON = 1_000_000
_FRIENDS = 12
SPOTIFY = User("spotify", "Spotify")
LONG_DESCRIPTION = (
    "Everything at once &amp; every kind of row there is: tracks, podcast episodes, files from my own disk, rows that "
    "are gone. Don&#x27;t shuffle! &lt;3 &quot;Seriously&quot;. See also "
    "<a href=spotify:playlist:37i9dQZF1DX0000000000a>the other one</a> &#x2F; מוזיקה / 音楽 / موسيقى."
)
"""Spotify escapes what people write into descriptions, and leaves its own links in."""


@dataclass(frozen=True)
class Library:
    """The generated truth. It does not depend on how the app's mode shows it.

    ``catalogue`` has tracks, albums, artists, shows, episodes, audiobooks and chapters by id; ``playlists`` has every
    playlist by id; ``users`` everyone who owns a playlist or added a row, by id; ``delisted`` the ids of
    what the catalogue has no more, though rows and lists still name it.
    """

    seed: int
    catalogue: Catalogue
    people: tuple[Person, ...]
    users: dict[str, User]
    playlists: dict[str, Playlist]
    delisted: set[str] = field(default_factory=set)

    def person(self, user_id: str) -> Person:
        """The person with that user id. Raises KeyError where nobody has it."""
        return self._by_id[user_id]

    def has_person(self, user_id: str) -> bool:
        """Whether somebody has that user id."""
        return user_id in self._by_id

    @cached_property
    def discography(self) -> Discography:
        """Albums by artist."""
        return Discography(self.catalogue)

    @cached_property
    def index(self) -> SearchIndex:
        """What can be found by words."""
        return SearchIndex(self.catalogue)

    @cached_property
    def _by_id(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    def playlists_of(self, person: Person) -> list[Playlist]:
        """The playlists that the person's list really shows, in its order (the null entries left out)."""
        return [self.playlists[entry.playlist_id] for entry in person.playlists if not entry.editorial]


def generate_library(
    seed: int = 1,
    tracks: int = 2000,
    playlists: int = 40,
    people: int = 3,
    big_playlist: int = 250,
    playlist_rows: int | None = None,
) -> Library:
    """A library that depends on these numbers only. The sizes are the first person's; the others have less.

    ``playlist_rows`` is how many rows all playlists of the first person have together, the big one's included; None
    leaves each the size that it has by itself.
    """
    catalogue = Catalogue(seed, max(2 * tracks, 3 * big_playlist // 2, playlist_rows or 0, 3000))
    friends = tuple(_friend(catalogue, seed, index) for index in range(_FRIENDS))
    library = Library(
        seed,
        catalogue,
        tuple(make_person(catalogue, seed, index, tracks // (1 + 2 * index)) for index in range(people)),
        {},
        {},
    )
    library.users.update({user.id: user for user in (*friends, SPOTIFY)})
    library.users.update({person.id: User(person.id, person.display_name) for person in library.people})
    for index, person in enumerate(library.people):
        count = playlists if index == 0 else max(3, playlists // (index + 2))
        big = big_playlist if index == 0 else 40
        sizes = _sizes(count, big, playlist_rows if index == 0 else None)
        maker = _PlaylistMaker(library, index, person, friends, sizes)
        person.playlists.extend(maker.entry(position) for position in range(count))
    if people > 1 and playlists > 2:
        _follow_each_other(library)
    return library


def _friend(catalogue: Catalogue, seed: int, index: int) -> User:
    name = names.person_name(randomness(seed, "friend", index))
    return User(catalogue.ids.opaque("friend", index, 22).lower(), name)


def _sizes(count: int, big: int, together: int | None) -> list[int]:
    """Sizes of a person's playlists, the big one first; those of the others keep their proportions."""
    sizes = [big, *(_SIZES[position % len(_SIZES)] for position in range(1, count))]
    if together is None or count == 1:
        return sizes
    usual, wanted = sum(sizes[1:]), max(0, together - big)
    ends = [before * wanted // max(1, usual) for before in accumulate(sizes[1:], initial=0)]
    return [big, *(end - start for start, end in pairwise(ends))]


@dataclass(frozen=True)
class _PlaylistMaker:
    library: Library
    person_index: int
    person: Person
    friends: tuple[User, ...]
    sizes: Sequence[int]

    def entry(self, position: int) -> ListedPlaylist:
        """Makes the playlist at that position of the person's list, and the entry that lists it."""
        sharing: Sharing = "owned"
        if position % 8 == 3:
            sharing = "followed"
        elif position % 8 == 6:
            sharing = "collaborative"
        editorial = position % 29 == 4
        playlist = self._playlist(position, sharing, editorial)
        self.library.playlists[playlist.id] = playlist
        return ListedPlaylist(playlist.id, "followed" if editorial else sharing, editorial)

    def _playlist(self, position: int, sharing: Sharing, editorial: bool) -> Playlist:
        library, big = self.library, position == 0
        random_ = randomness(library.seed, "playlist", self.person_index, position)
        identifier = library.catalogue.ids.make("playlist", self.person_index * _PER_PERSON + position)
        friend = random_.choice(self.friends)
        owner = {"owned": self.person.id, "followed": friend.id, "collaborative": friend.id}[sharing]
        guests = tuple(user.id for user in random_.sample(self.friends, 3))
        # A collaborative playlist is never public; some of the person's own are collaborative as well.
        collaborative = sharing == "collaborative" or (sharing == "owned" and position % 11 == 5)
        size = self.sizes[position]
        pictures: tuple[Picture, ...] = ("mosaic", "upload", "mosaic", "none")
        return Playlist(
            id=identifier,
            name=f"Every odd row ({size})" if big else names.playlist_name(random_),
            description=LONG_DESCRIPTION if big else random_.choice(("", "", names.sentence(random_), "A &amp; B")),
            owner_id=SPOTIFY.id if editorial else owner,
            public=not collaborative and (sharing == "followed" or random_.random() < 0.6),
            collaborative=collaborative,
            collaborator_ids=(self.person.id, *guests) if sharing == "collaborative" else guests * collaborative,
            followers=random_.randrange(5000),
            picture="null" if size == 0 else "mosaic" if big else pictures[position % len(pictures)],
            cover=cover_key("playlist", identifier),
            size=size,
            maker=RowMaker(library.catalogue, library.seed, every_kind=big, guest_ids=guests),
            revision=random_.randrange(1, 900),
        )


def _follow_each_other(library: Library) -> None:
    """Each person follows the next one's second playlist: foreign to the one, readable to the other."""
    for index, person in enumerate(library.people):
        other = library.people[(index + 1) % len(library.people)]
        shared = library.playlists[other.playlists[1].playlist_id]
        shared.public = True
        replaced = person.playlists[2]
        del library.playlists[replaced.playlist_id]
        person.playlists[2] = ListedPlaylist(shared.id, "followed")
