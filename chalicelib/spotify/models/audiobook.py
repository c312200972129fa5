"""Audiobooks and the short form of their chapters."""

from typing import Literal

from .common import Copyright, Entity, Identifier, Image, Model, Present, ReleaseDate, Restrictions, ResumePoint
from .paging import Page


class Person(Model):
    """An author or a narrator, by name only."""

    name: str | None = None


class SimplifiedChapter(Entity):
    """A chapter as its audiobook carries it. `type` is recorded as `chapter`, `episode` in the specification."""

    type: Literal["chapter", "episode"] = "chapter"
    id: Identifier
    uri: Identifier
    name: str
    chapter_number: int | None = None
    description: str | None = None
    html_description: str | None = None
    duration_ms: int | None = None
    explicit: bool | None = None
    images: Present[Image] = ()
    is_playable: bool | None = None
    languages: Present[str] = ()
    audio_preview_url: str | None = None
    release_date: ReleaseDate = None
    release_date_precision: str | None = None
    resume_point: ResumePoint | None = None
    restrictions: Restrictions | None = None


class SimplifiedAudiobook(Entity):
    """An audiobook as chapters and lists carry it. Its uri begins `spotify:show:`."""

    type: Literal["audiobook", "show"] = "audiobook"
    id: Identifier
    uri: Identifier
    name: str
    authors: Present[Person] = ()
    narrators: Present[Person] = ()
    publisher: str | None = None
    description: str | None = None
    html_description: str | None = None
    edition: str | None = None
    copyrights: Present[Copyright] = ()
    explicit: bool | None = None
    images: Present[Image] = ()
    languages: Present[str] = ()
    media_type: str | None = None
    total_chapters: int | None = None


class Audiobook(SimplifiedAudiobook):
    """A whole audiobook with its first page of chapters (50 at most)."""

    chapters: Page[SimplifiedChapter] | None = None
