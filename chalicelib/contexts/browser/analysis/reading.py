"""Has what a job is about read from Spotify, and finds the tracks it goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.analysis.memory import Memory
from chalicelib.core.accounts import syncs
from chalicelib.core.catalogue import entities, extraction, keys
from chalicelib.core.errors import Conflict, NotFound
from chalicelib.core.jobs import repository as jobs
from chalicelib.spotify.endpoints import catalogue

if TYPE_CHECKING:
    from chalicelib.core.accounts.spotify_access import SpotifyAccess
    from chalicelib.core.catalogue.entities import AnyEntity
    from chalicelib.core.composition import Services
    from chalicelib.core.jobs.job import Job
    from chalicelib.core.outcome import Outcome

Save = Callable[[Iterable["AnyEntity"]], "Outcome"]

POLLS = (2, 4, 8, 15, 30, 60)
"""Seconds until a sync is looked at again; one of a single playlist takes a few."""
OPERATORS_PAUSE = timedelta(minutes=15)
SYNC_UNDER_WAY = "sync_under_way"
TRACK = "spotify:track:"


class Later(Exception):
    """Nothing can be done before ``wait`` is over; ``code`` says why, for a job that has waited too long already."""

    def __init__(self, wait: timedelta, code: str) -> None:
        super().__init__(f"{code}: {wait}")
        self.wait, self.code = wait, code


def sync(job: Job, memory: Memory, services: Services, spotify: SpotifyAccess, save: Save) -> None:
    """Have the playlist or the album read. Raises Later while a sync is under way, and errors of ``core.errors``:
    NotFound for a person who was erased."""
    if memory.target.kind == "album":
        _read_album(memory.target.id or "", spotify, save)
    elif memory.target.kind == "playlist":
        _sync_playlist(job, memory, services)


def _read_album(album_id: str, spotify: SpotifyAccess, save: Save) -> None:
    """Have the album read, with the tracks of its answer: 50 at most, which is more than nearly every album has."""
    album = spotify(lambda api: api.ask(catalogue.ALBUM, id=album_id))
    save(entities.parse(record) for record in extraction.distinct(extraction.of_whole_album(album)))


def _sync_playlist(job: Job, memory: Memory, services: Services) -> None:
    """Wait for a sync that reads the playlist: one of its own, or one that is under way."""
    user_id, playlist_id = job.user_id or "", memory.target.id or ""
    while True:
        if memory.sync_job is None:
            try:
                begun = syncs.start(
                    user_id, services, job.request_id, syncs.of_playlist(playlist_id), origin="analysis"
                )
            except Conflict:
                raise Later(OPERATORS_PAUSE, Conflict.code) from None
            memory.sync_job, memory.polls = begun.id, 0
        try:
            found = jobs.read(memory.sync_job, services.clock.now())
        except NotFound:
            found = None
        if found is not None and found.active:
            wait = POLLS[min(memory.polls, len(POLLS) - 1)]
            memory.polls += 1
            raise Later(timedelta(seconds=wait), SYNC_UNDER_WAY)
        if found is not None and syncs.reads_playlist(found, playlist_id):
            break
        memory.sync_job = None  # a sync of something else, which was under way
    if found.state in ("failed", "cancelled"):
        memory.flaw(found.error or found.state, memory.target.uri, found.error or found.state)
        return
    code = syncs.why_left_out(found, playlist_id)
    name = keys.playlist_rows(playlist_id)
    head = services.collections.heads(user_id, [name]).get(name)
    for reason in (code,) if code is not None else (NotFound.code,) if head is None else head.incomplete:
        memory.flaw(reason, memory.target.uri, reason)


def track_ids(memory: Memory, user_id: str, services: Services) -> list[str]:
    """Ids of the tracks that a job goes through, each once. Raises NotFound where nothing is kept
    of them, NotSynced where that is not known yet."""
    if memory.target.kind == "playlist":
        return _of_playlist(memory.target.id or "", user_id, services)
    return _of_model(memory, user_id, services)


def _of_playlist(playlist_id: str, user_id: str, services: Services) -> list[str]:
    """From the rows themselves: the read model may not have what was read a moment ago."""
    name = keys.playlist_rows(playlist_id)
    if name not in services.collections.heads(user_id, [name]):
        raise NotFound("nothing is kept of this playlist")
    uris = (kept.row.uri for kept in services.collections.kept(user_id, name))
    return list(dict.fromkeys(uri.removeprefix(TRACK) for uri in uris if uri.startswith(TRACK)))


def _of_model(memory: Memory, user_id: str, services: Services) -> list[str]:
    from chalicelib.contexts.browser.analysis import selecting
    from chalicelib.contexts.browser.query.bounded import bounded
    from chalicelib.contexts.browser.serving.library import open_library

    connection = open_library(services, user_id).model.connection
    with bounded(connection):
        return selecting.track_ids(memory.target, connection)
