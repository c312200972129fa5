"""What every endpoint of the Browser begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.core.composition import services

if TYPE_CHECKING:
    from chalicelib.contexts.browser.serving.library import Library
    from chalicelib.core.endpoints import AnyCall


def opened(call: AnyCall) -> Library:
    """The library of whoever asks. Raises NotSynced as ``open_library`` does.

    To browse is to use Dashspot, though Spotify is asked nothing: whoever browses is not away, and has their library
    read as often as they want.
    """
    from chalicelib.contexts.browser.serving.library import open_library

    services().accounts.used(call.person)
    return open_library(services(), call.person.user_id)
