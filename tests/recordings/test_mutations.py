"""Answers with values put out of place at random: none of them costs the answer, and what was read is kept.

`MUTATION_SEED` brings a run back; it is in the name of each test.
"""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infra.recordings.trial import Outcome
from tests.recordings.answers import episode, features, local_track, page, playlist, row, saved, track

SEED = int(os.environ.get("MUTATION_SEED", "20261122"))
ROUNDS = 12

ANSWERS: dict[str, Any] = {
    "playlists_list": page([playlist({"href": "", "total": 3}), playlist(id="0playlist0000000000002")]),
    "playlist": playlist(page([row(track()), row(episode())])),
    "playlist_items": page([row(track()), row(episode()), row(local_track()), row(None)]),
    "saved_tracks": page([saved(track(1)), saved(local_track()), saved(track(2))]),
    "track": track(),
    "audio_features": features(),
}
ODD_VALUES: list[Any] = [
    None,
    "",
    "x",
    0,
    -1,
    1.5,
    10**12,
    10**30,
    True,
    [],
    {},
    [None],
    "é漢字 #/?%",
    "y" * 5_000,
    "0000",
    "null",
    "track",
    "episode",
    "\u0000",
    "\ud800",
    "\u202e",
    {"a": 1},
    [{"id": "x"}],
    "spotify:local:A:B:C:12",
    "spotify:user:a b:playlist:37i9dQZF1DXcBWIGoYBM5M",
    "https://api.spotify.com/v1/tracks/4rOoJ6Egrf8K2IrywzwOMk",
]
RELIED_ON = {"items", "item", "track"}  # a page without a list of items is no page


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container and key within a value."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        if key not in RELIED_ON:
            yield value, key
        yield from places(inner)


def mutated(payload: Any, chance: random.Random) -> Any:
    """A copy with one to three values replaced or taken out."""
    changed = copy.deepcopy(payload)
    for _ in range(chance.choice([1, 1, 2, 3])):
        container, key = chance.choice(list(places(changed)))
        if isinstance(container, dict) and chance.random() < 0.25:
            del container[key]
        else:
            container[key] = copy.deepcopy(chance.choice(ODD_VALUES))
    return changed


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_a_value_out_of_place_costs_no_answer(kind: str, seed: int, tried: Callable[[str, Any], Outcome]) -> None:
    payload = mutated(ANSWERS[kind], random.Random(f"{seed} {kind}"))
    outcome = tried(kind, payload)
    assert outcome.group != "FAILED", outcome.text
