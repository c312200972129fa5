"""Tracks that are likely the same recording: by ISRC, and by title, artists and length."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

import apsw

from chalicelib.contexts.browser.model import stage
from chalicelib.contexts.browser.model.text import sort_key

ALIKE_MS = 2_000
"""How much longer than the shortest of its group a track may be."""

NUMBER = """
CREATE TEMP TABLE isrc_group (isrc TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
INSERT INTO isrc_group
SELECT isrc, row_number() OVER (ORDER BY first) FROM (
  SELECT t.isrc AS isrc, min(n.no) AS first FROM track_no n JOIN told_track t ON t.key = n.key
  WHERE t.isrc IS NOT NULL GROUP BY t.isrc HAVING count(*) > 1
);
CREATE TEMP TABLE alike (track INTEGER PRIMARY KEY, leader INTEGER);
CREATE TEMP TABLE alike_group (track INTEGER PRIMARY KEY, number INTEGER);
"""

_CANDIDATES = """
SELECT n.name_rank, n.no, t.artists, t.duration_ms FROM track_no n JOIN told_track t ON t.key = n.key
WHERE t.duration_ms IS NOT NULL AND n.name_rank IN (
  SELECT name_rank FROM track_no WHERE name_rank IS NOT NULL GROUP BY name_rank HAVING count(*) > 1
) ORDER BY n.no
"""


def number(model: apsw.Connection) -> None:
    """Number the groups, each by the first of its tracks."""
    model.execute(NUMBER)
    stage.insert(model, "alike", _alike(model))
    model.execute("INSERT INTO alike_group SELECT track, dense_rank() OVER (ORDER BY leader) FROM alike")


def _alike(model: apsw.Connection) -> Iterator[stage.Row]:
    """Tracks with the first track of the group that each is in."""
    for _, named_alike in groupby(model.execute(_CANDIDATES), key=lambda found: found[0]):
        by_artists: dict[frozenset[str], list[tuple[int, int]]] = {}
        for _, no, artists, duration_ms in named_alike:
            names = frozenset(key for _, name in json.loads(artists) if (key := sort_key(name)) is not None)
            if names:
                by_artists.setdefault(names, []).append((duration_ms, no))
        for tracks in by_artists.values():
            for group in chains(tracks):
                leader = min(no for _, no in group)
                yield from ((no, leader) for _, no in group)


def chains(tracks: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Groups of two and more (length, track): by length, each starts a group where the one before does not reach it."""
    group: list[tuple[int, int]] = []
    for track in sorted(tracks):
        if group and track[0] - group[0][0] > ALIKE_MS:
            if len(group) > 1:
                yield group
            group = []
        group.append(track)
    if len(group) > 1:
        yield group
