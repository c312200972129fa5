"""What a person sets for themselves: the time zone, and how often the library is read by itself."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from tests.functional.world import Browser, World, shared_world

world = shared_world(tracks=5, playlists=1, people=2)

NOTHING = {"time_zone": None, "sync_period_hours": None}


@pytest.fixture
def browser(world: World) -> Browser:
    made = world.signed_in()
    assert made.patch("/v1/user", NOTHING).status == 200
    return made


def _settings(browser: Browser) -> dict[str, Any]:
    told: dict[str, Any] = browser.get("/v1/user").json["settings"]
    return told


def test_at_first_the_library_is_read_every_day_and_nothing_else_is_set(world: World) -> None:
    browser = world.browser()
    browser.sign_in(person=world.spotify.truth.people[1].id)
    assert _settings(browser) == {"time_zone": None, "sync_period_hours": 24}


def test_settings_are_kept_one_by_one_and_switched_off_again(browser: Browser) -> None:
    answer = browser.patch("/v1/user", {"time_zone": "Europe/Paris"})
    assert answer.status == 200
    assert answer.json["settings"] == {"time_zone": "Europe/Paris", "sync_period_hours": None}
    assert {**answer.json} == browser.get("/v1/user").json, "the answer is what GET tells"
    browser.patch("/v1/user", {"sync_period_hours": 24})
    assert _settings(browser) == {"time_zone": "Europe/Paris", "sync_period_hours": 24}
    browser.patch("/v1/user", {"time_zone": None})
    assert _settings(browser) == {"time_zone": None, "sync_period_hours": 24}


def test_settings_outlive_a_new_consent(browser: Browser) -> None:
    browser.patch("/v1/user", {"time_zone": "Asia/Tokyo", "sync_period_hours": 6})
    browser.sign_in()
    assert _settings(browser) == {"time_zone": "Asia/Tokyo", "sync_period_hours": 6}


@pytest.mark.parametrize("zone", ["UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "Asia/Kolkata"])
def test_zones_of_the_iana_database_are_taken(browser: Browser, zone: str) -> None:
    assert browser.patch("/v1/user", {"time_zone": zone}).json["settings"]["time_zone"] == zone


@pytest.mark.parametrize("hours", [1, 168])
def test_from_every_hour_to_once_a_week(browser: Browser, hours: int) -> None:
    assert browser.patch("/v1/user", {"sync_period_hours": hours}).status == 200
    assert _settings(browser)["sync_period_hours"] == hours


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"time_zone": "Europe/Nowhere"}, "/time_zone"),
        ({"time_zone": "europe/paris"}, "/time_zone"),
        ({"time_zone": "Europe"}, "/time_zone"),
        ({"time_zone": "../../etc/passwd"}, "/time_zone"),
        ({"time_zone": "localtime"}, "/time_zone"),
        ({"time_zone": ""}, "/time_zone"),
        ({"time_zone": 3}, "/time_zone"),
        ({"time_zone": "x" * 65}, "/time_zone"),
        ({"sync_period_hours": 0}, "/sync_period_hours"),
        ({"sync_period_hours": 169}, "/sync_period_hours"),
        ({"sync_period_hours": 1.5}, "/sync_period_hours"),
        ({"sync_period_hours": "6"}, "/sync_period_hours"),
        ({"sync_period_hours": True}, "/sync_period_hours"),
        ({"time_zone": "Europe/Paris", "theme": "dark"}, "/theme"),
        ({"time_zone": "Europe/Paris", "sync_period_hours": 0}, "/sync_period_hours"),
    ],
    ids=str,
)
def test_what_cannot_be_set_is_pointed_at_and_nothing_changes(
    browser: Browser, body: dict[str, Any], pointer: str
) -> None:
    answer = browser.patch("/v1/user", body)
    assert (answer.status, answer.code) == (400, "invalid_request")
    assert pointer in [flaw["pointer"] for flaw in answer.json["errors"]]
    assert _settings(browser) == NOTHING


def test_another_site_cannot_change_them_and_a_script_can(world: World, browser: Browser) -> None:
    change = {"sync_period_hours": 5}
    answer = browser.patch("/v1/user", change, headers={"Origin": "https://evil.example"})
    assert (answer.status, answer.code) == (403, "csrf_rejected")
    assert _settings(browser) == NOTHING
    script = Browser(world, token=browser.post("/v1/user/tokens", {"name": "script"}).json["token"])
    assert script.patch("/v1/user", change).status == 200
    assert _settings(browser) == {"time_zone": None, "sync_period_hours": 5}


def test_nobody_signed_in_has_none(world: World) -> None:
    stranger = world.browser()
    assert "settings" not in stranger.get("/v1/user").json
    assert stranger.patch("/v1/user", {"time_zone": "UTC"}).code == "unauthenticated"


def test_a_person_who_is_gone_is_not_brought_back_by_a_setting(world: World, browser: Browser) -> None:
    user_id = browser.get("/v1/user").json["user"]["id"]
    table = boto3.resource("dynamodb").Table("test-accounts")
    kept = table.get_item(Key={"pk": f"U#{user_id}", "sk": "USER"})["Item"]
    table.delete_item(Key={"pk": f"U#{user_id}", "sk": "USER"})
    try:
        assert browser.patch("/v1/user", {"time_zone": "UTC"}).code == "not_found"
        assert not [item for item in world.items("accounts", f"U#{user_id}") if item["sk"] == "USER"]
    finally:
        table.put_item(Item=kept)
