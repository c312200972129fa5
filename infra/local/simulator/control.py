"""The simulator's own switches, under ``/_control/``: no part of Spotify.

Bodies are JSON, and only JSON, so that no web page can throw them from a form.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from infra.local.simulator.accounts.grants import Grant
from infra.local.simulator.accounts.scopes import SCOPES
from infra.local.simulator.canned import CannedAnswer
from infra.local.simulator.library.entities import Row
from infra.local.simulator.library.people import Person
from infra.local.simulator.library.randomness import instant
from infra.local.simulator.recordings import read_recording
from infra.local.simulator.state import SIMULATOR, Simulator

Fields = Mapping[str, Any]
Switch = Callable[[Simulator, Fields], dict[str, Any]]


class ControlError(Exception):
    """A switch was set wrongly: 400 with the message."""


def add_routes(app: web.Application) -> None:
    """Adds the switches, and a list of them at ``/_control/``."""
    app.router.add_get("/_control/", _list_switches)
    app.router.add_get("/_control/requests", _show_requests)
    app.router.add_get("/_control/people", _show_people)
    app.router.add_get("/_control/differences", _show_differences)
    for name, switch in SWITCHES.items():
        app.router.add_post(f"/_control/{name}", _handler(switch))


def answer(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Set the next answers of a path: {path, method?, times?, delay?} and {recording} or {status?, headers?, body?}."""
    path = fields.get("path")
    if not isinstance(path, str) or not path.startswith("/"):
        raise ControlError("path must start with /")
    headers = {"Content-Type": "application/json; charset=utf-8", **fields.get("headers", {})}
    body = fields.get("body", "")
    if "recording" in fields:
        content = read_recording(simulator.options.recordings, str(fields["recording"]))
        if content is None:
            raise ControlError(f"there is no recording {fields['recording']}")
    else:
        content = body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()
    canned = CannedAnswer(
        path=path,
        status=int(fields.get("status", 200)),
        headers={name: str(value) for name, value in headers.items()},
        body=content,
        method=fields.get("method"),
        times=int(fields.get("times", 1)),
        delay=float(fields.get("delay", 0)),
    )
    simulator.canned.waiting.append(canned)
    return {"waiting": len(simulator.canned.waiting)}


def expire_tokens(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Make issued tokens expire: {person?, refresh?: false}; with refresh the refresh tokens are revoked instead."""
    person = fields.get("person", "")
    if fields.get("refresh"):
        simulator.grants.revoke_refresh(person)
    else:
        simulator.grants.expire_access(person)
    return {}


def advance_clock(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Move the simulator's time forward: {seconds}."""
    simulator.clock.advance(float(fields["seconds"]))
    return {"now": simulator.clock.now()}


def reset(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Back to a fresh start: library, log, waiting answers, clock, revocations."""
    simulator.reset()
    return {}


def change_playlist(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Change a playlist: {playlist, name?, description?, remove?: [positions], append?: [track or episode uris]}."""
    playlist = simulator.library.playlists.get(str(fields.get("playlist")))
    if playlist is None:
        raise ControlError("there is no such playlist")
    playlist.name = str(fields.get("name", playlist.name))
    playlist.description = str(fields.get("description", playlist.description))
    removed = set(fields.get("remove", []))
    rows = [row for position, row in enumerate(playlist.rows) if position not in removed]
    rows += [_row(simulator, uri, playlist.owner_id) for uri in fields.get("append", [])]
    playlist.replace_rows(rows)
    return {"snapshot_id": playlist.snapshot_id}


def sign_in(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Give an access token without the consent page: {person?, scopes?: all}."""
    return {"access_token": access_token(simulator, fields.get("person"), fields.get("scopes"))}


SWITCHES: Mapping[str, Switch] = {
    "answer": answer,
    "expire-tokens": expire_tokens,
    "advance-clock": advance_clock,
    "change-playlist": change_playlist,
    "sign-in": sign_in,
    "reset": reset,
}


def access_token(simulator: Simulator, person: Person | str | None, scopes: list[str] | None) -> str:
    """A token for a person, or for the first one where None is given. Raises ControlError for an unknown person."""
    people = simulator.library.people
    user_id = person.id if isinstance(person, Person) else person or people[0].id
    if user_id not in {each.id for each in people}:
        raise ControlError("there is no such person")
    granted = tuple(SCOPES) if scopes is None else tuple(scopes)
    return simulator.grants.access_token(Grant(user_id, granted, simulator.clock.now()))


def _row(simulator: Simulator, uri: str, owner_id: str) -> Row:
    identifier = uri.rsplit(":", 1)[-1]
    if uri.startswith("spotify:track:") and identifier in simulator.library.catalogue.tracks:
        return Row("track", identifier, uri, instant(0), owner_id)
    if uri.startswith("spotify:episode:") and identifier in simulator.library.catalogue.episodes:
        return Row("episode", identifier, uri, instant(0), owner_id)
    raise ControlError(f"nothing has the uri {uri}")


def _handler(switch: Switch) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return web.json_response({"error": "the body must be JSON"}, status=415)
        try:
            fields = await request.json()
            if not isinstance(fields, dict):
                raise ControlError("the body must be a JSON object")
            return web.json_response(switch(request.app[SIMULATOR], fields))
        except (ControlError, ValueError, KeyError, TypeError) as error:
            return web.json_response({"error": str(error)}, status=400)

    return handle


async def _list_switches(request: web.Request) -> web.Response:
    posts = {f"POST /_control/{name}": (switch.__doc__ or "").strip() for name, switch in SWITCHES.items()}
    gets = {
        "GET /_control/requests": "The newest 10,000 requests.",
        "GET /_control/people": "Who can sign in.",
        "GET /_control/differences": "Where answers differed from the OpenAPI description, if one was given.",
    }
    return web.json_response({**gets, **posts})


async def _show_requests(request: web.Request) -> web.Response:
    entries = request.app[SIMULATOR].log.entries
    return web.json_response({"requests": [dataclasses.asdict(entry) for entry in entries]})


async def _show_people(request: web.Request) -> web.Response:
    people = request.app[SIMULATOR].library.people
    return web.json_response({"people": [{"id": each.id, "display_name": each.display_name} for each in people]})


async def _show_differences(request: web.Request) -> web.Response:
    specification = request.app[SIMULATOR].specification
    if specification is None:
        return web.json_response({"checked": None, "differences": []})
    differences = [dataclasses.asdict(each) for each in specification.differences]
    return web.json_response({"checked": specification.checked, "differences": differences})
