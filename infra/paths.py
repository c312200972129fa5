"""Where things are in a checkout. Everything that is made goes into folders that git ignores."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
"""The checkout."""

BUILD = ROOT / ".build"
"""Packages, one folder per stage."""

STATE = ROOT / ".local"
"""What ``make run`` keeps from one run to the next: tables, queues, secrets, the local certificate authority."""
