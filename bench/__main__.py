"""``python -m bench [name ...]``: run benchmarks; the status is 1 where a target is missed."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from bench.report import Report, Unavailable


def names() -> list[str]:
    """Every benchmark: a folder beside this file with ``measure(report)`` in it (``browse_postgres`` is
    ``browse-postgres``)."""
    return sorted(path.parent.name.replace("_", "-") for path in Path(__file__).parent.glob("*/__init__.py"))


def main(wanted: list[str]) -> int:
    """Run the benchmarks of these names, or all."""
    unknown = set(wanted) - set(names())
    if unknown:
        print(f"no benchmark {', '.join(sorted(unknown))}: choose of {', '.join(names())}", file=sys.stderr)
        return 2
    missed = False
    for name in wanted or names():
        report = Report(name)
        try:
            import_module(f"bench.{name.replace('-', '_')}").measure(report)
        except Unavailable as problem:
            print(f"\n{name} cannot be measured here: {problem}", file=sys.stderr)
            missed = True
            continue
        report.show()
        print(f"  written to {report.write().relative_to(Path.cwd())}")
        missed |= not report.met
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
