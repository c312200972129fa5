"""Puts the week together: the application, Spotify, and one time for both."""

from __future__ import annotations

import os

from bench.spotify.demand import DAYS, PEOPLE, wishes
from bench.spotify.moment import Moment
from bench.spotify.outcomes import Outcomes
from bench.spotify.week import Week
from bench.spotify.wire import Wire
from chalicelib.core.settings import Settings, settings
from infra.in_process.console import listening
from infra.in_process.dashspot import in_process
from infra.local.simulator.in_process import in_process_simulator

DAILY_BUDGET: int = Settings.model_fields["spotify_daily_budget"].default


def play(seed: int, people: int = PEOPLE, days: int = DAYS) -> Outcomes:
    """The week, or some other number of days, as it goes with this seed."""
    moment, outcomes = Moment(), Outcomes()
    with (
        in_process_simulator(
            now=moment.seconds, seed=seed, people=people, tracks=40, playlists=4, big_playlist=10
        ) as spotify,
        in_process(
            spotify_url=spotify.url,
            client_id=spotify.options.client_id,
            client_secret=spotify.options.client_secret,
            clock=moment,
        ) as dashspot,
        listening() as console,
    ):
        # What a new installation has; trials in one process have no budget otherwise.
        os.environ["SPOTIFY_DAILY_BUDGET"] = str(DAILY_BUDGET)
        settings.cache_clear()
        week = Week(dashspot, spotify, Wire(spotify, moment, outcomes), moment, outcomes)
        week.sign_in_everybody()
        week.play(wishes(seed, people, days), days)
        outcomes.alerts = int(console.metric("SpotifyGateClosed"))
        outcomes.lost_grants = week.lost_grants()
    return outcomes
