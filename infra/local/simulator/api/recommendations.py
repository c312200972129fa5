"""GET /recommendations: tracks like the seeds, for grandfathered apps (closed on 2024-11-27)."""

from __future__ import annotations

from typing import Any

from infra.local.simulator.api.body import ids_of
from infra.local.simulator.api.call import Call, Reply
from infra.local.simulator.api.problems import ApiError, invalid
from infra.local.simulator.library.lazily import Permutation
from infra.local.simulator.library.randomness import randomness

Json = dict[str, Any]
MOST_SEEDS = 5
_POOL = 250
_TUNABLE = frozenset({
    "acousticness", "danceability", "duration_ms", "energy", "instrumentalness", "key", "liveness", "loudness", "mode",
    "popularity", "speechiness", "tempo", "time_signature", "valence",
})  # fmt: skip


def recommendations(call: Call) -> Reply:
    """One to five seeds; ``min_`` and ``max_`` of a feature leave tracks out, ``target_`` puts the nearest first."""
    limit = call.limit(20, 100)
    seeds = _seeds(call)
    tracks = call.library.catalogue.tracks
    identifiers = list(tracks)
    order = Permutation(len(identifiers), randomness(call.library.seed, "recommended", *(each["id"] for each in seeds)))
    pool = [tracks[identifiers[order(position)]] for position in range(min(_POOL, len(identifiers)))]
    lowest, highest, targets = (_tuned(call, prefix) for prefix in ("min_", "max_", "target_"))
    kept = []
    for track in pool:
        values = {**call.render.features(track), "popularity": track.popularity}
        within = all(values[name] >= value for name, value in lowest.items()) and all(
            values[name] <= value for name, value in highest.items()
        )
        if within:
            kept.append((sum(abs(values[name] - value) for name, value in targets.items()), track))
    kept.sort(key=lambda each: each[0])
    for seed in seeds:
        seed.update(initialPoolSize=len(pool), afterFilteringSize=len(kept), afterRelinkingSize=len(kept))
    return Reply({"tracks": [call.render.track(track) for _, track in kept[:limit]], "seeds": seeds})


def _seeds(call: Call) -> list[Json]:
    seeds: list[Json] = []
    for kind in ("artist", "track"):
        text = call.query.get(f"seed_{kind}s")
        if text:
            paths = f"{call.base}/v1/{kind}s/"
            seeds += [_seed(kind, each, paths + each) for each in ids_of(text, MOST_SEEDS, f"seed_{kind}s")]
    seeds += [_seed("genre", each, None) for each in call.query.get("seed_genres", "").split(",") if each]
    if not 1 <= len(seeds) <= MOST_SEEDS:
        raise ApiError(400, "At least 1 and at most 5 seeds are required")
    return seeds


def _seed(kind: str, identifier: str, href: str | None) -> Json:
    return {"id": identifier, "type": kind.upper(), "href": href}


def _tuned(call: Call, prefix: str) -> dict[str, float]:
    tuned = {}
    for name, text in call.query.items():
        feature = name.removeprefix(prefix)
        if not name.startswith(prefix) or feature not in _TUNABLE:
            continue
        try:
            tuned[feature] = float(text)
        except ValueError:
            raise invalid(name) from None
    return tuned
