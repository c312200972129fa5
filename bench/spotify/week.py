"""Plays the week: everybody's wishes and Spotify's troubles, event by event, on the real application."""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bench.spotify.demand import Kind, Wish
from bench.spotify.moment import BEGINS, Moment
from bench.spotify.outcomes import Outcomes
from bench.spotify.trouble import Trouble, troubles
from bench.spotify.wire import Asking, Wire
from chalicelib.core import aws, composition
from chalicelib.core.accounts.spotify_access import SpotifyAccess
from chalicelib.core.clock import Deadline
from chalicelib.core.errors import DashspotError, ReauthRequired
from chalicelib.core.http import SESSION_COOKIE
from chalicelib.core.settings import settings
from chalicelib.spotify.endpoints import library
from infra.in_process.browser import Browser
from infra.in_process.dashspot import Dashspot
from infra.local.simulator.accounts.grants import TokenRefused
from infra.local.simulator.in_process import InProcessSimulator

LIVE = "/v1/library/playlists?limit=2"
INVOCATION_SECONDS = 27.0
AFTER_A_FAILURE = timedelta(minutes=5)
AFTER_A_REFUSED_CONSENT = timedelta(hours=1)
HELD = frozenset({"spotify_rate_limited", "spotify_quota_exceeded", "spotify_premium_required"})


@dataclass(slots=True)
class Work:
    """Background work under way: how many of its requests have been made."""

    wish: Wish
    done: int = 0


class Week:
    """A hundred people on one client id."""

    def __init__(
        self, dashspot: Dashspot, spotify: InProcessSimulator, wire: Wire, moment: Moment, outcomes: Outcomes
    ) -> None:
        self._dashspot, self._spotify, self._wire, self._moment = dashspot, spotify, wire, moment
        self._outcomes = outcomes
        self._browsers: list[Browser] = []
        self._work: dict[tuple[int, str], Work] = {}
        self._waiting: dict[Kind, deque[Work]] = defaultdict(deque)
        self._held_until: dict[Kind, datetime] = defaultdict(lambda: BEGINS)
        self._order = itertools.count()
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self.restart()

    def restart(self) -> None:
        """A deploy: new processes, which know only what is stored."""
        aws.forget()
        composition.use(composition.Services(settings(), self._moment))
        composition.services().accounts.__dict__["transport"] = self._wire

    def sign_in_everybody(self) -> None:
        """Each person signs in on the consent page."""
        for number, person in enumerate(self._spotify.truth.people):
            self._wire.asking = Asking(number, "interactive")
            browser = Browser(self._dashspot)
            begun = browser.get("/v1/user/login")
            answer = browser.get(self._wire.consent(begun.headers["location"], person.id))
            if answer.status != 302 or not browser.cookies:
                raise RuntimeError(f"{person.id} could not sign in: {answer.text}")
            self._browsers.append(browser)
        self._outcomes.sent.clear()

    def play(self, wishes: Iterable[Wish], days: int) -> None:
        """From the first event to the last."""
        for trouble in troubles(days):
            self._at(trouble.at, partial(self._trouble, trouble))
        for wish in wishes:
            self._at(wish.due, partial(self._wish, wish))
        while self._agenda:
            at, _, happen = heapq.heappop(self._agenda)
            if at >= BEGINS + timedelta(days=days):
                break
            self._moment.reach(at)
            happen()
        for work in self._work.values():
            self._outcomes.tallies[work.wish.kind].never += 1

    def lost_grants(self) -> int:
        """How many people's stored refresh tokens Spotify would no longer take."""
        from chalicelib.core.accounts import keys
        from chalicelib.core.accounts.records import GrantRecord

        vault, lost = composition.services().accounts.vault, 0
        for person in range(len(self._browsers)):
            user_id = self._user_id(person)
            record = GrantRecord.get(keys.user(user_id), keys.GRANT, consistent_read=True)
            try:
                self._spotify.simulator.grants.check_refresh(vault.open(user_id, record.sealed).refresh_token)
            except TokenRefused:
                lost += 1
        return lost

    def _user_id(self, person: int) -> str:
        return self._browsers[person].cookies[SESSION_COOKIE].partition(".")[0]

    def _at(self, instant: datetime, happen: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (instant, next(self._order), happen))

    def _trouble(self, trouble: Trouble) -> None:
        trouble.happen(self._spotify)
        if trouble.restart:
            self.restart()

    def _wish(self, wish: Wish) -> None:
        self._outcomes.tallies[wish.kind].wished += 1
        if wish.kind == "interactive":
            self._interactive(wish)
            return
        before = self._work.get((wish.person, wish.kind))
        if before is not None:
            # Yesterday's sync, or the last poll, still waits: this wish takes its place.
            self._outcomes.tallies[wish.kind].superseded += 1
            before.wish = wish
            return
        self._work[wish.person, wish.kind] = work = Work(wish)
        self._waiting[wish.kind].append(work)
        self._go_on(wish.kind)

    def _interactive(self, wish: Wish) -> None:
        self._wire.asking = Asking(wish.person, "interactive")
        answer = self._browsers[wish.person].get(LIVE)
        if answer.status == 200:
            self._outcomes.serve(wish, self._moment.now())
        else:
            self._outcomes.tallies["interactive"].refused[answer.code] += 1
        self._dashspot.run_queue()

    def _go_on(self, kind: Kind) -> None:
        """Background work of a share, oldest first, until it is told to wait: then all of it waits, at one place."""
        waiting = self._waiting[kind]
        while waiting and self._held_until[kind] <= self._moment.now():
            work = waiting.popleft()
            self._wire.asking = Asking(work.wish.person, kind)
            try:
                self._ask_on(work)
            except DashspotError as error:
                self._put_off(work, error)
                continue
            del self._work[work.wish.person, kind]
            self._outcomes.serve(work.wish, self._moment.now())

    def _put_off(self, work: Work, error: DashspotError) -> None:
        kind, now = work.wish.kind, self._moment.now()
        self._outcomes.tallies[kind].refused[error.code] += 1
        if error.code in HELD and error.retry_after is not None:
            self._waiting[kind].appendleft(work)
            self._held_until[kind] = now + timedelta(seconds=error.retry_after)
            self._at(self._held_until[kind], partial(self._go_on, kind))
            return
        # This person's trouble, or Spotify's: nobody else waits for it.
        pause = AFTER_A_REFUSED_CONSENT if isinstance(error, ReauthRequired) else AFTER_A_FAILURE
        self._at(now + pause, partial(self._again, work))

    def _again(self, work: Work) -> None:
        self._waiting[work.wish.kind].append(work)
        self._go_on(work.wish.kind)

    def _ask_on(self, work: Work) -> None:
        """What is left of the work's requests, as a queue-triggered function makes them."""
        accounts = composition.services().accounts
        user_id = self._user_id(work.wish.person)
        deadline = Deadline(INVOCATION_SECONDS)
        spotify = accounts.spotify(accounts.person_for_work(user_id), deadline, share=work.wish.kind)
        while work.done < work.wish.requests:
            _read_saved(spotify, work.done)
            work.done += 1


def _read_saved(spotify: SpotifyAccess, offset: int) -> None:
    spotify(lambda api: api.ask(library.MY_TRACKS, limit=1, offset=offset))
