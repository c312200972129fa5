"""The Browser's queries beside the same in PostgreSQL through an ORM: the same data, the same machine, one run.

Times of the Browser are those of whole requests; those of PostgreSQL are of the queries, the entries and their JSON
alone, without HTTP, authentication and validation, so ratios are in PostgreSQL's favour.
"""

from __future__ import annotations

from bench.report import Report


def measure(report: Report) -> None:
    """Measure both at 10,000 tracks. Raises Unavailable where there is no PostgreSQL."""
    from bench.browse_postgres.comparing import measure as compare

    compare(report)
