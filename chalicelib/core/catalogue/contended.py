"""What writers of the catalogue raise when others write the same."""

from __future__ import annotations


class Contended(Exception):
    """A record kept changing while it was written; the message is tried again later."""
