"""`python -m infra.recordings FOLDER`: one line a file, totals, and a failing exit on a refusal without a rule."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from .files import recordings
from .through import passing_through
from .trial import Through, attempt


def main(arguments: list[str], through: Through | None = None) -> int:
    """Try the recordings of a folder; 0 if every one was read or refused by a rule, 1 if not, 2 if there are none.

    Kinds that an endpoint asks for pass `through` it: by default through a Dashspot within this process.
    """
    parser = argparse.ArgumentParser(prog="python -m infra.recordings", description="Try recorded Spotify answers.")
    parser.add_argument("folder", type=Path, help="<folder>/<kind>/<file>, with or without an INDEX.tsv")
    folder = parser.parse_args(arguments).folder
    if not folder.is_dir():
        print(f"no such folder: {folder}", file=sys.stderr)
        return 2
    if through is not None:
        return _try(folder, through)
    with passing_through() as through_dashspot:
        return _try(folder, through_dashspot)


def _try(folder: Path, through: Through) -> int:
    totals: Counter[str] = Counter()
    for recording in recordings(folder):
        outcome = attempt(recording, through)
        totals[outcome.group] += 1
        print(f"{recording.name}: {outcome.text}")
    counted = ", ".join(f"{count} {group}" for group, count in sorted(totals.items()))
    print(f"{totals.total()} recordings: {counted or 'none'}")
    if not totals:
        return 2
    return 1 if totals["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
