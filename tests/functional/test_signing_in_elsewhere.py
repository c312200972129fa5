"""Sign-in begun under another name of the service goes to its public URL first, so cookie and callback share a host."""

from __future__ import annotations

from tests.functional.world import ORIGIN, World


def test_a_sign_in_under_another_name_moves_to_the_public_url(world: World) -> None:
    browser = world.browser()
    answer = browser.get("/v1/user/login?return_to=%2Fsome%3Fpage%3D1", headers={"Host": "local.dashspot.dev:8443"})
    assert answer.status == 302
    assert answer.headers["location"] == f"{ORIGIN}/api/v1/user/login?return_to=%2Fsome%3Fpage%3D1&moved=true"
    assert not browser.cookies, "no cookie is left on a host that the callback does not use"


def test_spotify_is_told_to_ask_again_where_a_consent_is_renewed_under_any_name(world: World) -> None:
    """Without being told it may pass over a question that was answered before, and with it over a new beginning."""
    renew = "/v1/user/login?consent_again=true"
    moved = world.browser().get(renew, headers={"Host": "local.dashspot.dev:8443"}).headers["location"]
    assert moved == f"{ORIGIN}/api/v1/user/login?return_to=%2F&consent_again=true&moved=true"
    there = world.browser().get(moved.removeprefix(f"{ORIGIN}/api")).headers["location"]
    assert "show_dialog=true" in there
    assert "show_dialog" not in world.browser().get("/v1/user/login").headers["location"]
    refused = world.browser().get("/v1/user/login?consent_again=perhaps")
    assert (refused.status, refused.json["errors"][0]["parameter"]) == (400, "consent_again")


def test_it_moves_once_even_where_a_proxy_hides_the_host(world: World) -> None:
    answer = world.browser().get("/v1/user/login?moved=true", headers={"Host": "10.0.0.7"})
    assert answer.headers["location"].startswith(world.spotify.url)


def test_at_the_public_url_it_goes_straight_to_spotify(world: World) -> None:
    answer = world.browser().get("/v1/user/login", headers={"Host": ORIGIN.removeprefix("https://")})
    assert answer.headers["location"].startswith(world.spotify.url)


def test_the_host_that_a_gateway_tells_counts_before_the_one_it_uses_inside(world: World) -> None:
    inside = {"Host": "127.0.0.1:4566", "X-Forwarded-Host": ORIGIN.removeprefix("https://")}
    answer = world.browser().get("/v1/user/login", headers=inside)
    assert answer.headers["location"].startswith(world.spotify.url)


def test_a_person_who_comes_back_too_late_is_told_by_the_web_client(world: World) -> None:
    late = "/v1/user/callback?state=unknown&code=spent"
    person = world.browser().get(late, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (person.status, person.headers["location"]) == (302, f"{ORIGIN}/?sign_in_error=invalid_request")
    assert world.browser().get(late).code == "invalid_request"
