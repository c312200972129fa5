"""The tool that tries recorded answers: `RECORDINGS` names a folder of them, else the fixtures are tried."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from infra.recordings.__main__ import main
from infra.recordings.files import Recording, bodies, recordings
from infra.recordings.trial import attempt

from .fakes import FIXTURES, fixture

FOLDER = Path(os.environ.get("RECORDINGS") or FIXTURES)


def tried(content: bytes, kind: str) -> str:
    return attempt(Recording("one", kind, tuple(bodies(content)))).text


def test_every_recording_is_read_or_refused_by_a_rule() -> None:
    failed = {
        recording.name: outcome.text for recording in recordings(FOLDER) if (outcome := attempt(recording)).failed
    }
    assert failed == {}


def test_the_fixtures_show_every_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FIXTURES)], through=lambda kind, payload: None) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "track/extended_quota.json: ok, through GET /v1/library/tracks/{spotify_id}" in lines
    assert "album/extended_quota.json: ok, through the client: GET /albums/{id}" in lines
    assert "error/quota.json: refused: error_status (429 QUOTA_EXCEEDED)" in lines
    assert "error/not_allowlisted.txt: refused: error_status (403 NotAllowlisted)" in lines
    assert any(line.startswith("track/without_identity.json: refused: no_identity") for line in lines)
    assert len(lines) == 1 + sum(path.is_file() for path in FIXTURES.glob("*/*"))
    assert lines[-1].startswith(f"{len(lines) - 1} recordings: ")


def test_the_tool_passes_them_through_by_default(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in ("track/extended_quota.json", "user/development_mode.json", "token/first.json", "error/not_found.json"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes((FIXTURES / name).read_bytes())
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "error/not_found.json: refused: error_status (404 NotFound)",
        "token/first.json: ok, through GET /v1/user/callback",
        "track/extended_quota.json: ok, through GET /v1/library/tracks/{spotify_id}",
        "user/development_mode.json: ok, through GET /v1/user/profile",
        "4 recordings: 1 refused, 3 through an endpoint",
    ]


def test_each_member_of_a_batch_passes_through_the_endpoint_of_its_kind() -> None:
    passed: list[tuple[str, Any]] = []
    recording = Recording("one", "track", tuple(bodies(json.dumps(fixture("track/of_several")).encode())))
    assert (
        attempt(recording, lambda kind, payload: passed.append((kind, payload["name"]))).group == "through an endpoint"
    )
    assert passed == [("track", "Low Water")]


def test_an_endpoint_gets_the_answer_as_it_was_recorded() -> None:
    page = fixture("saved_tracks/extended_quota")
    page["items"][0]["track"]["duration_ms"] = "odd"
    passed: list[Any] = []
    recording = Recording("one", "saved_tracks", tuple(bodies(json.dumps(page).encode())))
    assert "set aside: items.0.track.duration_ms" in attempt(recording, lambda _, payload: passed.append(payload)).text
    assert passed == [page]


def test_an_endpoint_that_fails_fails_the_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "track").mkdir()
    (tmp_path / "track" / "one.json").write_text(json.dumps(fixture("track/extended_quota")))

    def broken(kind: str, payload: Any) -> None:
        raise LookupError("nothing arrived")

    assert main([str(tmp_path)], through=broken) == 1
    assert "track/one.json: FAILED in /v1/library/tracks/{spotify_id}: LookupError" in capsys.readouterr().out


def test_a_refusal_without_a_rule_fails_the_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "devices").mkdir()
    (tmp_path / "devices" / "odd.json").write_text('{"devices": "none"}')
    assert main([str(tmp_path)]) == 1
    assert "devices/odd.json: FAILED, refused without a rule" in capsys.readouterr().out


def test_a_folder_that_is_missing_or_empty_is_no_success(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 2
    assert main([str(tmp_path / "nowhere")]) == 2


def test_the_index_says_the_kind_and_other_tables_are_no_recordings(tmp_path: Path) -> None:
    (tmp_path / "various").mkdir()
    (tmp_path / "various" / "empty.json").write_text('{"items": [], "total": 0}')
    (tmp_path / "INDEX.tsv").write_text('file\tsource\tkind\tnotes\nvarious/empty.json\tx\tsaved_tracks\ta "quote\n')
    (tmp_path / "LICENSES.tsv").write_text("nothing\n")
    (found,) = recordings(tmp_path)
    assert (found.name, found.kind) == ("various/empty.json", "saved_tracks")
    assert attempt(found).text == "ok"


def test_the_shape_decides_and_the_folder_is_a_hint() -> None:
    page = json.dumps(fixture("saved_albums/with_null")).encode()
    assert tried(page, "album") == "ok, through the client: GET /me/albums"
    assert tried(json.dumps(fixture("error/quota")).encode(), "track").startswith("refused: error_status")
    assert (
        tried(json.dumps([fixture("episode/one"), None]).encode(), "episode")
        == "ok, through the client: GET /episodes/{id}"
    )
    rows = {"items": [{"added_at": None, "track": None}], "total": 1}
    assert tried(json.dumps(rows).encode(), "playlist_items") == "ok"


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b"", "playback", "ok, through the client: GET /me/player"),
        (b"null", "currently_playing", "ok, through the client: GET /me/player/currently-playing"),
        (b"", "track", "refused: empty"),
        (b"", "devices", "refused: empty"),
        (b"", "other", "ok, through the client: PUT /me/player/play"),
        (b"Too many requests", "track", "refused: not_json"),
        (b"\xef\xbb\xbf[true]", "contains", "ok, through the client: GET /me/library/contains"),
        (b"{}", "album", "refused: no_identity"),
        (b"[null]", "track", "refused: no_identity"),
        (b'{"status": 503, "message": "Service unavailable"}', "search", "refused: error_status (503"),
    ],
)
def test_bodies_that_are_no_objects_are_told_apart(content: bytes, kind: str, expected: str) -> None:
    assert tried(content, kind).startswith(expected)


def envelopes(body: str) -> dict[str, Any]:
    """What recorders write around a body, by the recorder's form."""
    response = {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"encoding": "UTF-8", "string": body}}
    encoded = {**response, "body": {"base64_string": base64.b64encode(body.encode()).decode()}}
    return {
        "interaction": {"request": {"method": "get"}, "response": response, "recorded_at": "2026"},
        "interactions": {"http_interactions": [{"request": {}, "response": encoded}], "recorded_with": "VCR 6"},
        "response": {"response": response},
        "flat": {"status_code": 200, "headers": {}, "body": json.loads(body)},
        "text": body,
        "wrapped": {"data": json.loads(body)},
        "named": {"track": json.loads(body)},
    }


@pytest.mark.parametrize("form", ["interaction", "interactions", "response", "flat", "text", "wrapped", "named"])
def test_what_recorders_write_around_a_body_is_taken_off(form: str) -> None:
    body = json.dumps(fixture("track/extended_quota"))
    assert tried(json.dumps(envelopes(body)[form]).encode(), "track") == tried(body.encode(), "track") == "ok"


def test_a_recorded_status_refuses_whatever_the_body() -> None:
    for body in ("", "gone", "{}"):
        recorded = {"status": 502, "headers": {}, "body": body}
        assert tried(json.dumps(recorded).encode(), "track") == "refused: error_status (502 Unavailable)"
