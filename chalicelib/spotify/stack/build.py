"""The stack of transports, put together."""

from __future__ import annotations

from collections.abc import Callable

from ..transport import Transport
from .authorised import Authorised
from .budgeted import Budgeted
from .coalescing import Coalescing, Flights
from .gated import Gated
from .observed import Observed
from .protocols import Budget, Gate, OnAnswer, Tokens
from .retrying import PAUSE, Retrying


def stacked(
    base: Transport,
    tokens: Tokens,
    deadline: Callable[[], float],
    *,
    gate: Gate | None = None,
    budget: Budget | None = None,
    flights: Flights | None = None,
    on_answer: OnAnswer | None = None,
    pause: Callable[[float], None] = PAUSE,
) -> Transport:
    """`base` with everything around it that was given. `deadline` gives the seconds that are left.

    From outside to inside: who observes sees what was asked for once; equal reads meet before anything is done for
    them; each try, also that with a renewed token, passes the gate and is counted.
    """
    inner: Transport = base
    if budget is not None:
        inner = Budgeted(inner, budget)
    if gate is not None:
        inner = Gated(inner, gate)
    inner = Authorised(Retrying(inner, deadline, pause), tokens)
    if flights is not None:
        inner = Coalescing(inner, flights)
    return inner if on_answer is None else Observed(inner, on_answer)
