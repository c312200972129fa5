"""Figures beside targets: printed, and written to ``bench/results/<name>.json``."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass, field
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


class Unavailable(Exception):
    """A benchmark cannot be run on this machine; the message says what it lacks, and how to get it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. ``at_most``: its target, if it has one. ``note``: what it contains."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    note: str = ""

    @property
    def met(self) -> bool:
        """False where the target is missed."""
        return self.at_most is None or self.value <= self.at_most


@dataclass(slots=True)
class Report:
    """The figures of one benchmark, in the order in which they were taken."""

    name: str
    figures: list[Figure] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, *, at_most: float | None = None, note: str = "") -> None:
        """Take a figure."""
        self.figures.append(Figure(name, round(value, 3), unit, at_most, note))

    @property
    def met(self) -> bool:
        """True where no target is missed."""
        return all(figure.met for figure in self.figures)

    def show(self) -> None:
        """Print a line for each figure."""
        load, cores = os.getloadavg()[0], os.cpu_count()
        said = f"Python {platform.python_version()}; load {load:.1f} on {cores} cores: above {cores} figures rise"
        print(f"\n{self.name}  ({said}; compare those of one run only)")
        width = max(len(figure.name) for figure in self.figures)
        for figure in self.figures:
            target = "" if figure.at_most is None else f"at most {figure.at_most:g}"
            verdict = "" if figure.at_most is None else "met" if figure.met else "MISSED"
            value = f"{figure.value:>10,.2f} {figure.unit:<4}"
            print(f"  {figure.name:<{width}}  {value} {target:<12} {verdict:<7} {figure.note}".rstrip())

    def write(self) -> Path:
        """Write the results file; returns its path."""
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{self.name}.json"
        content = {
            "name": self.name,
            "figures": {figure.name: figure.value for figure in self.figures},
            "targets": {figure.name: figure.at_most for figure in self.figures if figure.at_most is not None},
            "met": self.met,
        }
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        return path
