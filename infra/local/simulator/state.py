"""Everything one running simulator knows."""

from __future__ import annotations

from dataclasses import dataclass, field

from infra.local.simulator.accounts.grants import Grants
from infra.local.simulator.canned import CannedAnswers
from infra.local.simulator.clock import Clock
from infra.local.simulator.faults.limits import Limits
from infra.local.simulator.faults.rules import Faults
from infra.local.simulator.library import Library, generate_library
from infra.local.simulator.modes import MODES, Mode
from infra.local.simulator.options import Options
from infra.local.simulator.reccobeats.coverage import Coverage
from infra.local.simulator.requests_log import RequestLog
from infra.local.simulator.specification import Specification


@dataclass
class Simulator:
    """Options, the generated truth, and what has happened since the start."""

    options: Options
    library: Library
    grants: Grants
    clock: Clock
    mode: Mode
    specification: Specification | None
    coverage: Coverage
    log: RequestLog
    canned: CannedAnswers = field(default_factory=CannedAnswers)
    faults: Faults = field(default_factory=Faults)
    limits: Limits = field(default_factory=Limits)

    def reset(self) -> None:
        """Back to the state of a fresh start; tokens issued so far go on working unless they expire."""
        self.library = make_library(self.options)
        self.clock.reset()
        self.grants.reset()
        self.canned.waiting.clear()
        self.coverage = Coverage(self.options.reccobeats_coverage)
        self.faults.clear()
        self.limits.clear()
        self.log.entries.clear()
        if self.specification is not None:
            self.specification.differences.clear()


def make_library(options: Options) -> Library:
    """The library that the options describe."""
    return generate_library(
        seed=options.seed,
        tracks=options.tracks,
        playlists=options.playlists,
        people=options.people,
        big_playlist=options.big_playlist,
        playlist_rows=options.playlist_rows,
    )


def make_simulator(options: Options, clock: Clock | None = None) -> Simulator:
    """A simulator in its first state, on the machine's time unless it gets a clock.

    Raises OSError where the specification cannot be read.
    """
    clock = clock or Clock()
    return Simulator(
        options=options,
        library=make_library(options),
        grants=Grants(options, clock),
        clock=clock,
        mode=MODES[options.mode],
        coverage=Coverage(options.reccobeats_coverage),
        log=RequestLog.of(options.log),
        specification=Specification.read(options.openapi) if options.openapi else None,
    )
