"""The count of a collection, read from the smallest page that Spotify gives."""

from .common import Model


class Total(Model):
    """A page read for its `total` alone."""

    total: int | None = None
