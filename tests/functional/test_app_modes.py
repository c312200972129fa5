"""What depends on the app's mode at Spotify: audio features, foreign rows, and the shapes of answers."""

from __future__ import annotations

import json
from typing import Any

from chalicelib.contexts.library.schemas import Features
from tests.functional.listing import everything
from tests.functional.world import a_world

TRACKS = "/v1/library/tracks"


def test_audio_features_that_are_closed_are_asked_for_once() -> None:
    with a_world(tracks=20, playlists=3) as world:
        browser = world.signed_in()
        tracks = [saved.id for saved in world.spotify.truth.people[0].saved_tracks]
        assert browser.get("/v1/meta").json["features"]["audio_features"] == {"available": None, "reason": None}
        assert browser.get("/v1/meta").json["quota_mode"] == "unknown"

        for track_id in tracks[:4]:
            answer = browser.get(f"{TRACKS}/{track_id}/data")
            assert (answer.status, answer.code) == (403, "feature_unavailable")
            assert "retry_after" not in answer.json
        assert len(world.asked("/v1/audio-features")) == 1

        other = world.browser()
        other.sign_in(person=world.spotify.truth.people[1].id)
        assert other.get(f"{TRACKS}/{tracks[0]}/data").code == "feature_unavailable"
        assert len(world.asked("/v1/audio-features")) == 1, "it is closed to the app, not to the person"

        told = browser.get("/v1/meta").json["features"]["audio_features"]
        assert told["available"] is False
        assert "audio features" in told["reason"]
        # Everything else goes on working.
        assert browser.get(f"{TRACKS}/{tracks[0]}").status == 200

        # Spotify may open it again: after a week it is asked once more.
        world.advance(days=7, seconds=1)
        assert browser.get(f"{TRACKS}/{tracks[0]}/data").code == "feature_unavailable"
        assert len(world.asked("/v1/audio-features")) == 2


def test_in_extended_mode_audio_features_are_answered_and_kept() -> None:
    with a_world(tracks=20, playlists=3, mode="extended") as world:
        browser = world.signed_in()
        track_id = world.spotify.truth.people[0].saved_tracks[0].id

        answer = browser.get(f"{TRACKS}/{track_id}/data")

        assert answer.status == 200, answer.text
        assert answer.json["track_id"] == track_id
        assert (answer.json["source"], answer.json["state"], answer.json["reason"]) == ("spotify", "available", None)
        features = answer.json["features"]
        assert set(features) == set(Features.model_fields)
        assert all(value is not None for value in features.values())
        world.run_queue()
        kept = world.items("catalogue", f"E#audio_features#{track_id}")
        assert len(kept) == 1
        assert json.loads(kept[0]["fields"])["source"] == "spotify"


def test_in_extended_mode_the_old_shapes_are_read_as_well() -> None:
    """Extended mode still says ``tracks`` and ``track``, and lets an app read what a person merely follows."""
    with a_world(tracks=20, playlists=12, mode="extended") as world:
        browser = world.signed_in()
        person = world.spotify.truth.people[0]
        playlists = world.spotify.truth.playlists_of(person)
        assert any(not playlist.readable_by(person.id) for playlist in playlists)
        for playlist in playlists:
            rows = everything(browser, f"/v1/library/playlists/{playlist.id}/items", 50)
            assert len(rows) == playlist.total
        assert browser.get(f"/v1/library/playlists/{playlists[0].id}").json["items_total"] == playlists[0].total


def test_case_24_both_modes_leave_the_same_in_the_tables() -> None:
    """Old names (``tracks``, ``track``) and new ones (``items``, ``item``) of one library: rows and entities are alike.

    Development mode lacks some fields (``REMOVED_FIELDS`` of the simulator); nothing else may differ.
    """
    kept = {mode: _kept(mode) for mode in ("development", "extended")}
    rows, entities = kept["development"]
    assert len(rows) > 100
    assert len(entities) > 100
    assert kept["extended"][0] == rows
    assert kept["extended"][1].keys() == entities.keys()
    for key, fields in kept["extended"][1].items():
        lacking = fields.keys() - entities[key].keys()
        assert lacking <= {"popularity", "followers", "label", "publisher"}, key
        assert {name: fields[name] for name in entities[key]} == entities[key], key


def _kept(mode: str) -> tuple[dict[tuple[str, str], tuple[Any, ...]], dict[str, dict[str, Any]]]:
    """What is kept after the same was read in a mode: rows by collection and id, and fields of entities."""
    links = "https://links.example"
    with a_world(tracks=60, playlists=6, big_playlist=90, mode=mode, seed=24, public_url=links) as world:
        browser = world.signed_in()
        person = world.spotify.truth.people[0]
        read = ["/v1/library/tracks?limit=50", "/v1/library/playlists?limit=50"]
        for playlist in world.spotify.truth.playlists_of(person):
            if playlist.readable_by(person.id):
                read += [f"/v1/library/playlists/{playlist.id}", f"/v1/library/playlists/{playlist.id}/items?limit=50"]
        for path in read:
            assert browser.get(path).status == 200, path
        world.run_queue(100)
        rows = {
            (item["pk"].split("#", 2)[2], item["sk"]): tuple(
                item.get(name) for name in ("uri", "rank", "added_at", "added_by", "name", "occurrence", "removed")
            )
            for item in world.items("catalogue", "U#")
            if item["sk"].startswith("R#")
        }
        entities = {item["pk"]: json.loads(item["fields"]) for item in world.items("catalogue", "E#")}
    return rows, entities
