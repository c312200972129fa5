"""The bearer is added last of all, and a refused one is renewed once."""

import pytest

from chalicelib.spotify.stack.authorised import Authorised, OneToken
from chalicelib.spotify.transport import Answer, Request
from tests.spotify.fakes import FakeTokens, FakeTransport, ok, refused

MISSING = refused(401, {"error": {"status": 401, "message": "Access token missing"}})
EXPIRED = refused(401, {"error": {"status": 401, "message": "The access token expired"}})
NO_BEARER = refused(400, {"error": {"status": 400, "message": "Only valid bearer authentication supported"}})
METHODS = ["GET", "PUT", "POST", "DELETE"]


def bearers(transport: FakeTransport) -> list[str]:
    return [request.headers["Authorization"].removeprefix("Bearer token-") for request in transport.requests]


@pytest.mark.parametrize(
    ("answers", "sent"),
    [
        ([ok({})], "1"),
        ([MISSING, ok({})], "11"),
        ([MISSING, MISSING, ok({})], "112"),
        ([MISSING, EXPIRED, ok({})], "112"),
        ([EXPIRED, ok({})], "12"),
        ([NO_BEARER, ok({})], "12"),
        ([EXPIRED, EXPIRED], "12"),
        ([EXPIRED, MISSING], "12"),
        ([refused(400, b"Invalid limit")], "1"),
        ([refused(403, b"")], "1"),
        ([refused(500, b"")], "1"),
    ],
)
@pytest.mark.parametrize("method", METHODS)
def test_a_token_is_shown_again_renewed_once_and_then_the_refusal_is_believed(
    method: str, answers: list[Answer], sent: str
) -> None:
    transport, tokens = FakeTransport(*answers), FakeTokens()
    assert Authorised(transport, tokens).send(Request(method, "https://api.example/v1/me"), 5) is answers[-1]
    assert "".join(bearers(transport)) == sent
    assert tokens.rejected == (["token-1"] if "2" in sent else [])


def test_where_there_is_no_other_token_a_refusal_is_final() -> None:
    transport = FakeTransport(EXPIRED)
    assert Authorised(transport, OneToken("token-7")).send(Request("GET", "https://api.example/v1/me"), 5) is EXPIRED
    assert bearers(transport) == ["7"]


def test_what_renewing_raises_reaches_whoever_asked() -> None:
    class Ended(Exception):
        pass

    class Tokens(FakeTokens):
        def renewed(self, rejected: str) -> str:
            raise Ended

    with pytest.raises(Ended):
        Authorised(FakeTransport(EXPIRED), Tokens()).send(Request("GET", "https://api.example/v1/me"), 5)
