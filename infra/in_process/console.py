"""What the functions write to standard output, as CloudWatch would read it, and what the libraries below them log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


class Console:
    """Log lines and metrics written so far."""

    def __init__(self) -> None:
        self.buffer = io.StringIO()

    @property
    def text(self) -> str:
        """Everything, as it was written."""
        return self.buffer.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Log lines, without metrics."""
        return [line for line in self._all() if "_aws" not in line]

    def said(self, message: str) -> list[dict[str, Any]]:
        """Log lines with this message."""
        return [line for line in self.lines if line.get("message") == message]

    def metric(self, name: str) -> float:
        """A metric's values, added up."""
        return sum(
            sum(line[name]) if isinstance(line[name], list) else line[name] for line in self.emf() if name in line
        )

    def emf(self) -> list[dict[str, Any]]:
        """Lines in CloudWatch's embedded metric format."""
        return [line for line in self._all() if "_aws" in line]

    def clear(self) -> None:
        """Forget what was written so far."""
        self.buffer.seek(0)
        self.buffer.truncate()

    def _all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.split("\n") if line.startswith("{")]


@contextmanager
def listening() -> Iterator[Console]:
    """Listens to everything: Dashspot's logger, metrics, and whatever reaches the root logger."""
    from aws_lambda_powertools.metrics.provider.cloudwatch_emf import cloudwatch

    from chalicelib.core.observability import logger

    console = Console()
    ours = [handler for handler in logger.handlers if isinstance(handler, logging.StreamHandler)]
    before = [handler.setStream(console.buffer) for handler in ours]
    root = logging.StreamHandler(console.buffer)
    logging.getLogger().addHandler(root)
    try:
        # Powertools prints metrics; pytest puts its own standard output back before each test.
        with patch.object(cloudwatch, "print", lambda line: console.buffer.write(f"{line}\n"), create=True):
            yield console
    finally:
        logging.getLogger().removeHandler(root)
        for handler, stream in zip(ours, before, strict=True):
            handler.setStream(stream)
