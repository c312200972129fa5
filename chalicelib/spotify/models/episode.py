"""Episodes of shows."""

from .show import SimplifiedEpisode, SimplifiedShow

__all__ = ["Episode", "SimplifiedEpisode"]


class Episode(SimplifiedEpisode):
    """A whole episode. `show` is None where Spotify answered with one that names nothing."""

    show: SimplifiedShow | None = None
