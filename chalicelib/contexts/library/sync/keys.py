"""Keys of what a sync works on, in the coordination table."""

from __future__ import annotations

PART_PREFIX = "PART#"
PAGE_PREFIX = "PAGE#"


def sync(job_id: str) -> str:
    """Partition of the parts and pages of one sync."""
    return f"SYNC#{job_id}"


def part(name: str) -> str:
    """Sort key of a part, which is named as its collection."""
    return PART_PREFIX + name


def pages(name: str, pass_: int) -> str:
    """What the sort keys of the pages of one pass over a collection begin with."""
    return f"{PAGE_PREFIX}{name}#{pass_:02d}#"


def page(name: str, pass_: int, number: int) -> str:
    """Sort key of a page."""
    return f"{pages(name, pass_)}{number:06d}"
