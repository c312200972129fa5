"""Which tracks the provider knows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass
class Coverage:
    """``share`` of the tracks, always the same ones, less those that are ``missing`` by name."""

    share: float
    missing: set[str] = field(default_factory=set)

    def has(self, track_id: str) -> bool:
        """Whether the provider knows that track."""
        if track_id in self.missing:
            return False
        draw = int.from_bytes(hashlib.blake2b(track_id.encode(), digest_size=4, person=b"coverage").digest(), "big")
        return draw < self.share * 2**32
