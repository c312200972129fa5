"""The browser's lists: of what Dashspot keeps of a person's library, none of it asked of Spotify."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.contexts.browser.query.lists.all import LISTS
from chalicelib.contexts.browser.query.resource import Resource
from chalicelib.contexts.browser.schemas import ANSWERS
from chalicelib.contexts.browser.serving.library import PUBLISHES, USES
from chalicelib.contexts.browser.serving.opening import opened
from chalicelib.core.composition import services
from chalicelib.core.endpoints import AnyCall, Reply
from chalicelib.core.errors import NotSynced
from chalicelib.core.http import endpoint

blueprint = Blueprint(__name__)

TAG = "Browser"
BESIDE_CONTENT = frozenset({"meta.built_at"})


def _list(resource: Resource) -> None:
    path = f"/v1/browser/{resource.name}"

    def view(call: AnyCall) -> Reply:
        from chalicelib.contexts.browser import service

        found = service.browse(
            opened(call),
            resource,
            call.query,
            user_id=call.person.user_id,
            path=path,
            cursors=services().cursors,
        )
        return Reply(found, beside_content=BESIDE_CONTENT)

    view.__name__ = f"browse_{resource.name}"
    view.__doc__ = f"""The {resource.name} of the kept library, searched, filtered and sorted.

    All filters given must hold. `page.total` and `meta.facets` are of all that they find. A cursor goes on behind the
    same entry where the library has changed meanwhile; then `meta.revision_changed` is true.
    """
    endpoint(
        blueprint,
        "GET",
        path,
        tag=TAG,
        query=resource.query,
        answer=ANSWERS[resource.name],
        errors=(NotSynced,),
        uses=USES,
        publishes=PUBLISHES,
    )(view)


for _resource in LISTS:
    _list(_resource)
