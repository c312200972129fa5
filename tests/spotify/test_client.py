"""What the client asks of Spotify, and what becomes of the answers."""

from typing import Any

import pytest

from chalicelib.spotify import errors
from chalicelib.spotify.endpoints import catalogue, library, player, playlists, users
from chalicelib.spotify.endpoints.declaration import Endpoint
from chalicelib.spotify.transport import Answer

from .fakes import FakeTransport, client, fixture, ok, refused

FORBIDDEN = {"error": {"status": 403, "message": "Forbidden"}}
READS: list[tuple[Endpoint[Any], dict[str, Any], str, str, dict[str, object]]] = [
    (users.ME, {}, "user/development_mode", "/v1/me", {}),
    (
        library.MY_PLAYLISTS,
        {"limit": 20, "offset": 40},
        "playlists_list/both_keys",
        "/v1/me/playlists",
        {"limit": 20, "offset": 40},
    ),
    (
        playlists.PLAYLIST,
        {"playlist_id": "abc"},
        "playlist/both_keys",
        "/v1/playlists/abc",
        {"additional_types": "track,episode"},
    ),
    (
        playlists.PLAYLIST_ITEMS,
        {"playlist_id": "abc", "limit": 50, "offset": 100},
        "playlist_items/development_mode",
        "/v1/playlists/abc/items",
        {"additional_types": "track,episode", "limit": 50, "offset": 100},
    ),
    (library.MY_TRACKS, {"market": None}, "saved_tracks/extended_quota", "/v1/me/tracks", {}),
    (catalogue.TRACK, {"id": "abc"}, "track/extended_quota", "/v1/tracks/abc", {}),
    (catalogue.AUDIO_FEATURES, {"id": "abc"}, "audio_features/one", "/v1/audio-features/abc", {}),
]
COUNTED = [
    library.MY_PLAYLISTS,
    library.MY_TRACKS,
    library.MY_ALBUMS,
    library.MY_SHOWS,
    library.MY_EPISODES,
    library.MY_AUDIOBOOKS,
]


@pytest.mark.parametrize(("endpoint", "parameters", "answer", "path", "query"), READS)
def test_each_read_is_one_request_with_the_persons_token(
    endpoint: Endpoint[Any], parameters: dict[str, Any], answer: str, path: str, query: dict[str, object]
) -> None:
    transport = FakeTransport(ok(fixture(answer)))
    assert client(transport, owner="u_1").ask(endpoint, **parameters) is not None
    (request,) = transport.requests
    assert (request.method, request.url, dict(request.params)) == ("GET", "https://api.example" + path, query)
    assert (request.endpoint, request.owner) == (endpoint.name, "u_1")
    assert request.headers == {"Authorization": "Bearer token-1"}
    assert "token-1" not in repr(request) and "u_1" not in repr(request)


@pytest.mark.parametrize("endpoint", COUNTED, ids=lambda endpoint: endpoint.name)
def test_counting_a_collection_reads_one_row_of_it(endpoint: Endpoint[Any]) -> None:
    transport = FakeTransport(ok({"items": [{"odd": 1}], "total": 41}), ok({"items": [], "total": None}))
    assert client(transport).count(endpoint) == 41
    assert client(transport).count(endpoint) is None
    assert {request.url for request in transport.requests} == {"https://api.example/v1" + endpoint.path}
    assert [request.params["limit"] for request in transport.requests] == [1, 1]


def test_followed_artists_are_counted_in_their_own_envelope() -> None:
    transport = FakeTransport(ok(fixture("followed_artists/first_page")))
    assert client(transport).count(library.FOLLOWED_ARTISTS) == 2
    assert transport.requests[0].params == {"type": "artist", "limit": 1}


@pytest.mark.parametrize("payload", [[], {}, {"artists": None}, {"artists": [7]}, None, 7])
def test_a_count_of_what_is_no_page_is_malformed(payload: Any) -> None:
    with pytest.raises(errors.MalformedAnswer):
        client(FakeTransport(ok(payload))).count(library.FOLLOWED_ARTISTS)


def test_an_id_cannot_reach_another_endpoint() -> None:
    transport = FakeTransport(ok(fixture("track/extended_quota")))
    client(transport).ask(catalogue.TRACK, id="../me?x=1")
    assert transport.requests[0].url == "https://api.example/v1/tracks/..%2Fme%3Fx%3D1"


def test_without_its_id_nothing_is_asked() -> None:
    transport = FakeTransport()
    with pytest.raises(LookupError):
        client(transport).ask(catalogue.TRACK)
    assert transport.requests == []


def test_a_page_is_never_asked_for_more_rows_than_spotify_takes() -> None:
    transport = FakeTransport(ok(fixture("saved_tracks/extended_quota")))
    client(transport).ask(library.MY_TRACKS, limit=100, offset=0)
    assert transport.requests[0].params["limit"] == 50


