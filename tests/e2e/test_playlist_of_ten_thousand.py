"""A playlist of 10,000 rows ends up in DynamoDB exactly once, and reading it again writes nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from infra.local.function_logs import FunctionLogs
from infra.local.simulator import RunningSimulator
from infra.local.simulator.library.playlists import Playlist
from tests.e2e.conftest import ROWS
from tests.e2e.system import Browser, RunningSystem
from tests.e2e.waiting import wait_for

pytestmark = pytest.mark.e2e

TABLE = "dashspot-local-catalogue"


def test_every_entity_of_a_large_playlist_is_kept_exactly_once(
    system: RunningSystem, spotify: RunningSimulator, browser: Browser
) -> None:
    playlist = max(spotify.truth.playlists.values(), key=lambda found: len(found.rows))
    # Tests that share the system have left entities of their own there: those stay, and nothing else joins them.
    expected = entities_of(spotify, playlist) | set(entities_kept(system))

    first = read_all(system, browser, playlist.id)
    assert [row["position"] for row in first] == list(range(ROWS))
    assert Counter(row["kind"] for row in first) == Counter(row.kind for row in playlist.rows)
    assert {row.kind for row in playlist.rows} == {"track", "episode", "local", "unavailable"}
    names = [row.id for row in playlist.rows if row.id]
    assert len(names) > len(set(names)), "the playlist must hold the same track more than once"

    kept = entities_kept(system)
    assert Counter(kept) == Counter(expected)
    assert system.wire.writes(TABLE) >= len(expected) / 100, "the writes did not pass the counting proxy"

    system.wire.reset()
    second = read_all(system, browser, playlist.id)
    assert second == first
    assert system.wire.counts()["BatchGetItem", TABLE] > 0, "the second pass was not compared with what is kept"
    assert system.wire.writes(TABLE) == 0, system.wire.counts()
    assert Counter(entities_kept(system)) == Counter(expected)
    assert system.inspect("dead-letters.json") == {"dead_letters": []}


def read_all(system: RunningSystem, browser: Browser, playlist_id: str) -> list[dict[str, Any]]:
    """Page through the playlist, then wait until the functions have handled every message that was sent."""
    logs = FunctionLogs(system.cloud)
    logs.read(0)
    logs.lines.clear()
    rows: list[dict[str, Any]] = []
    parameters: dict[str, Any] = {"limit": 50}
    while True:
        answer = browser.get(f"/api/v1/library/playlists/{playlist_id}/items", params=parameters)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Dashspot-Persist"] == "queued"
        rows += answer.json()["data"]
        if answer.json()["page"]["next"] is None:
            break
        parameters["cursor"] = answer.json()["page"]["next"]

    def handled() -> bool:
        logs.read(0)
        said = Counter(str(line.data.get("message")) for line in logs.lines if line.data)
        writers = {line.function for line in logs.lines if line.data and line.data.get("message") == "record written"}
        assert writers <= {"library_persist"}, "only the queue-triggered function may write records"
        return 0 < said["message sent"] <= said["message handled"] and system.queues_empty("library-records")

    wait_for(handled, "every message handled", pause=1)
    return rows


def entities_of(spotify: RunningSimulator, playlist: Playlist) -> set[tuple[str, str]]:
    """Kind and id of everything that the playlist's rows name, from the simulator's truth."""
    catalogue = spotify.truth.catalogue
    found: set[tuple[str, str]] = set()
    for row in playlist.rows:
        if row.kind == "track" and row.id:
            track = catalogue.tracks[row.id]
            album = catalogue.albums[track.album_id]
            found |= {("track", track.id), ("album", album.id)}
            found |= {("artist", artist) for artist in (*track.artist_ids, *album.artist_ids)}
        elif row.kind == "episode" and row.id:
            episode = catalogue.episodes[row.id]
            found |= {("episode", episode.id), ("show", episode.show_id)}
    return found


def entities_kept(system: RunningSystem) -> list[tuple[str, str]]:
    """Kind and id of every entity in the catalogue table."""
    found = []
    pages = system.cloud.client("dynamodb").get_paginator("scan").paginate(TableName=TABLE, ConsistentRead=True)
    for page in pages:
        for item in page["Items"]:
            partition = item["pk"]["S"]
            if partition.startswith("E#"):
                _, kind, entity = partition.split("#")
                found.append((kind, entity))
    return found
