"""GET /reccobeats/v1/audio-features: without authorization, at most 40 ids, what is unknown left out.

Source: the provider's public documentation and clients (forms of request and answer); its values here are made up.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from infra.local.simulator.library.entities import Track
from infra.local.simulator.routing import Router
from infra.local.simulator.state import Simulator
from infra.local.simulator.wire import Request, Response, json_response

MOST_IDS = 40
"""What is asked for beyond this is dropped, without a word."""
_SHARES = ("acousticness", "danceability", "energy", "instrumentalness", "liveness", "speechiness", "valence")


def add_routes(router: Router) -> None:
    """Adds the one endpoint."""
    router.add("GET", "/reccobeats/v1/audio-features", audio_features)


def audio_features(simulator: Simulator, request: Request, parameters: dict[str, str]) -> Response:
    """Features of the known ones among the first 40 ids, which may be comma-separated or repeated.

    ``href`` ends in the Spotify id; ``id`` is the provider's own. The order is not that of the question.
    """
    values = [value for name, value in parse_qsl(urlsplit(request.target).query) if name == "ids"]
    asked = [each.strip() for value in values for each in value.split(",") if each.strip()][:MOST_IDS]
    if not asked:
        return json_response({"error": "ids must not be empty"}, 400)
    tracks = simulator.library.catalogue.tracks
    known = sorted({each for each in asked if simulator.coverage.has(each) and each in tracks})
    return json_response({"content": [_features(tracks[each]) for each in known]})


def _features(track: Track) -> dict[str, Any]:
    digest = hashlib.blake2b(track.id.encode(), digest_size=16, person=b"reccobeats").digest()
    return {
        "id": str(uuid.UUID(bytes=digest, version=4)),
        "href": f"https://open.spotify.com/track/{track.id}",
        **{name: round(digest[index] / 255, 4) for index, name in enumerate(_SHARES)},
        # -1 means that no key was found.
        "key": digest[7] % 13 - 1,
        "loudness": round(-60 * digest[8] / 255, 3),
        "mode": digest[9] % 2,
        "tempo": round(50 + 160 * digest[10] / 255, 3),
    }
