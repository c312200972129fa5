"""Chapters of audiobooks."""

from .audiobook import SimplifiedAudiobook, SimplifiedChapter

__all__ = ["Chapter", "SimplifiedChapter"]


class Chapter(SimplifiedChapter):
    """A whole chapter with the audiobook it belongs to."""

    audiobook: SimplifiedAudiobook | None = None
