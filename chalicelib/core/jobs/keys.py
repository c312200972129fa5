"""Keys of job rows and of their two indexes."""

from __future__ import annotations

import hashlib

JOB = "JOB"
DUE_SHARDS = 4


def job(job_id: str) -> str:
    """Partition of one job."""
    return f"JOB#{job_id}"


def of_person(user_id: str) -> str:
    """Index partition of one person's jobs."""
    return f"U#{user_id}"


def ongoing(user_id: str) -> str:
    """Partition of which jobs of one person are under way, by what they are about."""
    return f"U#{user_id}#JOBS"


def subject(kind: str, about: str) -> str:
    """Sort key of one thing that jobs of a kind are about."""
    return f"{kind}#{about}"


def place(kind: str, sort: str, number: int) -> str:
    """Sort key of one of the places that jobs of a sort have for one person."""
    return f"{kind}#PLACE#{sort}#{number}"


def due(kind: str, job_id: str) -> str:
    """Index partition of the active jobs of a kind, spread over shards."""
    return due_shard(kind, int(hashlib.sha256(job_id.encode()).hexdigest()[:8], 16) % DUE_SHARDS)


def due_shard(kind: str, shard: int) -> str:
    """One shard of that index."""
    return f"DUE#JOB#{kind}#{shard}"
