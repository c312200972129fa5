"""What the functions write to standard output."""

from infra.in_process.console import Console, listening

__all__ = ["Console", "listening"]
