"""ReccoBeats: a free public service that knows the audio features of many tracks by their Spotify ids, without a key.

``GET {url}/v1/audio-features?ids=a,b`` takes at most 40 ids and silently drops further ones. What it knows comes as
``{"content": [{"href": "https://open.spotify.com/track/<Spotify id>", "tempo": ..., ...}]}``, in any order and without
what it does not know (https://reccobeats.com/docs/apis/get-audio-features). Its limits are not published; beyond them
it answers 429 with ``Retry-After``. Nothing tells where its values come from, so they never stand in a record together
with Spotify's. It is told ids of tracks and nothing else: no token, nobody's name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.core.audio_features import record
from chalicelib.core.audio_features.provider import Measured, Reading, Unavailable, pause
from chalicelib.core.audio_features.waits import Waits
from chalicelib.core.clock import Clock, Deadline
from chalicelib.core.observability import count, logger
from chalicelib.spotify.errors import SpotifyError
from chalicelib.spotify.refusals import classify
from chalicelib.spotify.transport import Answer, Request, Transport

AT_ONCE = 40
LONGEST_TRY = 5.0  # seconds for one request: nobody waits longer for what is an extra
SHORTEST_TRY = 0.5
NO_TIME = "no time is left to ask ReccoBeats"


class NotAnswered(Exception):
    """One request to ReccoBeats had no answer that can be used."""

    def __init__(self, state: Unavailable) -> None:
        super().__init__(state.reason)
        self.state = state


class ReccoBeats:
    """Asks ReccoBeats, and leaves it alone for as long as it says. Raises nothing: where it fails, that is a state."""

    name = "reccobeats"
    at_once = AT_ONCE

    def __init__(self, url: str, transport: Transport, waits: Waits, deadline: Deadline, clock: Clock) -> None:
        self._url, self._transport, self._waits = url, transport, waits
        self._deadline, self._clock = deadline, clock

    def read(self, track_ids: Sequence[str]) -> Reading:
        """The features of tracks; what was read before a request failed is there all the same."""
        wanted = list(dict.fromkeys(track_ids))
        measured: dict[str, Measured] = {}
        try:
            for start in range(0, len(wanted), AT_ONCE):
                measured.update(self._ask(wanted[start : start + AT_ONCE]))
        except NotAnswered as failed:
            count("AudioFeaturesUnavailable")
            return Reading("reccobeats", measured, failed.state)
        return Reading("reccobeats", measured)

    def _ask(self, track_ids: Sequence[str]) -> Iterator[tuple[str, Measured]]:
        until = self._waits.until()
        if until is not None:
            raise NotAnswered(pause(until))
        if self._deadline.seconds_left() < SHORTEST_TRY:
            raise NotAnswered(Unavailable(NO_TIME))
        answer = self._answer(track_ids)
        now, wanted = self._clock.now(), frozenset(track_ids)
        for row in _rows(answer.body):
            track_id = str(row.get("href", "")).rstrip("/").rpartition("/")[2]
            features = record.features("reccobeats", track_id, row) if track_id in wanted else None
            if features is not None:
                yield track_id, Measured(features, now)

    def _answer(self, track_ids: Sequence[str]) -> Answer:
        request = Request("GET", f"{self._url}/v1/audio-features", params={"ids": ",".join(track_ids)})
        try:
            answer = self._transport.send(request, min(LONGEST_TRY, self._deadline.seconds_left()))
        except SpotifyError:
            # The transport's own error, which speaks of Spotify: it knows no other host.
            logger.warning("reccobeats did not answer")
            raise NotAnswered(Unavailable("ReccoBeats did not answer in time")) from None
        if answer.status != 200:
            raise self._refused(answer)
        return answer

    def _refused(self, answer: Answer) -> NotAnswered:
        """What a refusal means: statuses and ``Retry-After`` are HTTP's own and are read as they are for Spotify."""
        wait = classify(answer.status, answer.headers, answer.body).retry_after
        logger.warning("reccobeats refused", extra={"reccobeats_status": answer.status, "wait": wait})
        if wait is None:
            return NotAnswered(Unavailable(f"ReccoBeats answers with status {answer.status}"))
        return NotAnswered(pause(self._waits.wait(wait)))


def _rows(body: bytes) -> list[dict[str, Any]]:
    try:
        content = json.loads(body)["content"]
    except (ValueError, RecursionError, LookupError, TypeError):
        content = None
    if not isinstance(content, list):
        logger.warning("reccobeats' answer cannot be read", extra={"bytes": len(body)})
        raise NotAnswered(Unavailable("ReccoBeats' answer could not be read"))
    return [row for row in content if isinstance(row, dict)]