def test_what_is_not_permitted_is_not_asked() -> None:
    class NotGranted(Exception):
        pass

    def permit(endpoint: Endpoint[Any]) -> None:
        if endpoint.scopes:
            raise NotGranted(endpoint.name)

    transport = FakeTransport(ok(fixture("track/extended_quota")))
    api = client(transport, permit=permit)
    api.ask(catalogue.TRACK, id="abc")
    for ask in (lambda: api.ask(library.MY_TRACKS), lambda: api.count(library.MY_TRACKS)):
        with pytest.raises(NotGranted):
            ask()
    assert len(transport.requests) == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refused(429, b"", Retry_After="3600"), errors.RateLimited),
        (refused(429, {"error": {"status": 429, "reason": "QUOTA_EXCEEDED"}}), errors.QuotaExceeded),
        (refused(403, FORBIDDEN), errors.Forbidden),
        (refused(404, b""), errors.NotFound),
        (refused(503, b"", Retry_After="120"), errors.Unavailable),
        (refused(301, b"", Location="https://elsewhere.example/"), errors.MalformedAnswer),
        (Answer(204), errors.MalformedAnswer),
        (Answer(200), errors.MalformedAnswer),
        (Answer(200, body=b"<html>"), errors.MalformedAnswer),
        (Answer(200, body=b'{"type": "track", "id": "0'), errors.MalformedAnswer),
        (ok({"type": "album"}), errors.MalformedAnswer),
        (ok([]), errors.MalformedAnswer),
    ],
)
def test_what_trying_again_would_not_help_is_asked_once(answer: Answer, expected: type[errors.SpotifyError]) -> None:
    transport = FakeTransport(answer)
    with pytest.raises(expected) as error:
        client(transport).ask(catalogue.TRACK, id="abc")
    assert type(error.value) is expected
    assert len(transport.requests) == 1


def test_a_closed_endpoint_is_said_and_not_worked_around() -> None:
    transport = FakeTransport(refused(403, FORBIDDEN), refused(403, FORBIDDEN))
    with pytest.raises(errors.PlaylistForbidden) as rows:
        client(transport).ask(playlists.PLAYLIST_ITEMS, playlist_id="abc")
    with pytest.raises(errors.EndpointClosed) as features:
        client(transport).ask(catalogue.AUDIO_FEATURES, id="abc")
    assert (rows.value.feature, features.value.feature) == ("followed_playlist_items", "audio_features")
    assert len(transport.requests) == 2


@pytest.mark.parametrize("answer", [Answer(204), Answer(200), Answer(200, body=b" \n"), ok(None)])
def test_a_silent_player_is_nothing_and_no_error(answer: Answer) -> None:
    assert client(FakeTransport(answer)).ask(player.PLAYBACK) is None
    assert client(FakeTransport(answer)).ask(player.CURRENTLY_PLAYING) is None


@pytest.mark.parametrize("answer", [Answer(204), Answer(200, body=b"<text> that nobody reads"), Answer(202), ok({})])
def test_a_change_is_made_whatever_the_body_that_says_so(answer: Answer) -> None:
    transport = FakeTransport(answer)
    client(transport).ask(player.PLAY, device_id="d", json={"uris": ["spotify:track:1"]})
    (request,) = transport.requests
    assert (request.method, dict(request.params), request.json) == (
        "PUT",
        {"device_id": "d"},
        {"uris": ["spotify:track:1"]},
    )


def test_a_change_of_rows_answers_the_new_state_of_the_playlist() -> None:
    transport = FakeTransport(Answer(201, body=b'{"snapshot_id": "AAB"}'))
    added = client(transport).ask(playlists.ADD_ITEMS, playlist_id="abc", json={"uris": ["spotify:track:1"]})
    assert added.snapshot_id == "AAB"
    assert transport.requests[0].url == "https://api.example/v1/playlists/abc/items"


def test_a_cover_is_sent_as_a_picture() -> None:
    transport = FakeTransport(Answer(202))
    client(transport).ask(playlists.UPLOAD_IMAGE, playlist_id="abc", body=b"/9j/")
    (request,) = transport.requests
    assert (request.body, request.json, request.headers["Content-Type"]) == (b"/9j/", None, "image/jpeg")


def test_whether_things_are_saved_is_answered_in_the_order_of_the_question() -> None:
    transport = FakeTransport(ok([True, False]))
    assert client(transport).ask(library.CONTAINS, uris=["spotify:track:1", "spotify:album:2"]).root == (True, False)
    assert transport.requests[0].params == {"uris": "spotify:track:1,spotify:album:2"}


def test_what_was_set_aside_is_heard_of() -> None:
    heard: list[str] = []
    page = fixture("saved_tracks/extended_quota")
    page["items"][0]["track"].update(id=None, uri=None, href=None)
    api = client(FakeTransport(ok(page)), on_fault=lambda fault: heard.append(fault.path))
    assert api.ask(library.MY_TRACKS).items[1] is not None
    assert heard == ["items.0.track"]
