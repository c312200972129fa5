"""Zip archives that come out the same, byte for byte, whenever and wherever they are made from the same files."""

from __future__ import annotations

import zipfile
from pathlib import Path

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip entry can carry; every entry gets it."""


def add_tree(archive: zipfile.ZipFile, folder: Path) -> None:
    """Add all files below ``folder``, sorted by name, without their times and with plain read permissions."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EARLIEST)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3
        # Lambda runs as another user than the one who packages: everybody may read (and run shared objects).
        entry.external_attr = (0o100755 if path.suffix == ".so" else 0o100644) << 16
        archive.writestr(entry, path.read_bytes())
