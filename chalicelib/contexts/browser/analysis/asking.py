"""Asks for what is not known of some tracks: their audio features, and the genres of their artists."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.analysis.memory import Memory
from chalicelib.core.catalogue import entities, extraction
from chalicelib.core.errors import FeatureUnavailable, NotFound
from chalicelib.core.outcome import Outcome
from chalicelib.spotify.endpoints import catalogue

if TYPE_CHECKING:
    from chalicelib.core.accounts.spotify_access import SpotifyAccess
    from chalicelib.core.audio_features.provider import AudioFeaturesProvider, Unavailable
    from chalicelib.core.catalogue.entities import AnyEntity
    from chalicelib.core.catalogue.extraction import Draft
    from chalicelib.core.catalogue.repository import Catalogue
    from chalicelib.core.catalogue.unanswered import Unanswered
    from chalicelib.spotify.models.artist import Artist

Save = Callable[[Iterable["AnyEntity"]], Outcome]

GENRES = "genres"
AT_ONCE = 50  # artists in one request
GENRE_REQUESTS = 500
"""So many requests for artists one job makes at most: a quarter of an hour's, and a share of the day's budget. The next
job about the same tracks goes on."""
LIMIT_REACHED = "limit_reached"
NOT_KNOWN = "not_known"


class Asking:
    """What the steps of a job work with."""

    def __init__(
        self,
        memory: Memory,
        kept: Catalogue,
        unanswered: Unanswered,
        provider: AudioFeaturesProvider,
        spotify: SpotifyAccess,
        save: Save,
        look_up: Callable[[], None],
    ) -> None:
        self._memory, self._provider, self._spotify = memory, provider, spotify
        self._kept, self._unanswered, self._save, self._look_up = kept, unanswered, save, look_up

    def measure(self, track_ids: Sequence[str]) -> Unavailable | None:
        """Have the features of tracks kept, as many as one request of the provider takes. What the provider says where
        it cannot be asked now: then nothing has been counted, and the same call again goes on.
        """
        memory = self._memory
        known = {track_id for track_id, *_ in self._kept.features(track_ids)}
        missing = [each for each in track_ids if each not in known]
        if memory.no_features is not None:
            memory.count("unchanged", len(known))
            memory.count("skipped", len(missing))
            return None
        source = f"audio_features#{self._provider.name}"
        in_vain = self._unanswered.among(source, missing)
        wanted = [each for each in missing if each not in in_vain]
        reading = self._provider.read(wanted) if wanted else None
        outcome = Outcome()
        if reading is not None:
            outcome = self._save(found.features for found in reading.measured.values())
            if reading.unavailable is not None:
                return reading.unavailable
            unknown = [each for each in wanted if each not in reading.measured]
            self._unanswered.note(source, unknown)
            in_vain |= frozenset(unknown)
        memory.count("unchanged", len(known) + outcome.unchanged)
        memory.count("created", outcome.created)
        memory.count("updated", outcome.updated)
        memory.count("skipped", len(in_vain))
        for each in missing:
            if each in in_vain:
                memory.note(f"spotify:track:{each}", NOT_KNOWN)
        return None

    def name_genres(self, track_ids: Sequence[str]) -> None:
        """Have the artists of tracks read whole whose genres nobody has told, few at a time. Raises errors of
        ``core.errors``; what was read before is kept."""
        if self._memory.genres_left:
            return
        wanted = self._without_genres(track_ids)
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            if not self._memory.one_by_one:
                try:
                    self._keep(some, self._several(some))
                except FeatureUnavailable:
                    self._memory.one_by_one = True
            if self._memory.one_by_one:
                for artist_id in some:
                    self._keep((artist_id,), self._single(artist_id))

    def _without_genres(self, track_ids: Sequence[str]) -> list[str]:
        tracks = self._kept.fields([("track", each) for each in track_ids])
        credited = [artist.get("id") for *_, fields in tracks for artist in json.loads(fields).get("artists", ())]
        artist_ids = [artist_id for artist_id in dict.fromkeys(credited) if artist_id]
        artists = self._kept.fields([("artist", each) for each in artist_ids])
        told = {artist_id for _, artist_id, fields in artists if GENRES in json.loads(fields)}
        missing = [each for each in artist_ids if each not in told]
        in_vain = self._unanswered.among(GENRES, missing)
        return [each for each in missing if each not in in_vain]

    def _several(self, artist_ids: Sequence[str]) -> list[Artist]:
        ids = ",".join(artist_ids)
        self._spend()
        found = self._spotify(lambda api: api.ask(catalogue.ARTISTS, ids=ids)).artists
        return [artist for artist in found if artist is not None]

    def _single(self, artist_id: str) -> list[Artist]:
        self._spend()
        try:
            return [self._spotify(lambda api: api.ask(catalogue.ARTIST, id=artist_id))]
        except NotFound:
            return []

    def _spend(self) -> None:
        self._look_up()
        if self._memory.genre_requests >= GENRE_REQUESTS:
            raise LimitReached
        self._memory.genre_requests += 1

    def _keep(self, asked: Sequence[str], artists: Sequence[Artist]) -> None:
        drafts: Iterable[Draft] = (draft for artist in artists for draft in extraction.of_artist(artist))
        records = [entities.parse(record) for record in extraction.distinct(drafts)]
        outcome = self._save(records)
        told = {record.id for record in records if GENRES in record.model_fields_set}
        self._unanswered.note(GENRES, [each for each in asked if each not in told])
        for name in ("created", "updated", "unchanged"):
            self._memory.count(name, getattr(outcome, name))


class LimitReached(Exception):
    """A job has asked for as many artists as one may."""
