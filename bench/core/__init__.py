"""Cold starts, the handler's own time, and the package, all measured on the package itself."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.core import cold, own_time, unpacked
from bench.report import Report


def measure(report: Report) -> None:
    """Make the package, then measure it."""
    with tempfile.TemporaryDirectory() as folder:
        trees = unpacked.unpack(Path(folder))
        cold.measure_imports(report, trees)
        cold.measure_loaded(report, trees)
        cold.measure_first_retrieve(report, trees)
        own_time.measure(report, trees)
        unpacked.measure_size(report)
