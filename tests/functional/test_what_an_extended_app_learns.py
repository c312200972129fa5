"""An app with extended quota: what Spotify closes to others and answers here is remembered too, at no extra cost."""

from __future__ import annotations

import pytest

from tests.functional.world import ENVIRONMENT, Browser, World, shared_world

world = shared_world(tracks=10, playlists=3, mode="extended")


def capability_writes(world: World) -> int:
    sent = zip(world.aws.names, world.aws.bodies, strict=True)
    table = ENVIRONMENT["COORDINATION_TABLE"]
    return sum(name == "UpdateItem" and table in body and "CAPABILITIES" in body for name, body in sent)


def test_an_answer_is_remembered_once_a_week_not_once_a_request(world: World) -> None:
    browser: Browser = world.signed_in()
    path = f"/v1/library/tracks/{world.spotify.truth.people[0].saved_tracks[0].id}/data"
    assert browser.get("/v1/meta").json["features"]["audio_features"]["available"] is None
    assert browser.get(path).status == 200
    world.run_queue()
    told = browser.get("/v1/meta").json
    assert told["features"]["audio_features"] == {"available": True, "reason": None}
    assert told["quota_mode"] == "unknown", "old apps in development mode have audio features too"

    world.aws.clear()
    for _ in range(5):
        assert browser.get(path).status == 200
        world.run_queue()
    assert capability_writes(world) == 0
    world.advance(days=7, seconds=1)
    assert browser.get(path).status == 200
    world.run_queue()
    assert capability_writes(world) == 1
    assert browser.get("/v1/meta").json["features"]["audio_features"]["available"] is True


def test_the_mode_follows_from_what_only_one_mode_answers_or_refuses(world: World) -> None:
    from chalicelib.core.accounts.spending import Report
    from chalicelib.core.composition import services

    store, now = services().accounts.client_store, world.clock.now()
    store.tell(Report(answered=frozenset({"markets"})), now)
    assert world.browser().get("/v1/meta").json["quota_mode"] == "extended"
    store.remember_closed("markets")
    assert world.browser().get("/v1/meta").json["quota_mode"] == "development"
    # An answer of before the refusal, told late, does not open what was closed since.
    store.tell(Report(answered=frozenset({"markets"})), now)
    assert world.browser().get("/v1/meta").json["features"]["markets"]["available"] is False


@pytest.mark.parametrize(("learned", "largest"), [(False, 10), (True, 50)])
def test_case_25_a_search_asks_for_as_much_as_the_app_is_known_to_get(
    world: World, learned: bool, largest: int
) -> None:
    """More than ten is refused in development mode (``400 Invalid limit``), so ten it is until the mode is known."""
    from chalicelib.core.accounts.spending import Report
    from chalicelib.core.clock import Deadline
    from chalicelib.core.composition import services
    from chalicelib.spotify.endpoints.browse import SEARCH

    browser: Browser = world.signed_in()
    accounts = services().accounts
    world.advance(days=8)  # nothing is known any more
    if learned:
        accounts.client_store.tell(Report(answered=frozenset({"markets"})), world.clock.now())
    person = accounts.person_for_work(browser.get("/v1/user").json["user"]["id"])
    found = accounts.spotify(person, Deadline(20))(lambda api: api.ask(SEARCH, q="a", type="track", limit=50))
    assert found.tracks is not None and 0 < len(found.tracks.items) <= largest
    assert world.spotify.requests[-1].query["limit"] == str(largest)
