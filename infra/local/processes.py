"""Child processes that end when their parent does, however it ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

STOP_SECONDS = 10
"""Seconds that a process gets to end by itself."""


class ProcessFailed(Exception):
    """A child process ended though it should go on; the message carries the end of its log."""


class Child:
    """One child process, in a process group of its own, with its output in a log file."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            # A group of its own: Ctrl-C reaches the parent only, which then stops its children in order.
            self._process = subprocess.Popen(
                list(command),
                env=dict(environment),
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Started from the main thread, before any other exists that could hold a lock.
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
            )

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process.poll() is None

    def check(self) -> None:
        """ProcessFailed when the process has ended."""
        if not self.running:
            tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])
            raise ProcessFailed(
                f"{self.name} ended with status {self._process.returncode}:\n{tail}\n(all of it: {self.log})"
            )

    def stop(self) -> None:
        """End the process and everything it started; returns when nothing of it is left."""
        if self.running:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def stop_all(children: Sequence[Child]) -> None:
    """Stop the latest first, since later ones use earlier ones."""
    for child in reversed(children):
        child.stop()


def wait_until(ready: Callable[[], bool], child: Child | None, what: str, seconds: float = 60) -> None:
    """Call ``ready`` until it gives True; ProcessFailed when the child ends or time is up."""
    end = time.monotonic() + seconds
    while not ready():
        if child is not None:
            child.check()
        if time.monotonic() > end:
            raise ProcessFailed(f"{what} did not answer within {seconds:.0f} s")
        time.sleep(0.05)


def _die_with_parent() -> None:
    # Linux only: a parent that was killed outright must not leave servers behind.
    parent_death_signal = 1
    ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGTERM)
