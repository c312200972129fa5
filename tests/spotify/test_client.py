"""What the client asks of Spotify, and when it asks again."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.spotify import errors
from chalicelib.spotify.client import SpotifyClient
from chalicelib.spotify.transport import Answer

from .fakes import FakeTransport, client, fixture, ok, refused

FORBIDDEN = {"error": {"status": 403, "message": "Forbidden"}}
READS: list[tuple[Callable[[SpotifyClient], Any], str, str, dict[str, object]]] = [
    (lambda api: api.me(), "user/development_mode", "/v1/me", {}),
    (lambda api: api.playlists(20, 40), "playlists_list/both_keys", "/v1/me/playlists", {"limit": 20, "offset": 40}),
    (
        lambda api: api.playlist("abc"),
        "playlist/both_keys",
        "/v1/playlists/abc",
        {"additional_types": "track,episode"},
    ),
    (
        lambda api: api.playlist_items("abc", 50, 100),
        "playlist_items/development_mode",
        "/v1/playlists/abc/items",
        {"additional_types": "track,episode", "limit": 50, "offset": 100},
    ),
    (lambda api: api.saved_tracks(50, 0), "saved_tracks/extended_quota", "/v1/me/tracks", {"limit": 50, "offset": 0}),
    (lambda api: api.track("abc"), "track/extended_quota", "/v1/tracks/abc", {}),
    (lambda api: api.audio_features("abc"), "audio_features/one", "/v1/audio-features/abc", {}),
]
TOTALS: list[tuple[Callable[[SpotifyClient], int | None], str]] = [
    (lambda api: api.playlists_total(), "/v1/me/playlists"),
    (lambda api: api.saved_tracks_total(), "/v1/me/tracks"),
    (lambda api: api.saved_albums_total(), "/v1/me/albums"),
    (lambda api: api.saved_shows_total(), "/v1/me/shows"),
    (lambda api: api.saved_episodes_total(), "/v1/me/episodes"),
    (lambda api: api.saved_audiobooks_total(), "/v1/me/audiobooks"),
]


@pytest.mark.parametrize(("read", "answer", "path", "params"), READS)
def test_each_read_is_one_request_with_the_persons_token(
    read: Callable[[SpotifyClient], Any], answer: str, path: str, params: dict[str, object]
) -> None:
    transport = FakeTransport(ok(fixture(answer)))
    assert read(client(transport)) is not None
    (request,) = transport.requests
    assert (request.method, request.url, dict(request.params)) == ("GET", "https://api.example" + path, params)
    assert request.headers == {"Authorization": "Bearer the-token"}
    assert "the-token" not in repr(request)


@pytest.mark.parametrize(("read", "path"), TOTALS)
def test_counting_a_collection_reads_one_row_of_it(read: Callable[[SpotifyClient], int | None], path: str) -> None:
    transport = FakeTransport(ok({"items": [{"odd": 1}], "total": 41}), ok({"items": [], "total": None}))
    assert read(client(transport)) == 41
    assert read(client(transport)) is None
    assert {request.url for request in transport.requests} == {"https://api.example" + path}
    assert [request.params["limit"] for request in transport.requests] == [1, 1]


def test_followed_artists_are_counted_in_their_own_envelope() -> None:
    transport = FakeTransport(ok(fixture("followed_artists/first_page")))
    assert client(transport).followed_artists_total() == 2
    assert transport.requests[0].params == {"type": "artist", "limit": 1}


def test_an_id_cannot_reach_another_endpoint() -> None:
    transport = FakeTransport(ok(fixture("track/extended_quota")))
    client(transport).track("../me?x=1")
    assert transport.requests[0].url == "https://api.example/v1/tracks/..%2Fme%3Fx%3D1"


@pytest.mark.parametrize(
    "first",
    [
        refused(500, b""),
        refused(503, b"<html>"),
        refused(401, {"error": {"status": 401, "message": "Access token missing"}}),
        errors.Unavailable("no answer"),
    ],
)
def test_a_passing_failure_is_tried_once_more(first: Answer | errors.SpotifyError) -> None:
    transport = FakeTransport(first, ok(fixture("track/extended_quota")))
    assert client(transport).track("abc").name == "Low Water"
    assert len(transport.requests) == 2


def test_a_second_failure_is_final() -> None:
    transport = FakeTransport(refused(502, b""), refused(503, b""))
    with pytest.raises(errors.Unavailable):
        client(transport).track("abc")
    assert len(transport.requests) == 2


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refused(429, b"", Retry_After="3600"), errors.RateLimited),
        (refused(429, {"error": {"status": 429, "reason": "QUOTA_EXCEEDED"}}), errors.QuotaExceeded),
        (refused(401, {"error": {"status": 401, "message": "The access token expired"}}), errors.TokenRejected),
        (refused(403, FORBIDDEN), errors.Forbidden),
        (refused(404, b""), errors.NotFound),
        (refused(503, b"", Retry_After="120"), errors.Unavailable),
        (refused(301, b"", Location="https://elsewhere.example/"), errors.MalformedAnswer),
        (Answer(204), errors.MalformedAnswer),
        (Answer(200), errors.MalformedAnswer),
        (Answer(200, body=b"<html>"), errors.MalformedAnswer),
        (ok({"type": "album"}), errors.MalformedAnswer),
    ],
)
def test_what_trying_again_would_not_help_is_not_tried_again(
    answer: Answer, expected: type[errors.SpotifyError]
) -> None:
    transport = FakeTransport(answer)
    with pytest.raises(expected) as error:
        client(transport).track("abc")
    assert type(error.value) is expected
    assert len(transport.requests) == 1


def test_no_wait_is_ever_as_long_as_a_retry_after() -> None:
    waits: list[float] = []
    transport = FakeTransport(refused(500, b""), refused(429, b"", Retry_After="3600"))
    with pytest.raises(errors.RateLimited) as error:
        SpotifyClient(transport, "https://api.example", "t", lambda: 20.0, pause=waits.append).track("abc")
    assert error.value.retry_after == 3600
    assert len(waits) == 1 and waits[0] < 1


def test_a_request_never_outlasts_the_deadline() -> None:
    transport = FakeTransport(ok(fixture("track/extended_quota")), ok(fixture("track/extended_quota")))
    client(transport, lambda: 4.0).track("abc")
    client(transport, lambda: 400.0).track("abc")
    assert transport.timeouts == [4.0, 10.0]


def test_without_time_left_no_request_is_begun() -> None:
    transport = FakeTransport()
    with pytest.raises(errors.Unavailable):
        client(transport, lambda: 0.0).track("abc")
    assert transport.requests == []


def test_without_time_left_there_is_no_second_try() -> None:
    left = iter([5.0, 0.1])
    transport = FakeTransport(refused(500, b""))
    with pytest.raises(errors.Unavailable):
        client(transport, lambda: next(left)).track("abc")
    assert len(transport.requests) == 1


def test_a_closed_endpoint_is_said_and_not_worked_around() -> None:
    transport = FakeTransport(refused(403, FORBIDDEN), refused(403, FORBIDDEN))
    with pytest.raises(errors.PlaylistForbidden):
        client(transport).playlist_items("abc")
    with pytest.raises(errors.EndpointClosed):
        client(transport).audio_features("abc")
    assert len(transport.requests) == 2


def test_what_was_set_aside_is_heard_of() -> None:
    heard: list[str] = []
    page = fixture("saved_tracks/extended_quota")
    page["items"][0]["track"]["id"] = None
    page["items"][0]["track"]["uri"] = None
    page["items"][0]["track"]["href"] = None
    transport = FakeTransport(ok(page))
    api = SpotifyClient(
        transport, "https://api.example/", "t", lambda: 9.0, on_fault=lambda fault: heard.append(fault.path)
    )
    assert api.saved_tracks().items[1] is not None
    assert heard == ["items.0.track"]
