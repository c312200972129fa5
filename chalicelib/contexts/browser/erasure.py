"""What the Browser keeps about people: their read models."""

from __future__ import annotations

from chalicelib.core.erasure.declarations import OBJECTS_OF_PEOPLE, Kept, KeptObjects

KEPT = (
    Kept("read models", "coordination", "U#{user_id}#MODEL"),
    KeptObjects("read models", OBJECTS_OF_PEOPLE + "{user_id}/library/"),
)
