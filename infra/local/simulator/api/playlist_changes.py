"""Creating playlists, changing what they are called, and their pictures."""

from __future__ import annotations

import base64
import binascii

from infra.local.simulator.api.body import bool_field, text_field
from infra.local.simulator.api.call import EMPTY, Call, Reply
from infra.local.simulator.api.playlists import visible, whole_playlist
from infra.local.simulator.api.problems import ApiError, forbidden, invalid
from infra.local.simulator.library import changes
from infra.local.simulator.library.catalogue import cover_key

LARGEST_PICTURE = 256 * 1024
"""In bytes, as Base64."""


def create_my_playlist(call: Call) -> Reply:
    """POST /me/playlists."""
    name = text_field(call.body, "name")
    if not name:
        raise ApiError(400, "Missing required field: name")
    public, collaborative = bool_field(call.body, "public"), bool_field(call.body, "collaborative") or False
    if collaborative and public is not False:
        raise ApiError(400, "Collaborative playlists can only be private")
    playlist = changes.create_playlist(
        call.library,
        call.person,
        name,
        text_field(call.body, "description") or "",
        # ``public: false`` is accepted, but answers go on saying true (live test of 2026-09-05).
        public=not collaborative,
        collaborative=collaborative,
    )
    return Reply(whole_playlist(call, playlist), 201)


def create_playlist_of_user(call: Call) -> Reply:
    """POST /users/{user_id}/playlists, which development mode does not have; one's own only."""
    if call.parameters["user_id"] != call.person.id:
        raise ApiError(403, "You cannot create a playlist for another user")
    return create_my_playlist(call)


def change_details(call: Call) -> Reply:
    """PUT /playlists/{id}: name, description, public, collaborative. The owner only; each change is a new snapshot."""
    playlist = visible(call)
    if playlist.owner_id != call.person.id:
        raise forbidden()
    wanted: dict[str, str | bool] = {}
    for field in ("name", "description"):
        text = text_field(call.body, field)
        if text is not None:
            wanted[field] = text
    collaborative, public = bool_field(call.body, "collaborative"), bool_field(call.body, "public")
    if collaborative is not None:
        if collaborative and (public or (playlist.public and public is None)):
            raise ApiError(400, "Collaborative playlists can only be private")
        wanted["collaborative"] = collaborative
    if public or collaborative:
        # ``public: false`` alone is accepted, but answers go on saying true (live test of 2026-09-05).
        wanted["public"] = bool(public)
    if not wanted and public is None:
        raise ApiError(400, "Missing required field: name")
    if wanted.get("name") == "":
        raise invalid("name")
    playlist.describe(**wanted)
    return EMPTY


def images(call: Call) -> Reply:
    """GET /playlists/{id}/images: a list, empty where there is none."""
    return Reply(call.render.playlist_images(visible(call)) or [])


def upload_image(call: Call) -> Reply:
    """PUT /playlists/{id}/images: a JPEG as Base64, 256 KB at most. 202: it takes a while in reality."""
    playlist = visible(call)
    if playlist.owner_id != call.person.id:
        raise forbidden()
    if len(call.request.body) > LARGEST_PICTURE:
        raise ApiError(413, "Payload too large")
    try:
        picture = base64.b64decode(call.request.body, validate=True)
    except binascii.Error:
        raise invalid("image") from None
    if call.request.content_type != "image/jpeg" or not picture.startswith(b"\xff\xd8"):
        raise invalid("image")
    playlist.describe(picture="upload", cover=cover_key("upload", picture.hex()))
    return Reply(None, 202)


def follow(call: Call) -> Reply:
    """PUT /playlists/{id}/followers."""
    bool_field(call.body, "public")
    changes.follow(call.library, call.person, visible(call).id)
    return EMPTY


def unfollow(call: Call) -> Reply:
    """DELETE /playlists/{id}/followers: one's own playlist is deleted that way."""
    changes.unfollow(call.library, call.person, visible(call).id)
    return EMPTY


def followed_by(call: Call) -> Reply:
    """GET /playlists/{id}/followers/contains: about the person alone, whom ``ids`` may name."""
    playlist = visible(call)
    if call.query.get("ids", call.person.id) != call.person.id:
        raise invalid("ids")
    return Reply([call.person.lists(playlist.id)])
