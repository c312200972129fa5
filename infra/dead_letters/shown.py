"""Dead letters as text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from infra.dead_letters.letters import Letter
from infra.dead_letters.outline import outline
from infra.dead_letters.places import Place
from infra.dead_letters.reasons import Reason

_UNITS = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1)))


def listing(
    places: Sequence[Place], letters: Sequence[Letter], reasons: Mapping[str, Reason], elsewhere: int, now: datetime
) -> str:
    """Every queue with its letters, oldest first, each with its reason in a line below it."""
    lines = []
    for place in places:
        here = [letter for letter in letters if letter.place is place]
        lines.append(f"{place.queue}: {counted(len(here))}")
        for letter in here:
            facts = (letter.id, letter.kind or "-", age(letter, now), f"{letter.tries} tries", letter.request_id or "-")
            lines += [f"  {'  '.join(facts)}", f"      {told(reasons[letter.id])}"]
    if elsewhere:
        lines.append(f"{elsewhere} more are held by another reader for the moment.")
    return "\n".join(lines) or "no queues here"


def one(letter: Letter, reason: Reason, now: datetime) -> str:
    """One letter, whole, without personal values."""
    facts = {
        "id": letter.id,
        "queue": letter.place.queue,
        "function": letter.place.function.name,
        "sent": f"{letter.sent_at.isoformat(timespec='seconds')} ({age(letter, now)} ago)",
        "tries": f"{letter.tries}, redriven {letter.redriven} times",
        "reason": told(reason),
        **({"logged": reason.logged_at} if reason.logged_at else {}),
        "log group": letter.place.log_group or "-",
    }
    lines = [f"{name:<10}{value}" for name, value in facts.items()]
    if letter.content is None:
        lines.append(f"{'body':<10}no envelope: {len(letter.body.encode())} bytes, not shown")
    else:
        lines.append(json.dumps(outline(letter.content), indent=2, ensure_ascii=False))
    return "\n".join(lines)


def told(reason: Reason) -> str:
    """The reason, with where it comes from unless the function said it of this very message."""
    return reason.text if reason.origin in ("logged", "unknown") else f"{reason.text} ({reason.origin})"


def age(letter: Letter, now: datetime) -> str:
    """How long ago the message was first sent."""
    passed = now - letter.sent_at
    for name, unit in _UNITS:
        if passed >= unit:
            return f"{passed // unit} {name}"
    return f"{max(0, int(passed.total_seconds()))} s"


def counted(number: int) -> str:
    """How many letters, in words."""
    return f"{number or 'no'} dead letter{'' if number == 1 else 's'}"
