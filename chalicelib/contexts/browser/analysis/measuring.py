"""A selection's answer, and why it may have no audio features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.contexts.browser.analysis import presentation, selection
from chalicelib.contexts.browser.analysis.statistics import statistics
from chalicelib.core.accounts.features import reason_closed
from chalicelib.core.audio_features.none import SWITCHED_OFF

if TYPE_CHECKING:
    import apsw

    from chalicelib.contexts.browser.analysis.schemas import AnalysisOut
    from chalicelib.contexts.browser.analysis.selection import Selection
    from chalicelib.core.accounts.person import ClientState
    from chalicelib.core.settings import Settings

AUDIO_FEATURES = "audio_features"
NOT_ASKED = "none of these tracks has been measured: nobody has asked yet, or their source does not know them"


def analysis(connection: apsw.Connection, chosen: Selection, reason: str) -> AnalysisOut:
    """What a selection of a model amounts to; ``reason`` is told where no track of it is measured."""
    return presentation.analysis(connection, statistics(connection, chosen), reason)


def playlist_analysis(connection: apsw.Connection, playlist: int, reason: str) -> AnalysisOut:
    """The same of a playlist's rows; the playlist by its number in the model."""
    return analysis(connection, selection.of_playlist(connection, playlist), reason)


def reason_for_none(settings: Settings, client: ClientState) -> str:
    """Why there may be no audio features, as far as the installation knows: none are wanted, Spotify has closed them to
    this app, or nobody has asked."""
    if settings.audio_features == "none":
        return SWITCHED_OFF
    if settings.audio_features == "spotify" and AUDIO_FEATURES in client.closed_features:
        return reason_closed(AUDIO_FEATURES)
    return NOT_ASKED
