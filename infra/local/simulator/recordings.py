"""Recorded answers, read in place from a folder of ``<kind>/<file>.json``."""

from __future__ import annotations

from pathlib import Path


def read_recording(folder: Path | None, name: str) -> bytes | None:
    """The bytes of ``<kind>/<file>`` (with or without ``.json``); None where there is no such recording.

    Names that lead out of the folder find nothing.
    """
    if folder is None:
        return None
    root = folder.resolve()
    for candidate in (name, f"{name}.json"):
        path = (root / candidate).resolve()
        if path.is_relative_to(root) and path.suffix == ".json" and path.is_file():
            return path.read_bytes()
    return None
