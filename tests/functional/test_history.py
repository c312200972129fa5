"""What changed in a library, and playlists as they were, as their owner reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import boto3
import pytest

from chalicelib.core.catalogue import keys
from chalicelib.core.catalogue.collections import Collections, Reading
from chalicelib.core.catalogue.rows import SeenRow
from tests.functional.listing import everything, pages
from tests.functional.queue_messages import entities, identifier, track
from tests.functional.world import ENVIRONMENT, Browser, World, shared_world

PLAYLIST = "abc"
NAME = keys.playlist_rows(PLAYLIST)
CHANGES = f"/v1/library/playlists/{PLAYLIST}/changes"
MINUTE = timedelta(minutes=1)

world = shared_world(tracks=20, playlists=3)


@pytest.fixture(autouse=True)
def _empty(world: World) -> Iterator[None]:
    world.empty()
    ahead = world.clock.ahead
    yield
    world.clock.ahead = ahead


@pytest.fixture(scope="module")
def browser(world: World) -> Browser:
    return world.signed_in()


class Owner:
    """Somebody whose collections are read again and again, one minute apart."""

    def __init__(self, browser: Browser) -> None:
        from chalicelib.core.composition import services

        self.collections: Collections = services().collections
        self.user_id: str = browser.get("/v1/user").json["user"]["id"]
        self.begun = services().clock.now() - timedelta(hours=2)
        self.readings = 0

    def at(self, reading: float) -> datetime:
        return self.begun + reading * MINUTE

    def reads(
        self, rows: list[SeenRow] | str, name: str = NAME, *, called: str | None = None, gone: bool = False
    ) -> None:
        """The next reading; the first one is that of minute 1."""
        self.readings += 1
        seen = [row(letter) for letter in rows] if isinstance(rows, str) else rows
        at = int(self.at(self.readings).timestamp() * 1000)
        told = Reading(at, f"reading-{self.readings}", name=called, gone=gone)
        self.collections.save(self.user_id, name, seen, told)


@pytest.fixture
def owner(browser: Browser) -> Owner:
    return Owner(browser)


def row(letter: str) -> SeenRow:
    return SeenRow(uri=f"spotify:track:{identifier(letter)}", added_at="2026-01-01T00:00:00Z")


def as_of(instant: datetime, **query: int) -> str:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return f"/v1/library/playlists/{PLAYLIST}/as-of?at={quote(instant.isoformat())}{more}"


def told(change: dict[str, Any]) -> str:
    """``+a@3``: a was added at 3; ``-``: removed; ``>a@0>2``: moved from 0 to 2."""
    before, after = change["before"], change["after"]
    name = change["item"]["name"] if change["item"] else ""
    if change["change"] == "added":
        return f"+{name}@{after['position']}"
    if change["change"] == "removed":
        return f"-{name}@{before['position']}"
    if change["change"] == "moved":
        return f">{name}@{before['position']}>{after['position']}"
    return f"{change['change']} {name}".strip()


def names(world: World, letters: str) -> None:
    world.send(entities(*[track(letter) for letter in letters]))
    world.run_queue()


def test_changes_are_told_newest_first_with_names_and_places(world: World, browser: Browser, owner: Owner) -> None:
    names(world, "abcdx")
    owner.reads("abcd")
    owner.reads("bcda")
    owner.reads("bcx")
    found = everything(browser, CHANGES)
    assert [told(change) for change in found] == ["-d@2", "-a@3", "+x@2", ">a@0>3"]
    assert found[0]["item"] == {
        "kind": "track",
        "id": identifier("d"),
        "uri": f"spotify:track:{identifier('d')}",
        "name": "d",
        "spotify_url": f"https://open.spotify.com/track/{identifier('d')}",
    }
    assert [datetime.fromisoformat(change["at"]) for change in found] == [
        moment.replace(microsecond=moment.microsecond // 1000 * 1000) for moment in [owner.at(3)] * 3 + [owner.at(2)]
    ]


def test_what_was_there_at_first_is_no_change(browser: Browser, owner: Owner) -> None:
    assert browser.get(CHANGES).json["code"] == "not_synced"
    assert browser.get("/v1/library/tracks/changes").json["meta"] == {"since": None}
    owner.reads("abc")
    answer = browser.get(CHANGES).json
    assert answer["data"] == []
    assert datetime.fromisoformat(answer["meta"]["since"]) <= owner.at(1)


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_changes_come_in_pages_however_many_one_reading_found(browser: Browser, owner: Owner, limit: int) -> None:
    owner.reads("abc")
    owner.reads("cab")
    owner.reads("defghij")
    owner.reads("", gone=True)
    found = [told(change) for page in pages(browser, CHANGES, limit) for change in page["data"]]
    assert len(found) == 1 + 7 + (3 + 7) + 1
    assert found == [told(change) for change in everything(browser, CHANGES, 100)]
    assert found[0] == "gone"


def test_more_changes_than_one_part_holds_are_all_told(browser: Browser, owner: Owner) -> None:
    owner.reads("")
    many = [SeenRow(uri=f"spotify:track:{number:022d}") for number in range(1_203)]
    owner.reads(many)
    owner.reads(many[:1])
    found = everything(browser, CHANGES, 100)
    assert [change["item"]["uri"] for change in found[:1_202]] == [row.uri for row in many[1:]]
    assert [change["item"]["uri"] for change in found[1_202:]] == [row.uri for row in many]


def test_a_playlist_is_renamed_goes_and_returns(browser: Browser, owner: Owner) -> None:
    owner.reads("", called="Old")
    owner.reads("", called="New")
    owner.reads("", gone=True)
    owner.reads("", called="New")
    found = everything(browser, CHANGES)
    assert [change["change"] for change in found] == ["returned", "gone", "renamed"]
    assert found[-1]["names"] == ["Old", "New"]
    past = browser.get(as_of(owner.at(1.5))).json
    assert past["meta"] == {"name": "Old", "gone": False}
    assert browser.get(as_of(owner.at(3.5))).json["meta"] == {"name": "New", "gone": True}


def test_a_playlist_can_be_read_as_it_was_at_any_instant(world: World, browser: Browser, owner: Owner) -> None:
    names(world, "abcdefg")
    states = ["abcd", "bacde", "bacde", "e", "gfedcba", "abc"]
    for state in states:
        owner.reads(state)
    for number, state in enumerate(states, 1):
        for instant in (owner.at(number + 0.01), owner.at(number + 0.9)):
            answer = browser.get(as_of(instant)).json
            assert "".join(item["item"]["name"] for item in answer["data"]) == state
            assert answer["page"]["total"] == len(state)
            assert [item["position"] for item in answer["data"]] == list(range(len(state)))


def test_a_past_state_comes_in_pages(browser: Browser, owner: Owner) -> None:
    many = [SeenRow(uri=f"spotify:track:{number:022d}") for number in range(230)]
    owner.reads(many)
    owner.reads("a")
    found = everything(browser, as_of(owner.at(1.5), limit=100))
    assert [item["item"]["uri"] for item in found] == [row.uri for row in many]


def test_nobody_knows_what_was_before_the_first_reading_or_is_too_long_ago(
    world: World, browser: Browser, owner: Owner
) -> None:
    assert browser.get(as_of(owner.at(0))).json["code"] == "not_synced"
    owner.reads("abc")
    owner.reads("ab")
    before = browser.get(as_of(owner.at(0.5)))
    assert (before.status, before.json["code"]) == (404, "not_synced")
    assert browser.get(as_of(owner.at(1.5))).status == 200
    world.clock.advance(days=90)
    browser = world.signed_in()  # the session has ended meanwhile
    assert browser.get(as_of(owner.at(1.5))).json["code"] == "not_synced"
    assert browser.get(CHANGES).json["data"] == []
    assert browser.get(f"/v1/library/playlists/{PLAYLIST}/as-of").json["page"]["total"] == 2


def test_a_change_that_is_under_way_is_not_seen_yet(world: World, browser: Browser, owner: Owner) -> None:
    owner.reads("abc")
    world.aws.refuse("PutItem", "InternalServerError", status=500, times=100, after=1)
    with pytest.raises(Exception, match="InternalServerError"):
        owner.reads("cax")
    world.aws.refusals.clear()
    answer = browser.get(as_of(owner.at(10))).json
    assert [item["item"]["id"] for item in answer["data"]] == [identifier(letter) for letter in "abc"]


def test_rows_without_an_entity_are_named_as_far_as_they_name_themselves(browser: Browser, owner: Owner) -> None:
    local = SeenRow(uri="spotify:local:Artist:Album:Title:200", name="Title")
    owner.reads([local])
    owner.reads([local, SeenRow(uri="spotify:episode:" + identifier("e"))])
    owner.reads([])
    found = everything(browser, CHANGES)
    assert [(change["item"]["kind"], change["item"]["id"], change["item"]["name"]) for change in found[:2]] == [
        ("local", None, "Title"),
        ("episode", identifier("e"), None),
    ]


@pytest.mark.parametrize(
    ("path", "name", "uri", "kind"),
    [
        ("tracks", keys.SAVED_TRACKS, "spotify:track:", "track"),
        ("albums", keys.SAVED_ALBUMS, "spotify:album:", "album"),
        ("shows", keys.SAVED_SHOWS, "spotify:show:", "show"),
        ("episodes", keys.SAVED_EPISODES, "spotify:episode:", "episode"),
        ("audiobooks", keys.SAVED_AUDIOBOOKS, "spotify:show:", "audiobook"),
        ("artists", keys.FOLLOWED_ARTISTS, "spotify:artist:", "artist"),
        ("playlists", keys.PLAYLISTS, "spotify:playlist:", "playlist"),
    ],
)
def test_every_collection_tells_its_changes(
    browser: Browser, owner: Owner, path: str, name: str, uri: str, kind: str
) -> None:
    owner.reads([], name=name)
    owner.reads([SeenRow(uri=uri + identifier("x"))], name=name)
    (change,) = everything(browser, f"/v1/library/{path}/changes")
    assert (change["change"], change["item"]["kind"], change["item"]["id"]) == ("added", kind, identifier("x"))


def test_nobody_reads_the_history_of_others(world: World, browser: Browser, owner: Owner) -> None:
    owner.reads("abc")
    owner.reads("a")
    assert world.browser().get(CHANGES).status == 401
    other = world.browser()
    other.sign_in(person=world.spotify.truth.people[1].id)
    assert other.get(CHANGES).json["code"] == "not_synced"
    assert other.get(as_of(owner.at(3))).json["code"] == "not_synced"
    cursor = browser.get(f"{CHANGES}?limit=1").json["page"]["next"]
    elsewhere = browser.get(f"/v1/library/playlists/other/changes?cursor={cursor}")
    assert elsewhere.json["code"] == "invalid_request"


@pytest.mark.parametrize("query", ["?at=yesterday", "?at=2026-01-01T00:00:00"])
def test_an_instant_comes_with_its_time_zone(browser: Browser, query: str) -> None:
    answer = browser.get(f"/v1/library/playlists/{PLAYLIST}/as-of{query}")
    assert (answer.status, answer.json["code"]) == (400, "invalid_request")


def test_what_is_retained_no_longer_hides_only_what_lies_before_it(
    world: World, browser: Browser, owner: Owner
) -> None:
    for state in ("abc", "bca", "ab", "a"):
        owner.reads(state)
    kept = world.items("personal")
    (oldest,) = [item for item in kept if item["sk"].endswith("#0000000001")]
    boto3.resource("dynamodb").Table(ENVIRONMENT["PERSONAL_TABLE"]).delete_item(
        Key={"pk": oldest["pk"], "sk": oldest["sk"]}
    )
    assert browser.get(as_of(owner.at(1.5))).json["code"] == "not_synced"
    answer = browser.get(as_of(owner.at(2.5))).json
    assert [item["item"]["id"] for item in answer["data"]] == [identifier(letter) for letter in "bca"]
    assert [change["change"] for change in everything(browser, CHANGES)] == ["removed", "removed", "moved"]
