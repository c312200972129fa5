"""The handler's own time per warm retrieve, with Spotify and AWS taken out.

Processor time, in batches; the quietest batch counts, because others on the machine can only add to a figure.
"""

from __future__ import annotations

import base64
import json
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import requests

from bench.core.child import probe
from bench.core.person import authentication, event
from bench.core.unpacked import Trees
from bench.report import Report
from infra.local.simulator import RunningSimulator, running_simulator

RUNS = 600
BATCH = 30
WARM_UP = 30
TARGET_MS = 5
PLAYLISTS = "/v1/library/playlists"
ITEMS = "/v1/library/playlists/{spotify_id}/items"
TRACK = "/v1/library/tracks/{spotify_id}"


def measure(report: Report, trees: Trees) -> None:
    """Median and 99th percentile of each route."""
    with running_simulator(tracks=400, playlists=60, big_playlist=200) as spotify:
        given = {"authentication": authentication(), "cases": cases(spotify), "runs": RUNS, "warm_up": WARM_UP}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given.json"
        path.write_text(json.dumps(given), encoding="utf-8")
        found = probe("own_time", trees.compiled, str(path))
    for name, taken in found.items():
        times = taken["times"]
        middle = min(median(times[start : start + BATCH]) for start in range(0, RUNS, BATCH))
        note = f"p99 of all {quantiles(times, n=100)[98]:.2f} ms; Spotify's {_kilobytes(given, name)} kB to ours"
        note += f" of {taken['bytes'] / 1000:.0f} kB"
        report.add(f"own time, {name}: median", middle, "ms", at_most=TARGET_MS, note=note)


def cases(spotify: RunningSimulator) -> dict[str, Any]:
    """Requests, each with Spotify's answer to it (development mode, what a new app gets)."""
    truth = spotify.truth
    owned = [found for found in truth.playlists_of(truth.people[0]) if found.owner_id == truth.people[0].id]
    playlist = max(owned, key=lambda found: len(found.rows)).id
    track = str(next(iter(truth.catalogue.tracks)))
    asked = {
        "/playlists, 50 of them": (PLAYLISTS, PLAYLISTS, {"limit": "50"}, "/v1/me/playlists?limit=50"),
        "/playlists/{id}/items, 25 rows (default)": (
            ITEMS,
            ITEMS.format(spotify_id=playlist),
            {},
            f"/v1/playlists/{playlist}/items?limit=25&additional_types=track,episode",
        ),
        "/playlists/{id}/items, 50 rows": (
            ITEMS,
            ITEMS.format(spotify_id=playlist),
            {"limit": "50"},
            f"/v1/playlists/{playlist}/items?limit=50&additional_types=track,episode",
        ),
        "/tracks/{id}": (TRACK, TRACK.format(spotify_id=track), {}, f"/v1/tracks/{track}"),
    }
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {spotify.sign_in()}"
    found = {}
    for name, (template, path, query, theirs) in asked.items():
        answer = session.get(spotify.url + theirs, timeout=10)
        answer.raise_for_status()
        body = base64.b64encode(answer.content).decode()
        found[name] = {"event": event(template, path, query), "body": body}
    return found


def _kilobytes(given: dict[str, Any], name: str) -> str:
    return f"{len(base64.b64decode(given['cases'][name]['body'])) / 1000:.0f}"
