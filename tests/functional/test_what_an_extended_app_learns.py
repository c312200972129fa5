"""An app with extended quota: what Spotify closes to others and answers here is remembered too, at no extra cost."""

from __future__ import annotations

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
