"""Works on one analysis within one invocation: has what it is about read from Spotify, then asks for what is not known
of its tracks, until time is up or nothing is left to do."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.analysis import reading, wanted_tracks
from chalicelib.contexts.browser.analysis.asking import LIMIT_REACHED, Asking, LimitReached
from chalicelib.contexts.browser.analysis.memory import Memory
from chalicelib.contexts.browser.analysis.messages import UNIT
from chalicelib.contexts.browser.analysis.reading import Later
from chalicelib.core.catalogue.unanswered import Unanswered
from chalicelib.core.errors import DashspotError, FeatureUnavailable, InternalError, NotFound, NotSynced
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs import troubles
from chalicelib.core.jobs.job import Ending, Job, Progress, State, Superseded
from chalicelib.core.jobs.running import Next
from chalicelib.core.jobs.troubles import Hold, TryAgain
from chalicelib.core.observability import count, logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.records import store_failed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from chalicelib.core.accounts.spotify_access import SpotifyAccess
    from chalicelib.core.audio_features.provider import Unavailable
    from chalicelib.core.catalogue.entities import AnyEntity
    from chalicelib.core.clock import Deadline
    from chalicelib.core.composition import Services

RESERVE = 30.0  # seconds that one step may take: an answer twice, and keeping what it brings
LEASE_BEYOND = timedelta(seconds=10)  # after the invocation's end nobody works any more
CHECK_EVERY = 3.0  # seconds between two looks at whether the person has cancelled, told along with the progress
STORE_PAUSE = timedelta(seconds=30)  # when AWS fails
FEATURES_PATIENCE = timedelta(days=1)
"""So old may a job be that still waits for whoever has the audio features; then everything else is done."""
PATIENCE = timedelta(days=2)
"""So old may a job be that still waits for Spotify, for Dashspot's own budget, or for a sync; then it ends."""
MODEL_TRIES = 3  # of opening a read model that is being prepared: twelve minutes in all
AUDIO_FEATURES = "audio_features"
LIST_LOST = "list_lost"  # the list of its tracks is there no longer: whoever asked has to ask again


class _Cancelled(Exception):
    """The person wants no more of it."""


class _TimeIsUp(Exception):
    """Work is left, and no time for another request."""


