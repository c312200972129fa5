"""Messages as a retrieve sends them."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any


def message(entity: dict[str, Any]) -> str:
    """An envelope as a retrieve sends it."""
    return json.dumps(
        {
            "v": 1,
            "id": uuid.uuid4().hex,
            "kind": "library.entities",
            "user_id": None,
            "job_id": None,
            "hop": 0,
            "request_id": f"test-{uuid.uuid4().hex}",
            "fetched_at": datetime.datetime.now(datetime.UTC).isoformat(),
            "payload": {"entities": [entity]},
        }
    )


def artist(name: str) -> dict[str, Any]:
    made = uuid.uuid4().hex[:22]
    return {"kind": "artist", "id": made, "uri": f"spotify:artist:{made}", "name": name}
