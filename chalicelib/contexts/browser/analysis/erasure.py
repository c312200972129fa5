"""What analyses keep about people: which tracks they go through."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.core.erasure.declarations import Kept, Place, Subject


def _analyses(subject: Subject) -> Iterator[Place]:
    """The lists of a person's analyses."""
    from chalicelib.contexts.browser.analysis import keys
    from chalicelib.contexts.browser.analysis.messages import KIND
    from chalicelib.core.jobs import repository

    found = (job for job in repository.of_person(subject.user_id) if job.kind == KIND)
    return iter(sorted((Place(keys.analysis(job.id)) for job in found), key=lambda place: place.pk))


KEPT = (Kept("tracks of analyses", "coordination", "ANALYSIS#{job_id}", find=_analyses),)