class Worker:
    """One invocation's work on one analysis; ``job`` is as it was stored last."""

    def __init__(self, job: Job, services: Services, deadline: Deadline) -> None:
        self.job = job
        self._services, self._deadline, self._clock = services, deadline, services.clock
        self._memory = Memory.model_validate(job.work) if job.active else None
        self._user_id = job.user_id or ""
        self._outcome = Outcome()
        self._checked = time.monotonic()

    @property
    def outcome(self) -> Outcome:
        """Records that this invocation changed."""
        return self._outcome

    @property
    def memory(self) -> Memory:
        """What the job remembers; only while it is under way."""
        if self._memory is None:
            raise LookupError("a job that has ended remembers nothing")
        return self._memory

    def run(self) -> Next:
        """Go on with the job as far as time allows. Superseded where another worker has it."""
        now = self._clock.now()
        waits = self.job.resume_at is not None and now < self.job.resume_at
        if not self.job.active or (waits and not self.job.cancel_requested):
            return Next.NOTHING
        if self.memory.lease_until > _milliseconds(now):
            return Next.NOTHING  # a message that came twice, while the first is being worked on
        if self.memory.lease_until or self.memory.untold:
            # By a function that was ended before it could tell, or whose word did not get through.
            self._services.read_models.wrote(self._user_id)
        self.memory.lease_until = _milliseconds(now + timedelta(seconds=self._deadline.seconds_left()) + LEASE_BEYOND)
        self._advance()
        try:
            return self._go_on()
        except Superseded:
            raise
        except Exception as error:
            if not store_failed(error):
                raise
            return self._store_failed(error)

    def _go_on(self) -> Next:
        try:
            if self.job.cancel_requested:
                raise _Cancelled
            return self._work()
        except _Cancelled:
            return self._end("cancelled")
        except _TimeIsUp:
            self._let_go()
            self._advance()
            return Next.CONTINUE
        except Later as later:
            return self._hold(later.wait, later.code)
        except wanted_tracks.Lost:
            count("AnalysisListsLost")
            logger.error("the list of an analysis is lost", extra={"job": self.job.id})
            return self._give_up(LIST_LOST)
        except Superseded:
            raise
        except Exception as error:
            if store_failed(error):
                raise
            return self._trouble(error)

    def _work(self) -> Next:
        memory = self.memory
        spotify = self._services.accounts.spotify(
            self._services.accounts.person_for_work(self._user_id), self._deadline, "sync"
        )
        if "sync" in memory.operations and not memory.synced:
            reading.sync(self.job, memory, self._services, spotify, self._save)
            memory.synced, memory.tries = True, 0
        if "analyze" in memory.operations:
            if memory.total is None:
                self._write_down()
            self._analyse(spotify)
        return self._end(None)

    def _write_down(self) -> None:
        """Write down which tracks the job goes through."""
        memory = self.memory
        found = reading.track_ids(memory, self._user_id, self._services)
        wanted_tracks.write(self.job.id, found, self._clock.now() + jobs.LIFETIME)
        memory.total, memory.tries = len(found), 0
        self._advance()

    def _analyse(self, spotify: SpotifyAccess) -> None:
        memory, total = self.memory, self.memory.total or 0
        provider = self._services.audio_features.provider(spotify, self._deadline)
        unanswered, kept = Unanswered(self._services.settings, self._clock), self._services.catalogue
        asking = Asking(memory, kept, unanswered, provider, spotify, self._save, self._look_up)
        self._ask_at_all()
        while memory.named < total:
            self._look_up()
            if memory.measured <= memory.named:
                some = wanted_tracks.read(self.job.id, memory.measured, provider.at_once)
                unavailable = asking.measure(some)
                if unavailable is not None:
                    self._without_features(unavailable)
                    continue
                memory.measured += len(some)
            else:
                some = wanted_tracks.read(self.job.id, memory.named, memory.measured - memory.named)
                try:
                    asking.name_genres(some)
                except LimitReached:
                    memory.genres_left = True
                    memory.flaw(LIMIT_REACHED, "genres", LIMIT_REACHED)
                memory.named += len(some)
            memory.tries = 0

    def _ask_at_all(self) -> None:
        """Before the first request: does the installation ask anybody?"""
        unavailable = self._services.audio_features.unavailable()
        if unavailable is not None and self.memory.no_features is None:
            self._without_features(unavailable)

    def _without_features(self, unavailable: Unavailable) -> None:
        """The provider cannot be asked: later, or not at all. Then everything else is done, and the job says so."""
        memory, reason = self.memory, unavailable.reason
        if unavailable.again_at is not None:
            wait = unavailable.again_at - self._clock.now()
            if self._patient(wait, FEATURES_PATIENCE):
                raise Later(wait, FeatureUnavailable.code)
            reason = f"{reason}: longer than an analysis waits"
        elif not unavailable.closed and self._services.settings.audio_features != "none":
            pause = troubles.pause_after(memory.tries + 1)
            if pause is not None:
                memory.tries += 1
                raise Later(pause, FeatureUnavailable.code)
        memory.no_features = reason
        memory.flaw(FeatureUnavailable.code, AUDIO_FEATURES, reason)

    def _save(self, found: Iterable[AnyEntity]) -> Outcome:
        """Keep what was told."""
        outcome = self._services.catalogue.save(found, _milliseconds(self._clock.now()), self._user_id)
        for name in ("created", "updated", "unchanged"):
            setattr(self._outcome, name, getattr(self._outcome, name) + getattr(outcome, name))
        return outcome

    def _look_up(self) -> None:
        """Before each request: is there time for it? Every few seconds: tell how far it is, and is it still wanted?"""
        if self._deadline.seconds_left() < RESERVE:
            raise _TimeIsUp
        if time.monotonic() - self._checked < CHECK_EVERY:
            return
        self._checked = time.monotonic()
        if jobs.read(self.job.id, self._clock.now()).cancel_requested:
            raise _Cancelled
        self._advance()

    def _trouble(self, error: Exception) -> Next:
        """Deal with an error; how the invocation ends."""
        memory, found = self.memory, troubles.meaning(error)
        code = error.code if isinstance(error, DashspotError) else InternalError.code
        if isinstance(found, Hold):
            return self._hold(found.wait, code)
        if isinstance(error, NotSynced) and memory.tries < MODEL_TRIES:
            found = TryAgain(error.code)  # the read model may be on its way
        if isinstance(found, TryAgain):
            if found.code == InternalError.code:
                count("AnalysisStepsFailed")
                logger.error("a step of the analysis failed", exc_info=error)
            pause = troubles.pause_after(memory.tries + 1, found.wait)
            if pause is not None:
                memory.tries += 1
                return self._wait(pause)
        if memory.flaws and isinstance(error, NotFound):
            return self._end(self._broken_off)  # it is said already why nothing is kept
        return self._give_up(code)

    def _store_failed(self, error: Exception) -> Next:
        """AWS failed: whatever was read is kept or will be read again. The job waits, and others are not held up."""
        count("AnalysisStoreFailures")
        logger.warning("aws failed, the analysis waits", exc_info=error)
        pause = troubles.pause_after(self.memory.tries + 1)
        if pause is None:
            return self._give_up(InternalError.code)
        self.memory.tries += 1
        return self._wait(pause)

    def _hold(self, wait: timedelta, code: str) -> Next:
        """Wait for what others decide about; no longer than a job may last, where it is given up for the reason."""
        if self._patient(wait, PATIENCE):
            return self._wait(wait)
        return self._give_up(code)

    def _patient(self, wait: timedelta, patience: timedelta) -> bool:
        """Whether the job is younger, at the end of a wait, than somebody may be kept waiting."""
        return self._clock.now() + wait - self.job.created_at <= patience

    def _give_up(self, code: str) -> Next:
        """End the job before its time."""
        self.memory.flaw(code, self.memory.target.uri, code)
        return self._end(self._broken_off)

    @property
    def _broken_off(self) -> Ending:
        return "partial" if self.memory.named or self.memory.measured else "failed"

    def _wait(self, wait: timedelta) -> Next:
        """Let go of the job until the wait is over."""
        self._park(wait)
        # Who cancels wakes the job at once: while this worker had it, that came to nothing.
        if jobs.read(self.job.id, self._clock.now()).cancel_requested:
            return self._end("cancelled")
        return Next.WAIT

    def _park(self, wait: timedelta) -> None:
        self._let_go()
        resume_at = self._clock.now() + max(wait, timedelta(seconds=1))
        logger.info("the analysis waits", extra={"job": self.job.id, "seconds": int(wait.total_seconds())})
        self._advance("waiting", resume_at)

    def _end(self, state: Ending | None) -> Next:
        """End the job; without a state it ends by itself: partial where something of it could not be done.

        Nobody would look after what an ended job has not told: while that cannot be told, it does not end.
        """
        memory = self.memory
        try:
            self._services.read_models.tell(self._user_id)
        except Exception as refusal:
            if not store_failed(refusal):
                raise
            count("AnalysisStoreFailures")
            logger.warning("the read model is not told yet, the analysis does not end", exc_info=refusal)
            self._park(STORE_PAUSE)
            return Next.WAIT
        if state is None:
            state = "succeeded" if not memory.flaws else "partial" if memory.total else "failed"
        # A limit of our own is no error: the next job goes on from there.
        error = next((code for code in memory.flaws if code != LIMIT_REACHED), None)
        self.job = jobs.finish(
            self.job,
            self._clock.now(),
            state,
            error=error,
            progress=self._progress(),
            counts=memory.counts,
            skipped=memory.skipped,
            result=memory.model_dump(mode="json", include={"target", "operations", "sync_job"}),
        )
        count(f"Analyses{state.capitalize()}")
        told = {"job": self.job.id, "state": state, "error": error, "tracks": memory.total}
        logger.info("analysis ended", extra=told)
        self._forget_tracks()
        return Next.NOTHING

    def _forget_tracks(self) -> None:
        """Nobody reads the list any more. Where it cannot be deleted now, it goes when its time is over."""
        try:
            wanted_tracks.forget(self.job.id, self.memory.total or 0)
        except Exception as refusal:
            if not store_failed(refusal):
                raise
            logger.warning("the list of an analysis stays until it expires", exc_info=refusal)

    def _let_go(self) -> None:
        """Before this worker ends: whoever builds the read model hears of what it wrote."""
        self.memory.lease_until = 0
        try:
            self._services.read_models.tell(self._user_id)
        except Exception as error:
            if not store_failed(error):
                raise
            logger.warning("the read model is not told yet", exc_info=error)

    def _advance(self, state: State = "running", resume_at: datetime | None = None) -> None:
        """Store where the job stands."""
        memory = self.memory
        memory.untold = self._services.read_models.untold(self._user_id)
        self.job = jobs.advance(
            self.job,
            self._clock.now(),
            state=state,
            progress=self._progress(),
            counts=memory.counts,
            skipped=memory.skipped,
            work=memory.model_dump(mode="json"),
            resume_at=resume_at,
        )

    def _progress(self) -> Progress:
        memory = self.memory
        current = memory.target.uri if "sync" in memory.operations and not memory.synced else None
        return Progress(done=memory.named, total=memory.total, unit=UNIT, current=current)


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
