"""Run in the environment that has the ORM: loads a read model, asks for every request of a file, prints the times.

``python -m bench.browse_postgres.asking <database> <model file> <requests file>``: requests are JSON
``[[path, {parameter: value}], ...]``; printed last are ``{"milliseconds": [...], "totals": [...], "bytes": ...}``.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from bench.browse_postgres.loading import load
from bench.browse_postgres.queries import page

WARM_UP = 2
"""Times that everything is asked before it counts: plans, caches and pages of the database are as warm as they get."""


def main(database: str, model: str, requests: str) -> dict[str, Any]:
    """Times in milliseconds, from the parameters to the answer's JSON, of each request."""
    engine = create_engine(f"postgresql+psycopg://?{_query(database)}")
    load(engine, model)
    asked: list[tuple[str, dict[str, str]]] = json.loads(Path(requests).read_text(encoding="utf-8"))
    milliseconds: list[float] = []
    totals: list[int] = []
    for round_ in range(WARM_UP + 1):
        milliseconds, totals = [], []
        for path, parameters in asked:
            started = time.perf_counter()
            with Session(engine) as session:
                answer = page(session, path, parameters)
                body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
            milliseconds.append((time.perf_counter() - started) * 1000)
            totals.append(answer["total"])
            if round_ < WARM_UP and not body:
                raise AssertionError("an answer without a body")
    with engine.connect() as connection:
        size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    return {"milliseconds": milliseconds, "totals": totals, "bytes": size}


def _query(database: str) -> str:
    return "&".join(part for part in database.split())


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
