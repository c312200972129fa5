"""The queue of erasures. A message only wakes its job: all that the work needs to know is in the job's row."""

from __future__ import annotations

from typing import Final

QUEUE: Final = "accounts-erasures"
KIND: Final = "accounts.erasure"
