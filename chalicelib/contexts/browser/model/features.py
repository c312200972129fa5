"""Audio features: for each track those of one source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import apsw

from chalicelib.contexts.browser.model import stage, told
from chalicelib.contexts.browser.model.layout import FEATURES

FIRST = "spotify"
"""The source that is taken where there are several."""

STAGE = f"""
CREATE TEMP TABLE told_feature (
  track TEXT PRIMARY KEY, source TEXT, {", ".join(FEATURES)}, key INTEGER, mode INTEGER, time_signature INTEGER
) WITHOUT ROWID;
"""

FILL = f"""
INSERT INTO main.feature
SELECT n.no, f.source, {", ".join(f"f.{name}" for name in FEATURES)}, f.key, f.mode, f.time_signature
FROM told_feature f JOIN track_no n ON n.key = f.track ORDER BY n.no;
"""


def put(sources: apsw.Connection, model: apsw.Connection) -> None:
    """Stage the features of every track."""
    model.execute(STAGE)
    stage.insert(model, "told_feature", _chosen(sources))


def _chosen(sources: apsw.Connection) -> Iterator[stage.Row]:
    found = sources.execute("SELECT track, source, fields FROM features ORDER BY track, source <> ?, source", (FIRST,))
    for track, of_track in groupby(found, key=lambda each: each[0]):
        for _, source, fields in of_track:
            values = _values(json.loads(fields))
            if any(value is not None for value in values):
                yield track, source, *values
                break


def _values(fields: dict[str, Any]) -> stage.Row:
    key, mode = told.integer(fields.get("key")), told.integer(fields.get("mode"))
    return (
        *(told.number(fields.get(name)) for name in FEATURES),
        key if key in range(12) else None,
        mode if mode in {0, 1} else None,
        told.integer(fields.get("time_signature")),
    )
