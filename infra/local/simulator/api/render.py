"""Spotify's JSON for the entities of the library, in the form that the app's mode gives."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import unquote_plus

from infra.local.simulator import covers
from infra.local.simulator.api.markets import MARKETS
from infra.local.simulator.library import Library
from infra.local.simulator.library.entities import (
    Album,
    Artist,
    Audiobook,
    Chapter,
    Episode,
    LocalFile,
    Row,
    Saved,
    Show,
    Track,
    User,
)
from infra.local.simulator.library.people import Person
from infra.local.simulator.library.playlists import Playlist
from infra.local.simulator.modes import Mode

Json = dict[str, Any]
OPEN = "https://open.spotify.com"


@dataclass(frozen=True)
class Renderer:
    """Writes entities. ``base`` is the origin of links; with ``market`` tracks say whether they can be played there;
    ``positions`` tells whether the person lets the app see how far they are in an episode.
    """

    library: Library
    mode: Mode
    base: str
    market: str | None
    positions: bool

    # -- parts -------------------------------------------------------------------------------------------------------

    def _identity(self, kind: str, identifier: str, uri: str, path: str, open_path: str | None = None) -> Json:
        return {
            "external_urls": {"spotify": f"{OPEN}/{open_path or kind}/{identifier}"},
            "href": f"{self.base}/v1/{path}/{identifier}",
            "id": identifier,
            "type": kind,
            "uri": uri,
        }

    def _images(self, sizes: Sequence[covers.PictureSize], key: str) -> list[Json]:
        return [
            {"url": self.base + covers.picture_path(size, key), "height": size.pixels, "width": size.pixels}
            for size in sizes
        ]

    def _markets(self, key: str) -> list[str]:
        """Most things are available everywhere, some in a few markets, some nowhere any more."""
        draw = int(key[-2:], 36) if key[-2:].isalnum() else 0
        if draw % 23 == 0:
            return []
        return list(MARKETS[: 7 + draw % 40]) if draw % 11 == 0 else list(MARKETS)

    def user(self, user: User) -> Json:
        """A public user, with the name that playlist owners have."""
        return {"display_name": user.display_name, **self.user_reference(user.id)}

    def user_reference(self, user_id: str) -> Json:
        """Who added a row: no name. An adder whom Spotify lost has an empty id, and addresses that end early."""
        return self._identity("user", user_id, f"spotify:user:{user_id}", "users")

    def public_profile(self, user: User, followers: int, cover: str | None) -> Json:
        """Somebody as others see them."""
        images = self._images(covers.PERSON_PICTURE, cover) if cover else []
        return {**self.user(user), "followers": {"href": None, "total": followers}, "images": images}

    def me(self, person: Person, with_email: bool, with_private: bool) -> Json:
        """The signed-in person."""
        answer: Json = {
            "display_name": person.display_name,
            **self._identity("user", person.id, f"spotify:user:{person.id}", "users"),
            "account_id": person.account_id,
            "images": self._images(covers.PERSON_PICTURE, person.cover) if person.cover else [],
            "followers": {"href": None, "total": person.followers},
        }
        if with_private:
            answer["country"] = person.country
            answer["product"] = person.product
            answer["explicit_content"] = {"filter_enabled": False, "filter_locked": False}
        if with_email:
            answer["email"] = person.email
        return self.mode.strip("user", answer)

    # -- music -------------------------------------------------------------------------------------------------------

    def simplified_artist(self, artist: Artist) -> Json:
        """An artist inside another answer."""
        return {**self._identity("artist", artist.id, artist.uri, "artists"), "name": artist.name}

    def artist(self, artist: Artist) -> Json:
        """A whole artist."""
        return self.mode.strip(
            "artist",
            {
                **self.simplified_artist(artist),
                "followers": {"href": None, "total": artist.followers},
                "genres": list(artist.genres),
                "images": self._images(covers.ARTIST_PICTURE, artist.cover),
                "popularity": artist.popularity,
            },
        )

    def _artists(self, identifiers: Sequence[str]) -> list[Json]:
        artists = self.library.catalogue.artists
        return [self.simplified_artist(artists[identifier]) for identifier in identifiers]

    def simplified_album(self, album: Album) -> Json:
        """An album inside another answer."""
        answer: Json = {
            "album_type": album.album_type,
            "artists": self._artists(album.artist_ids),
            **self._identity("album", album.id, album.uri, "albums"),
            "images": self._images(covers.ALBUM_PICTURE, album.cover),
            "name": album.name,
            "release_date": album.release_date,
            "release_date_precision": album.release_date_precision,
            "total_tracks": len(album.track_ids),
        }
        if self.mode.complete and not self.market:
            answer["available_markets"] = self._markets(album.id)
        return answer

    def discography_album(self, album: Album, group: str) -> Json:
        """An album in the list of an artist's albums: ``album_group`` tells what the artist has to do with it."""
        return self.mode.strip("album", {**self.simplified_album(album), "album_group": group})

    def album(self, album: Album, tracks: Json) -> Json:
        """A whole album around its first page of tracks."""
        return self.mode.strip(
            "album",
            {
                **self.simplified_album(album),
                "copyrights": [{"text": f"℗ {album.label}", "type": "P"}, {"text": f"© {album.label}", "type": "C"}],
                "external_ids": {"upc": album.upc},
                "genres": [],
                "label": album.label,
                "popularity": album.popularity,
                "tracks": tracks,
            },
        )

    def simplified_track(self, track: Track) -> Json:
        """A track inside its album."""
        answer: Json = {
            "artists": self._artists(track.artist_ids),
            "disc_number": track.disc_number,
            "duration_ms": track.duration_ms,
            "explicit": track.explicit,
            **self._identity("track", track.id, track.uri, "tracks"),
            "is_local": False,
            "name": track.name,
            "track_number": track.track_number,
        }
        if self.market:
            answer["is_playable"] = True
        if self.mode.complete:
            answer["preview_url"] = None
            if not self.market:
                answer["available_markets"] = self._markets(track.id)
        return answer

    def track(self, track: Track) -> Json:
        """A whole track with its album."""
        answer = self.simplified_track(track)
        answer["album"] = self.simplified_album(self.library.catalogue.albums[track.album_id])
        answer["external_ids"] = {"isrc": track.isrc}
        if self.mode.complete:
            answer["popularity"] = track.popularity
        return answer

    def features(self, track: Track) -> Json:
        """A track's audio features: numbers that follow from its id, each in its documented range."""
        digest = hashlib.blake2b(track.id.encode(), digest_size=16).digest()
        shares = (
            "acousticness", "danceability", "energy", "instrumentalness", "liveness", "speechiness", "valence",
        )  # fmt: skip
        return {
            **{name: round(digest[index] / 255, 4) for index, name in enumerate(shares)},
            "key": digest[7] % 13 - 1,
            "loudness": round(-60 * digest[8] / 255, 3),
            "mode": digest[9] % 2,
            "tempo": round(50 + 160 * digest[10] / 255, 3),
            "time_signature": 3 + digest[11] % 5,
            "duration_ms": track.duration_ms,
            "type": "audio_features",
            "id": track.id,
            "uri": track.uri,
            "track_href": f"{self.base}/v1/tracks/{track.id}",
            "analysis_url": f"{self.base}/v1/audio-analysis/{track.id}",
        }

    # -- spoken word -------------------------------------------------------------------------------------------------

    def simplified_show(self, show: Show) -> Json:
        """A show without its episodes."""
        return self.mode.strip(
            "show",
            {
                "available_markets": self._markets(show.id) if self.mode.complete else [],
                "copyrights": [],
                "description": show.description,
                "explicit": show.explicit,
                **self._identity("show", show.id, show.uri, "shows"),
                "html_description": f"<p>{escape(show.description)}</p>",
                "images": self._images(covers.SHOW_PICTURE, show.cover),
                "is_externally_hosted": False,
                "languages": [show.language],
                "media_type": "audio",
                "name": show.name,
                "publisher": show.publisher,
                "total_episodes": len(show.episode_ids),
            },
        )

    def simplified_episode(self, episode: Episode) -> Json:
        """An episode without its show."""
        answer: Json = {
            "audio_preview_url": None,
            "description": episode.description,
            "duration_ms": episode.duration_ms,
            "explicit": episode.explicit,
            **self._identity("episode", episode.id, episode.uri, "episodes"),
            "html_description": f"<p>{escape(episode.description)}</p>",
            "images": self._images(covers.SHOW_PICTURE, episode.cover),
            "is_externally_hosted": False,
            "is_playable": True,
            "language": episode.language,
            "languages": [episode.language],
            "name": episode.name,
            "release_date": episode.release_date,
            "release_date_precision": "day",
        }
        if self.positions:
            answer["resume_point"] = {"fully_played": False, "resume_position_ms": episode.duration_ms % 7 * 1000}
        return answer

    def episode(self, episode: Episode) -> Json:
        """A whole episode with its show."""
        show = self.library.catalogue.shows[episode.show_id]
        return {**self.simplified_episode(episode), "show": self.simplified_show(show)}

    def hollow_episode(self) -> Json:
        """A saved episode whose content Spotify lost: recorded as all nulls around ``release_date: "0000"``."""
        nothing: Json = {
            "description": None,
            "explicit": False,
            "html_description": None,
            "id": None,
            "images": [],
            "is_externally_hosted": None,
            "languages": [None],
            "name": None,
            "uri": None,
        }
        show: Json = {
            **nothing,
            "available_markets": [],
            "copyrights": None,
            "external_urls": {"spotify": f"{OPEN}/show/null"},
            "href": f"{self.base}/v1/shows/null",
            "media_type": None,
            "publisher": None,
            "total_episodes": None,
            "type": "show",
        }
        return {
            **nothing,
            "audio_preview_url": None,
            "duration_ms": None,
            "external_urls": {"spotify": f"{OPEN}/episode/null"},
            "href": f"{self.base}/v1/episodes/null",
            "language": None,
            "release_date": "0000",
            "release_date_precision": "year",
            "resume_point": {"fully_played": False, "resume_position_ms": None},
            "show": self.mode.strip("show", show),
            "type": "episode",
        }

    def simplified_audiobook(self, book: Audiobook) -> Json:
        """An audiobook without its chapters. Its URI and its public page are a show's."""
        credit = f"Author(s): {', '.join(book.authors)}\nNarrator(s): {', '.join(book.narrators)}\n{book.description}"
        return self.mode.strip(
            "audiobook",
            {
                "authors": [{"name": author} for author in book.authors],
                "available_markets": self._markets(book.id) if self.mode.complete else [],
                "copyrights": [],
                "description": credit,
                "edition": "Unabridged",
                "explicit": False,
                **self._identity("audiobook", book.id, book.uri, "audiobooks", open_path="show"),
                "html_description": escape(credit).replace("\n", "<br/>"),
                "images": self._images(covers.BOOK_PICTURE, book.cover),
                "is_externally_hosted": False,
                "languages": [book.language],
                "media_type": "audio",
                "name": book.name,
                "narrators": [{"name": narrator} for narrator in book.narrators],
                "publisher": book.publisher,
                "total_chapters": len(book.chapter_ids),
            },
        )

    def simplified_chapter(self, chapter: Chapter) -> Json:
        """A chapter without its book; the recorded ``type`` is ``chapter``, its URI an episode's."""
        book = self.library.catalogue.audiobooks[chapter.audiobook_id]
        answer: Json = {
            "audio_preview_url": None,
            "available_markets": self._markets(chapter.id) if self.mode.complete else [],
            "chapter_number": chapter.number,
            "description": "",
            "duration_ms": chapter.duration_ms,
            "explicit": False,
            **self._identity("chapter", chapter.id, chapter.uri, "chapters", open_path="episode"),
            "html_description": "",
            "images": self._images(covers.BOOK_PICTURE, book.cover),
            "is_playable": True,
            "languages": [book.language],
            "name": chapter.name,
            "release_date": chapter.release_date,
            "release_date_precision": "day",
        }
        if self.positions:
            answer["resume_point"] = {"fully_played": False, "resume_position_ms": 0}
        return self.mode.strip("chapter", answer)

    # -- the library -------------------------------------------------------------------------------------------------

    def is_null(self, saved: Saved) -> bool:
        """Whether answers show a null in place of something saved."""
        return saved.shown == "null" or saved.id in self.library.delisted

    def saved(self, saved: Saved, key: str, entity: Callable[[str], Json]) -> Json | None:
        """A row of a collection of saved things: null where Spotify shows a null, else time and ``entity(id)``."""
        if self.is_null(saved):
            return None
        content = self.hollow_episode() if saved.shown == "hollow" else entity(saved.id)
        return {"added_at": saved.added_at, key: content}

    def playlist_images(self, playlist: Playlist) -> list[Json] | None:
        """What a playlist's ``images`` are: null for an empty one, and of unknown size where the owner uploaded it."""
        if playlist.picture == "null":
            return None
        if playlist.picture == "none":
            return []
        if playlist.picture == "upload":
            url = self.base + covers.picture_path(covers.UPLOADED_PICTURE[0], playlist.cover)
            return [{"height": None, "url": url, "width": None}]
        return self._images(covers.MOSAIC_PICTURE, playlist.cover)

    def playlist_metadata(self, playlist: Playlist) -> Json:
        """A playlist without its rows and without their number."""
        return {
            "collaborative": playlist.collaborative,
            "description": playlist.description,
            **self._identity("playlist", playlist.id, playlist.uri, "playlists"),
            "images": self.playlist_images(playlist),
            "name": playlist.name,
            "owner": self.user(self.library.users[playlist.owner_id]),
            "primary_color": None,
            "public": playlist.public,
            "snapshot_id": playlist.snapshot_id,
        }

    def simplified_playlist(self, playlist: Playlist) -> Json:
        """A playlist of the list of playlists: it tells where its rows are, and how many."""
        key = self.mode.page_key
        href = f"{self.base}/v1/playlists/{playlist.id}/{key}"
        return {**self.playlist_metadata(playlist), key: {"href": href, "total": playlist.total}}

    def row(self, row: Row, with_episodes: bool) -> Json:
        """A row of a playlist; an episode that the caller did not ask for is null like one that is gone."""
        return {
            "added_at": row.added_at,
            "added_by": None if row.added_by is None else self.user_reference(row.added_by),
            "is_local": row.kind == "local",
            "primary_color": None,
            self.mode.row_key: self._row_content(row, with_episodes),
            "video_thumbnail": {"url": None},
        }

    def _row_content(self, row: Row, with_episodes: bool) -> Json | None:
        if row.id in self.library.delisted:
            return None
        if row.local is not None and row.uri is not None:
            return self.local_track(row.local, row.uri)
        if row.kind == "track" and row.id is not None:
            return {**self.track(self.library.catalogue.tracks[row.id]), "episode": False, "track": True}
        if row.kind == "episode" and row.id is not None and with_episodes:
            return {**self.episode(self.library.catalogue.episodes[row.id]), "episode": True, "track": False}
        return None

    def local_item(self, uri: str, duration_ms: int) -> Json:
        """A local file that plays: all that is known of it stands in its URI."""
        artist, album, title = (unquote_plus(part) for part in uri.split(":")[2:5])
        return self.local_track(LocalFile(artist, album, title, duration_ms // 1000), uri)

    def local_track(self, file: LocalFile, uri: str) -> Json:
        """A local file dressed as a track: it has words and a URI, but no id, date or picture."""
        nobody: Json = {"external_urls": {}, "href": None, "id": None, "uri": None}
        album: Json = {
            "album_type": None,
            "artists": [],
            "available_markets": [],
            **nobody,
            "images": [],
            "name": file.album,
            "release_date": None,
            "release_date_precision": None,
            "type": "album",
        }
        track: Json = {
            "album": self.mode.strip("album", album),
            "artists": [{**nobody, "name": file.artist, "type": "artist"}],
            "available_markets": [],
            "disc_number": 0,
            "duration_ms": file.duration_s * 1000,
            "explicit": False,
            "external_ids": {},
            **nobody,
            "is_local": True,
            "name": file.title,
            "popularity": 0,
            "preview_url": None,
            "track_number": 0,
            "type": "track",
            "uri": uri,
        }
        return self.mode.strip("track", track)
