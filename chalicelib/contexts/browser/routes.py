"""The browser's lists: of what Dashspot keeps of a person's library, none of it asked of Spotify."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.contexts.browser.serving.library import PUBLISHES, USES
from chalicelib.contexts.browser.serving.opening import opened
from chalicelib.core.composition import services
from chalicelib.core.endpoints import AnyCall, Later, Reply
from chalicelib.core.errors import NotSynced
from chalicelib.core.http import endpoint

blueprint = Blueprint(__name__)

TAG = "Browser"
BESIDE_CONTENT = frozenset({"meta.built_at"})
SCHEMAS = "chalicelib.contexts.browser.schemas"
NAMES = ("playlists", "tracks", "albums", "artists", "genres", "shows", "episodes", "audiobooks")


def _list(name: str) -> None:
    path = f"/v1/browser/{name}"

    def view(call: AnyCall) -> Reply:
        from chalicelib.contexts.browser import service
        from chalicelib.contexts.browser.query.lists.all import BY_NAME

        found = service.browse(
            opened(call),
            BY_NAME[name],
            call.query,
            user_id=call.person.user_id,
            path=path,
            cursors=services().cursors,
        )
        return Reply(found, beside_content=BESIDE_CONTENT)

    view.__name__ = f"browse_{name}"
    view.__doc__ = f"""The {name} of the kept library, searched, filtered and sorted.

    All filters given must hold. `page.total` and `meta.facets` are of all that they find. A cursor goes on behind the
    same entry where the library has changed meanwhile; then `meta.revision_changed` is true.
    """
    endpoint(
        blueprint,
        "GET",
        path,
        tag=TAG,
        query=Later(SCHEMAS, "QUERIES", name),
        answer=Later(SCHEMAS, "ANSWERS", name),
        errors=(NotSynced,),
        uses=USES,
        publishes=PUBLISHES,
    )(view)


for _name in NAMES:
    _list(_name)
