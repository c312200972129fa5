"""People who share a client id: a simulated day of a few, and what the judge of the whole week makes of it."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from bench.report import Report
from bench.spotify import findings, judge, table
from bench.spotify.demand import wishes
from bench.spotify.moment import BEGINS
from bench.spotify.outcomes import Outcomes, Renewal, Sent
from bench.spotify.play import play


def sent(seconds: float, status: int = 200, retry_after: int | None = None) -> Sent:
    return Sent(BEGINS + timedelta(seconds=seconds), "sync", 0, status, retry_after)


def test_a_request_before_the_told_wait_is_over_is_found() -> None:
    early, late = sent(29.9), sent(30)
    assert findings.within_closures([sent(0, 429, 30), early, late]) == [early]
    assert findings.within_closures([sent(0, 429), sent(1)]) == [], "nothing was told"
    shorter = [sent(0, 429, 60), sent(10, 429, 5), sent(59)]
    assert findings.within_closures(shorter) == shorter[1:], "the longer wait holds"


def test_the_busiest_day_is_counted_in_utc() -> None:
    assert findings.busiest_day([]) == 0
    assert findings.busiest_day([sent(86_399), sent(86_400), sent(86_401)]) == 2


def test_a_renewal_is_early_while_the_token_before_is_good() -> None:
    def renewal(minutes: float, status: int = 200, person: int = 1) -> Renewal:
        return Renewal(BEGINS + timedelta(minutes=minutes), person, status)

    assert findings.early_renewals([renewal(0), renewal(59), renewal(118)]) == 0
    assert findings.early_renewals([renewal(0), renewal(58)]) == 1
    assert findings.early_renewals([renewal(0, status=503), renewal(1)]) == 0, "the first one brought nothing"
    assert findings.early_renewals([renewal(0), renewal(1, person=2)]) == 0


def test_people_wish_the_same_for_one_seed_and_more_than_the_budget_holds() -> None:
    week = wishes(1, people=100, days=7)
    assert week == wishes(1, people=100, days=7) != wishes(2, people=100, days=7)
    assert sum(wish.requests for wish in week) > 7 * 500


def test_a_promise_that_is_not_kept_is_a_missed_target() -> None:
    outcomes = Outcomes(sent=[sent(0, 429, 3600), sent(1)], lost_grants=1, alerts=5)
    for tally in outcomes.tallies.values():
        tally.wished = 1
    report = Report("week")
    judge(report, outcomes)
    missed = {figure.name for figure in report.figures if not figure.met}
    assert missed == {
        "requests while a wait that Spotify told lasted",
        "grants lost",
        "alerts of the gate",
        "interactive requests not served",
    }


def test_a_day_of_a_few_people_keeps_every_promise(capsys: pytest.CaptureFixture[str]) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    outcomes = play(seed, people=12, days=1)
    report = Report("day")
    judge(report, outcomes)
    assert report.met, "\n".join([*(f"{f.name}: {f.value}" for f in report.figures), *table.shares(outcomes)])
    assert outcomes.tallies["sync"].served > 0
    assert outcomes.tallies["poll"].served > 0
