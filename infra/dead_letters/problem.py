"""What keeps the command from doing what it was asked to."""

from __future__ import annotations


class Problem(Exception):
    """Said to the person who gave the command: what is wrong, and where that helps what to do about it."""
