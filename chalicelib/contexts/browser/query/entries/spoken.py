"""Shows, episodes and audiobooks as entries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.query.condition import listed
from chalicelib.contexts.browser.query.entries.parts import PAGE, flag, images, instant, link, url
from chalicelib.contexts.browser.schemas import AudiobookOut, EpisodeOut, ShowOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

SHOWS_SQL = f"""
SELECT text.id, text.name, text.publisher, text.description, text.images,
  show.explicit, show.saved, show.saved_at, show.episodes, show.total_episodes
FROM {PAGE} JOIN show ON show.no = page.value JOIN show_text AS text ON text.no = show.no ORDER BY page.key
"""
EPISODES_SQL = f"""
SELECT text.id, text.name, text.description, text.release_date, text.images, show_text.id, show_text.name,
  episode.duration_ms, episode.explicit, episode.playable, episode.saved, episode.saved_at, episode.added,
  episode.playlists, episode.rows
FROM {PAGE} JOIN episode ON episode.no = page.value JOIN episode_text AS text ON text.no = episode.no
LEFT JOIN show_text ON show_text.no = episode.show ORDER BY page.key
"""
AUDIOBOOKS_SQL = f"""
SELECT text.id, text.name, text.authors, text.narrators, text.publisher, text.description, text.edition, text.images,
  audiobook.explicit, audiobook.saved, audiobook.saved_at, audiobook.total_chapters
FROM {PAGE} JOIN audiobook ON audiobook.no = page.value JOIN audiobook_text AS text ON text.no = audiobook.no
ORDER BY page.key
"""


def shows(model: apsw.Connection, numbers: Sequence[int]) -> list[ShowOut]:
    """Shows by their numbers, in this order."""
    return [
        ShowOut(
            id=identity,
            uri=f"spotify:show:{identity}",
            name=name,
            publisher=publisher,
            description=description,
            explicit=flag(explicit),
            saved=saved == 1,
            saved_at=instant(saved_at),
            episodes=episodes,
            total_episodes=total,
            images=images(pictures),
            spotify_url=url("show", identity),
        )
        for (
            identity, name, publisher, description, pictures, explicit, saved, saved_at, episodes, total,
        ) in model.execute(SHOWS_SQL, (listed(numbers),))
    ]  # fmt: skip


def episodes(model: apsw.Connection, numbers: Sequence[int]) -> list[EpisodeOut]:
    """Episodes by their numbers, in this order."""
    return [
        EpisodeOut(
            id=identity,
            uri=f"spotify:episode:{identity}",
            name=name,
            description=description,
            show=link("show", show_id, show_name) if show_id is not None else None,
            released=release_date,
            duration_ms=duration,
            explicit=flag(explicit),
            playable=flag(playable),
            saved=saved == 1,
            saved_at=instant(saved_at),
            added_at=instant(added),
            playlists=playlists,
            rows=rows,
            images=images(pictures),
            spotify_url=url("episode", identity),
        )
        for (
            identity, name, description, release_date, pictures, show_id, show_name, duration, explicit, playable,
            saved, saved_at, added, playlists, rows,
        ) in model.execute(EPISODES_SQL, (listed(numbers),))
    ]  # fmt: skip


def audiobooks(model: apsw.Connection, numbers: Sequence[int]) -> list[AudiobookOut]:
    """Audiobooks by their numbers, in this order."""
    return [
        AudiobookOut(
            id=identity,
            uri=f"spotify:show:{identity}",
            name=name,
            authors=json.loads(authors),
            narrators=json.loads(narrators),
            publisher=publisher,
            description=description,
            edition=edition,
            explicit=flag(explicit),
            saved=saved == 1,
            saved_at=instant(saved_at),
            total_chapters=chapters,
            images=images(pictures),
            spotify_url=url("show", identity),
        )
        for (
            identity, name, authors, narrators, publisher, description, edition, pictures, explicit, saved, saved_at,
            chapters,
        ) in model.execute(AUDIOBOOKS_SQL, (listed(numbers),))
    ]  # fmt: skip
