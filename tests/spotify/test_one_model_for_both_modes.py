"""An app in development mode gets the same models as one with extended quota, less what Spotify took out of them.

`RECORDINGS` names a folder of recorded answers to try beside the fixtures.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.spotify.errors import MalformedAnswer
from infra.recordings import answers
from infra.recordings.files import recordings

from .fakes import FIXTURES

# What development mode no longer carries (February 2026), by the type of the object.
GONE = {
    "track": {"available_markets", "linked_from", "popularity", "preview_url"},
    "album": {"album_group", "available_markets", "label", "popularity", "genres"},
    "artist": {"followers", "popularity"},
    "user": {"country", "email", "explicit_content", "followers", "product"},
    "show": {"publisher", "available_markets"},
    "audiobook": {"publisher", "available_markets"},
    "chapter": {"available_markets"},
    "episode": {"available_markets"},
}
ALL_GONE = {(kind, name) for kind, names in GONE.items() for name in names}


def in_development_mode(value: Any, gone: set[tuple[str, str]], renamed: bool = True) -> Any:
    """The answer as development mode gives it: without the fields of `gone`, and with the newer names of rows."""
    if isinstance(value, list):
        return [in_development_mode(entry, gone, renamed) for entry in value]
    if not isinstance(value, dict):
        return value
    kind = str(value.get("type"))
    found = {name: in_development_mode(held, gone, renamed) for name, held in value.items() if (kind, name) not in gone}
    if renamed and kind == "playlist" and "tracks" in found:
        older = found.pop("tracks")
        found.setdefault("items", older)
    if renamed and "added_by" in found and "track" in found:
        older = found.pop("track")
        found["item"] = found.get("item") or older
    return found


def without(value: Any, gone: set[tuple[str, str]]) -> Any:
    """What a model holds, less the fields of `gone`."""
    return in_development_mode(value, gone, renamed=False)


def read(payload: Any, kind: str) -> list[Any]:
    found = answers.read_payload(json.loads(json.dumps(payload)), kind)
    return [reading.model.model_dump(mode="json") for reading in found if reading.model is not None]


def payloads(folder: Path) -> list[tuple[str, str, Any]]:
    found = []
    for recording in recordings(folder):
        for number, body in enumerate(recording.bodies):
            try:
                payload = json.loads(body.content)
                read(payload, recording.kind)
            except (ValueError, answers.Refused, MalformedAnswer):
                continue
            found.append((f"{recording.name} {number}", recording.kind, payload))
    return found


KNOWN = payloads(FIXTURES)


@given(answer=st.sampled_from(KNOWN), gone=st.sets(st.sampled_from(sorted(ALL_GONE))))
def test_whatever_development_mode_leaves_out_the_rest_of_the_model_stays(
    answer: tuple[str, str, Any], gone: set[tuple[str, str]]
) -> None:
    _, kind, payload = answer
    before = [without(model, gone) for model in read(payload, kind)]
    after = [without(model, gone) for model in read(in_development_mode(payload, gone), kind)]
    assert after == before


@pytest.mark.skipif("RECORDINGS" not in os.environ, reason="RECORDINGS names no folder")
def test_every_recording_reads_the_same_in_both_modes() -> None:
    different = []
    for name, kind, payload in payloads(Path(os.environ["RECORDINGS"])):
        before = [without(model, ALL_GONE) for model in read(payload, kind)]
        after = [without(model, ALL_GONE) for model in read(in_development_mode(payload, ALL_GONE), kind)]
        if before != after:
            different.append(name)
    assert different == []
