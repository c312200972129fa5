"""A hundred people on one client id over a simulated week, with limits, an outage, a lowered quota and deploys.

Everything between the HTTP boundary and the wire is the application; Spotify is the simulator, AWS is moto, and time is
put forward from event to event.
"""

from __future__ import annotations

import random

from bench.report import Report
from bench.spotify import findings, table
from bench.spotify.outcomes import Outcomes
from bench.spotify.play import DAILY_BUDGET, play


def measure(report: Report) -> None:
    """Play the week and hold its promises against what reached Spotify. Each run has a seed of its own, printed."""
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"\nseed {seed}")
    outcomes = play(seed)
    for line in ("", *table.shares(outcomes), "", *table.days(outcomes)):
        print(f"  {line}".rstrip())
    judge(report, outcomes)


def judge(report: Report, outcomes: Outcomes) -> None:
    """The promises as figures beside their targets."""
    sent = outcomes.sent
    told = len(findings.closings(sent))
    interactive, sync, poll = (outcomes.tallies[kind] for kind in table.SHARES)
    report.add("requests while a wait that Spotify told lasted", len(findings.within_closures(sent)), "", at_most=0)
    report.add("requests on the busiest day", findings.busiest_day(sent), "", at_most=DAILY_BUDGET)
    report.add(
        "renewals within the life of the token before", findings.early_renewals(outcomes.renewals), "", at_most=0
    )
    report.add("grants lost", outcomes.lost_grants, "", at_most=0)
    report.add("alerts of the gate", outcomes.alerts, "", at_most=told, note=f"Spotify told to wait {told} times")
    missed = 100 * (1 - interactive.served_of_wished)
    background = 100 * (1 - (sync.served + poll.served) / (sync.wished + poll.wished))
    report.add(
        "interactive requests not served", missed, "%", at_most=background / 2, note="half of the background's at most"
    )
    report.add("background wishes not served", background, "%", note="there is more to do than the budget holds")
