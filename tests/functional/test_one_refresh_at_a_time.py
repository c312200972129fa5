"""Whatever functions do side by side, a refresh token is spent once and its successor is never lost.

Spotify stands in at its strictest: a refresh token works once, and its successor replaces it (rotation). Functions stop
at every step (asking the table, writing to it, before and after Spotify's answer), go on in any order and die anywhere;
the table may refuse to be written to, and the person may consent anew in between.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from pynamodb.exceptions import UpdateError

from chalicelib.core.accounts import keys, people
from chalicelib.core.accounts.grants import LEASE_MS, Grants, grant_of
from chalicelib.core.accounts.records import GrantRecord
from chalicelib.core.accounts.vault import Vault
from chalicelib.core.errors import DashspotError
from chalicelib.spotify.errors import InvalidGrant
from chalicelib.spotify.models.token import Tokens
from chalicelib.spotify.models.user import PrivateUser
from tests.functional.interleaved import Died, Function, pause
from tests.functional.world import World, shared_world

world = shared_world(tracks=1, playlists=1)

LEASE_ENDS = timedelta(milliseconds=LEASE_MS + 1)
TOKEN_ENDS = timedelta(hours=1)
AT_ONCE = 3
PROCESSES = 2
_people = itertools.count()


class RotatingSpotify:
    """The token endpoint: each consent is a line of refresh tokens, of which only the last works."""

    def __init__(self) -> None:
        self.last: dict[int, str] = {}  # consent -> the refresh token that works
        self.asked: list[str] = []
        self.spent_again: list[str] = []
        self.issued: set[str] = set()
        self.outage = False

    def consent(self) -> Tokens:
        number = len(self.last) + 1
        self.last[number] = f"refresh-{number}.0"
        return self._tokens(number, self.last[number])

    def refresh(self, token: str) -> Tokens:
        pause("on the way to spotify")
        self.asked.append(token)
        consent, _, count = token.removeprefix("refresh-").partition(".")
        good = self.last[int(consent)] == token and not self.outage
        if self.last[int(consent)] != token:
            self.spent_again.append(token)
        if good:
            self.last[int(consent)] = f"refresh-{consent}.{int(count) + 1}"
            granted = self._tokens(int(consent), self.last[int(consent)])
        pause("spotify has answered")
        if not good:
            raise InvalidGrant("revoked", status=400)
        return granted

    def _tokens(self, consent: int, refresh_token: str) -> Tokens:
        access = f"access-{consent}-{len(self.issued)}"
        self.issued.add(access)
        return Tokens(access_token=access, refresh_token=refresh_token, token_type="Bearer", expires_in=3600, scope="x")


class PlainKms:
    """A key that hides nothing; what it is asked for by each process is counted nowhere."""

    def encrypt(self, *, Plaintext: bytes, **_: Any) -> dict[str, bytes]:  # noqa: N803 - AWS's names
        return {"CiphertextBlob": Plaintext}

    def decrypt(self, *, CiphertextBlob: bytes, **_: Any) -> dict[str, bytes]:  # noqa: N803
        return {"Plaintext": CiphertextBlob}


class OpenHost:
    """An accounts host that is never in trouble."""

    def ask(self, question: Any) -> Any:
        return question()


class Refreshing(RuleBasedStateMachine):
    """One person, some functions that need an access token."""

    clock: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.spotify = RotatingSpotify()
        self.user_id = people.remember(PrivateUser(id=f"listener-{next(_people)}"), self.clock.now(), None)
        self.running: list[Function] = []
        self.process_of: dict[Function, int] = {}
        self.lost = False  # a process died with the only copy of what Spotify answered
        self.kept = False  # a process could not store what Spotify answered, and keeps it
        self.refusing = 0
        self.processes = [self._process() for _ in range(PROCESSES)]
        self._stack = ExitStack()
        self._stack.enter_context(self._paused_table())
        self.consents = 0
        self._consent()

    def teardown(self) -> None:
        for function in self.running:
            function.finish()
        self._check_results()
        self.running.clear()
        self._everything_is_well_again()
        self._stack.close()

    # -- what happens

    @precondition(lambda self: len(self.running) < AT_ONCE)
    @rule(process=st.integers(0, PROCESSES - 1), rejected=st.booleans())
    def a_function_needs_a_token(self, process: int, rejected: bool) -> None:
        grant, grants = grant_of(self._stored()), self.processes[process]
        function = Function(lambda: grants.access_token(self.user_id, grant, renew=rejected))
        self.running.append(function)
        self.process_of[function] = process

    @precondition(lambda self: self.running)
    @rule(which=st.integers(0, AT_ONCE - 1), steps=st.integers(1, 4))
    def one_goes_on(self, which: int, steps: int) -> None:
        function = self.running[which % len(self.running)]
        for _ in range(steps):
            if not function.ended:
                function.step()
        self._check_results()

    @precondition(lambda self: self.running)
    @rule(which=st.integers(0, AT_ONCE - 1))
    def one_dies(self, which: int) -> None:
        function = self.running.pop(which % len(self.running))
        place, process = function.place, self.process_of[function]
        function.die()
        assert isinstance(function.error, Died)
        # A rotated token that only the dead one knew is gone: nobody can help that.
        held = place in ("spotify has answered", "before a write") or self.processes[process]._unstored
        self.lost |= bool(held) and self._refresh_token() != self.spotify.last[self.consents]
        self.processes[process] = self._process()

    @rule()
    def the_person_consents_anew(self) -> None:
        self.clock.advance(seconds=1)
        self._consent()

    @rule(outage=st.booleans())
    def spotify_refuses_all_or_none(self, outage: bool) -> None:
        self.spotify.outage = outage

    @rule(times=st.sampled_from([1, 2, 8]))
    def the_table_refuses_some_writes(self, times: int) -> None:
        self.refusing = times

    # A function that lives asks within its lease: time passes while none does.
    @precondition(lambda self: not self.running)
    @rule(passed=st.sampled_from([LEASE_ENDS, TOKEN_ENDS, timedelta(hours=30)]))
    def time_passes(self, passed: timedelta) -> None:
        self.clock.advance(seconds=passed.total_seconds())

    # -- what holds

    @invariant()
    def a_refresh_token_is_spent_once(self) -> None:
        self.kept |= any(process._unstored for process in self.processes)
        if not self.lost and not self.kept:
            assert not self.spotify.spent_again

    @invariant()
    def the_newest_consent_stands(self) -> None:
        assert self._refresh_token().startswith(f"refresh-{self.consents}.")

    @invariant()
    def at_rest_the_stored_token_is_the_one_that_works(self) -> None:
        if not self.running and not self.lost and not self.kept:
            assert self._refresh_token() == self.spotify.last[self.consents]

    # -- the rest

    def _consent(self) -> None:
        granted = self.spotify.consent()
        self.consents += 1
        self.lost = self.kept = False
        self.spotify.spent_again.clear()
        self._process().store(self.user_id, granted, frozenset({"x"}))

    def _process(self) -> Grants:
        """A function in a process of its own: nothing is known in memory."""
        return Grants(
            Vault(PlainKms, "key"),  # type: ignore[arg-type]
            lambda: self.spotify,  # type: ignore[arg-type, return-value]
            OpenHost(),  # type: ignore[arg-type]
            self.clock,
            wait=lambda _: pause("waits"),
        )

    def _stored(self) -> GrantRecord:
        return GrantRecord.get(keys.user(self.user_id), keys.GRANT, consistent_read=True)

    def _refresh_token(self) -> str:
        return Vault(PlainKms, "key").open(self.user_id, self._stored().sealed).refresh_token  # type: ignore[arg-type]

    def _check_results(self) -> None:
        for function in [each for each in self.running if each.ended]:
            self.running.remove(function)
            if function.error is None:
                assert function.result in self.spotify.issued
            else:
                refused = isinstance(function.error, DashspotError | UpdateError)
                assert refused, function.error

    def _everything_is_well_again(self) -> None:
        """In the end a function gets a token, without signing in, unless the dead took one along."""
        self.spotify.outage, self.refusing = False, 0
        self.clock.advance(days=2)
        grant = grant_of(self._stored())
        keepers = [process for process in self.processes if process._unstored]
        if self.lost or (grant.refused_at is not None and grant.retry_at is None and not keepers):
            return
        assert [*keepers, self._process()][0].access_token(self.user_id, grant) in self.spotify.issued
        assert self._refresh_token() == self.spotify.last[self.consents]

    @contextmanager
    def _paused_table(self) -> Iterator[None]:
        update, get = GrantRecord.update, GrantRecord.get

        def paused_update(record: GrantRecord, *arguments: Any, **more: Any) -> Any:
            pause("before a write")
            if self.refusing > 0:
                self.refusing -= 1
                raise UpdateError("refused on demand")
            done = update(record, *arguments, **more)
            pause("after a write")
            return done

        def paused_get(*arguments: Any, **more: Any) -> GrantRecord:
            pause("before a read")
            return get(*arguments, **more)

        with patch.object(GrantRecord, "update", paused_update), patch.object(GrantRecord, "get", paused_get):
            yield


def test_no_interleaving_spends_a_refresh_token_twice_or_loses_its_successor(world: World) -> None:
    run_state_machine_as_test(
        type("OnePerson", (Refreshing,), {"clock": world.clock}),
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


@pytest.mark.parametrize("leased", [True, False], ids=["with the lease", "without"])
def test_the_machine_finds_what_the_lease_prevents(world: World, leased: bool) -> None:
    """Two functions in lock-step: with the lease one asks, without it both do."""
    machine = type("OnePerson", (Refreshing,), {"clock": world.clock})()
    world.clock.advance(seconds=TOKEN_ENDS.total_seconds())
    lease = Grants._lease
    stolen = lambda self, user_id, *_, **__: machine._stored()  # noqa: E731
    with patch.object(Grants, "_lease", lease if leased else stolen):
        machine.a_function_needs_a_token(process=0, rejected=False)
        machine.a_function_needs_a_token(process=1, rejected=False)
        functions = list(machine.running)
        for _ in range(4):
            for function in functions:
                if not function.ended:
                    function.step()
        for function in functions:
            function.finish()
    asked = machine.spotify.asked
    assert (len(asked) == len(set(asked))) is leased
    machine.running.clear()
    machine._stack.close()
