"""Recordings through the endpoints into the catalogue: `RECORDINGS` names a folder of them, else the fixtures pass."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.contexts.library import keeping, presentation, service
from chalicelib.core.catalogue import extraction, repository
from chalicelib.core.catalogue import merge as merging
from chalicelib.core.tasks import Refused
from infra.recordings.files import recordings
from infra.recordings.trial import Outcome, Through, attempt
from tests.recordings.answers import features, page, playlist, row, saved, track

FIXTURES = Path(__file__).parents[1] / "spotify" / "fixtures"
FOLDER = Path(os.environ.get("RECORDINGS") or FIXTURES)
PARTS = 8

Tried = Callable[[str, Any], Outcome]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_recording_passes_or_is_refused_by_a_rule(part: int, through: Through) -> None:
    failed = {
        recording.name: outcome.text
        for index, recording in enumerate(recordings(FOLDER))
        if index % PARTS == part and (outcome := attempt(recording, through)).failed
    }
    assert failed == {}


def _lost_album(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(extraction, "of_album", lambda album: iter(()))


def _renamed(patch: pytest.MonkeyPatch) -> None:
    identity = extraction._identity
    patch.setattr(extraction, "_identity", lambda kind, entity: {**identity(kind, entity), "name": "Another"})
    patch.setattr(extraction, "_carried", lambda answer, *names: {})


def _shown_otherwise(patch: pytest.MonkeyPatch) -> None:
    shown = presentation.track
    patch.setattr(presentation, "track", lambda found: shown(found).model_copy(update={"name": "Another"}))


def _not_as_documented(patch: pytest.MonkeyPatch) -> None:
    shown = presentation.track
    patch.setattr(presentation, "track", lambda found: shown(found).model_copy(update={"duration_ms": "long"}))


def _never_equal(patch: pytest.MonkeyPatch) -> None:
    merge = merging.merge
    patch.setattr(
        repository,
        "merge",
        lambda stored, carried, at: ("updated" if stored else "created", merge(None, carried, at)[1]),
    )


def _refused(patch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise Refused("not today")

    patch.setattr(keeping, "_keep_entities", refuse)


def _disordered(patch: pytest.MonkeyPatch) -> None:
    rows_of = service._rows_of

    def reversed_rows(*arguments: Any) -> Any:
        found = rows_of(*arguments)
        return found.model_copy(update={"rows": found.rows[::-1]})

    patch.setattr(service, "_rows_of", reversed_rows)


def _a_page_for_the_whole(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(service, "_whole", lambda page, offset: True)


@pytest.mark.parametrize(
    ("broken", "kind", "payload", "complaint"),
    [
        (_lost_album, "track", track(), "not in the catalogue: [('album', "),
        (_renamed, "track", track(), "is called 'Another' in the catalogue"),
        (_shown_otherwise, "track", track(), "answered name: 'Another' for 'Harbour 1'"),
        (_not_as_documented, "track", track(), "not as documented at duration_ms"),
        (_never_equal, "audio_features", features(), "a second time wrote 1 times"),
        (_refused, "track", track(), "dead letters: 1 for 0 (record refused: not today)"),
        (_disordered, "playlist_items", page([row(track(1)), row(track(2))]), "rows in order: 'spotify:track:"),
        (
            _a_page_for_the_whole,
            "saved_tracks",
            page([saved(track())], total=2, next="https://api.spotify.com/v1/me/tracks?offset=1&limit=1"),
            "records of a collection that was not read whole: 2 for 0",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_what_does_not_arrive_is_seen(
    broken: Callable[[pytest.MonkeyPatch], None],
    kind: str,
    payload: Any,
    complaint: str,
    tried: Tried,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert tried(kind, payload).group == "through an endpoint"
    broken(monkeypatch)
    outcome = tried(kind, payload)
    assert outcome.failed
    assert complaint in outcome.text


def test_a_failure_leaves_no_trace_for_the_next_recording(tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        _refused(patch)
        assert tried("playlist", playlist(page([row(track())]))).failed
    assert tried("playlist", playlist(page([row(track())]))).group == "through an endpoint"
