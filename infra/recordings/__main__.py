"""`python -m infra.recordings FOLDER`: one line a file, totals, and a failing exit on a refusal without a rule."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from .files import recordings
from .trial import Through, attempt


def main(arguments: list[str], through: Through | None = None) -> int:
    """Try the recordings of a folder; 0 if every one was read or refused by a rule, 1 if not, 2 if there are none."""
    parser = argparse.ArgumentParser(prog="python -m infra.recordings", description="Try recorded Spotify answers.")
    parser.add_argument("folder", type=Path, help="<folder>/<kind>/<file>, with or without an INDEX.tsv")
    folder = parser.parse_args(arguments).folder
    totals: Counter[str] = Counter()
    try:
        for recording in recordings(folder):
            outcome = attempt(recording, through)
            totals[outcome.group] += 1
            print(f"{recording.name}: {outcome.text}")
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    counted = ", ".join(f"{count} {group}" for group, count in sorted(totals.items()))
    print(f"{totals.total()} recordings: {counted or 'none'}")
    if not totals:
        return 2
    return 1 if totals["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
