"""When Spotify's ``invalid_grant`` is believed. Knows times only.

Spotify has answered it falsely in outages, and a service that believed it at once lost most of its users' consents. So
a refused grant needs the person's consent again at once, and is still tried again for a day and a half before it is
believed. What is believed is asked no more, and its ciphertext is erased three days later: within five days of the
first refusal, which may have meant that the person withdrew their consent at Spotify (Spotify's Developer Terms,
Appendix A: personal data is deleted within five days of a disconnect).
"""

from __future__ import annotations

from datetime import datetime, timedelta

# After the first refusal, the second, ...: 36 hours and a quarter in all, longer than any outage that was reported.
PAUSES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=3), timedelta(hours=8), timedelta(hours=24))
ERASED_AFTER = timedelta(days=3)

# One person withdraws a consent; several within an hour are Spotify's trouble, not theirs.
WAVE_WITHIN = timedelta(hours=1)
WAVE_PEOPLE = 3
DOUBTED_FOR = timedelta(hours=24)  # until a refusal that fell into a wave is tried again
# Where there are so many people that some withdraw their consent every hour, every hour looks like a wave.
DOUBTED_AT_MOST = timedelta(days=7)


def tried_again_at(refusals: int, refused_at: datetime) -> datetime | None:
    """When a grant that was refused for the ``refusals``-th time is tried again; None when nothing is left to try."""
    return refused_at + PAUSES[refusals - 1] if refusals <= len(PAUSES) else None


def believed(refused_since: datetime, people_refused: int, now: datetime) -> bool:
    """Whether a grant whose tries are spent is dead, when ``people_refused`` were refused within the last hour."""
    return people_refused < WAVE_PEOPLE or now - refused_since >= DOUBTED_AT_MOST
