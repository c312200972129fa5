"""What syncs keep about people: how far each of them came."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.core.erasure.declarations import Kept, Place, Subject


def _syncs(subject: Subject) -> Iterator[Place]:
    """The parts and pages of a person's syncs."""
    from chalicelib.contexts.library.sync import keys
    from chalicelib.contexts.library.sync.messages import KIND
    from chalicelib.core.jobs import repository

    found = (job for job in repository.of_person(subject.user_id) if job.kind == KIND)
    return iter(sorted((Place(keys.sync(job.id)) for job in found), key=lambda place: place.pk))


KEPT = (Kept("parts and pages of syncs", "coordination", "SYNC#{job_id}", find=_syncs),)
