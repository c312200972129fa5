"""Answers that are bare lists."""

from pydantic import RootModel

from .common import Image, Present


class Contains(RootModel[tuple[bool, ...]]):
    """For each id or uri that was asked for, in order, whether the person saved or follows it."""


class Images(RootModel[Present[Image]]):
    """A playlist's cover in its sizes."""
