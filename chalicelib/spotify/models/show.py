"""Shows (podcasts) and their episodes' short form."""

from typing import Literal

from .common import Copyright, Entity, Identifier, Image, Present, ReleaseDate, Restrictions, ResumePoint
from .paging import Page


class SimplifiedEpisode(Entity):
    """An episode as its show carries it; durations in milliseconds. Chapters of audiobooks arrive as episodes too."""

    type: Literal["episode", "chapter", "track"] = "episode"
    id: Identifier
    uri: Identifier
    name: str
    description: str | None = None
    html_description: str | None = None
    duration_ms: int | None = None
    explicit: bool | None = None
    images: Present[Image] = ()
    is_externally_hosted: bool | None = None
    is_playable: bool | None = None
    language: str | None = None
    languages: Present[str] = ()
    audio_preview_url: str | None = None
    release_date: ReleaseDate = None
    release_date_precision: str | None = None
    resume_point: ResumePoint | None = None
    restrictions: Restrictions | None = None


class SimplifiedShow(Entity):
    """A show as episodes and lists carry it. `publisher` is absent in development mode."""

    type: Literal["show"] = "show"
    id: Identifier
    uri: Identifier
    name: str
    publisher: str | None = None
    description: str | None = None
    html_description: str | None = None
    copyrights: Present[Copyright] = ()
    explicit: bool | None = None
    images: Present[Image] = ()
    is_externally_hosted: bool | None = None
    languages: Present[str] = ()
    media_type: str | None = None
    total_episodes: int | None = None


class Show(SimplifiedShow):
    """A whole show with its first page of episodes (50 at most)."""

    episodes: Page[SimplifiedEpisode] | None = None
