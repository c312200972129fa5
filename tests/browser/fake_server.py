"""A stand-in for Dashspot's origin, for looking at the reference client's states without the system behind it.

Serves ``web/`` as it is, answers ``/api/v1`` from the hand-made library in ``fake_library`` and plays the local
inspector under ``/_local``. Tests change a :class:`Scenario` between requests; a person runs
``python -m tests.browser.fake_server`` and opens the printed address.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import itertools
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.browser import fake_changes, fake_syncs
from tests.browser import fake_library as library
from tests.browser.fake_browser import FakeBrowser, Kept

WEB = Path(__file__).resolve().parents[2] / "web"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Fault:
    """A problem document to answer with instead of what was asked for; ``code`` and ``status`` as the API has them."""

    status: int
    code: str
    title: str
    detail: str = ""
    retry_after: int | None = None


@dataclass
class Scenario:
    """What the fake origin is like now. Everything may be changed while it runs."""

    signed_in: bool = True
    simulated: bool = True
    inspector: bool = True
    stage: str = "local"
    persist: str = "queued"
    audio_features: bool | None = False
    no_audio_features: str = "Spotify has closed audio features to this app"
    track_data: dict[str, Any] = field(default_factory=dict)
    playlists: list[dict[str, Any]] = field(default_factory=library.playlists)
    rows: list[dict[str, Any]] = field(default_factory=library.rows)
    saved: list[dict[str, Any]] = field(default_factory=library.saved_tracks)
    tokens: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=library.sessions)
    faults: dict[str, Fault] = field(default_factory=dict)
    dead_letters: list[dict[str, Any]] = field(default_factory=list)
    sign_in_error: str | None = None
    reauth_required: bool = False
    warning: str | None = None
    days_left: int = 176
    settings: dict[str, Any] = field(default_factory=lambda: {"time_zone": None, "sync_period_hours": None})
    syncs: list[dict[str, Any]] = field(default_factory=list)
    sync_story: list[dict[str, Any]] = field(default_factory=list)
    sync_cancelled: bool = False
    changes: list[dict[str, Any]] = field(default_factory=fake_changes.changes)
    changes_since: str | None = "2026-11-20T18:00:00Z"
    past_rows: list[dict[str, Any]] = field(default_factory=fake_changes.past_rows)
    kept: Kept = field(default_factory=Kept)


class FakeOrigin:
    """One origin: static client, API, inspector. ``asked`` is the log of API requests as ``"GET /user"``, ``sent`` what
    came along: bodies that started syncs, instants as of which a playlist was asked for."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.asked: list[str] = []
        self.sent: list[Any] = []
        self.url = ""
        self._ids = itertools.count(1)
        self._looks: dict[str, int] = {}
        self._sent: dict[str, int] = {}

    def application(self) -> web.Application:
        """The aiohttp application; API routes first, then the client's files."""
        app = web.Application()
        api = "/api/v1"
        routes: dict[str, Handler] = {
            f"GET {api}/meta": self._meta,
            f"GET {api}/user": self._user,
            f"PATCH {api}/user": self._change_settings,
            f"DELETE {api}/user": self._disconnect,
            f"GET {api}/user/erasures/{{id}}": self._erasure,
            f"GET {api}/user/login": self._login,
            f"POST {api}/user/logout": self._logout,
            f"GET {api}/user/profile": self._profile,
            f"GET {api}/user/sessions": self._sessions,
            f"DELETE {api}/user/sessions/{{id}}": self._end_session,
            f"GET {api}/user/tokens": self._tokens,
            f"POST {api}/user/tokens": self._make_token,
            f"DELETE {api}/user/tokens/{{id}}": self._revoke_token,
            f"GET {api}/library/playlists": self._playlists,
            f"GET {api}/library/playlists/{{id}}": self._playlist,
            f"GET {api}/library/playlists/{{id}}/items": self._rows,
            f"GET {api}/library/playlists/{{id}}/changes": self._changes,
            f"GET {api}/library/playlists/{{id}}/as-of": self._as_of,
            **{f"GET {api}/library/{name}/changes": self._changes for name in fake_syncs.RESOURCES},
            f"GET {api}/library/tracks": self._saved,
            f"GET {api}/library/tracks/{{id}}": self._track,
            f"GET {api}/library/tracks/{{id}}/data": self._features,
            f"GET {api}/library/syncs": self._syncs,
            f"POST {api}/library/syncs": self._start_sync,
            f"GET {api}/library/syncs/{{id}}": self._sync,
            f"DELETE {api}/library/syncs/{{id}}": self._cancel_sync,
            **FakeBrowser(lambda: self.scenario.kept, self._answer).routes(api),
            "GET /_local/state.json": self._state,
            "GET /_local/activity.json": self._activity,
            "GET /_local/dead-letters.json": self._dead_letters,
            "GET /_local/records.json": self._records,
            "GET /": self._index,
        }
        for route, handler in routes.items():
            method, path = route.split(" ")
            app.router.add_route(method, path, handler)
        app.router.add_static("/", WEB)
        return app

    # -- answers

    def _answer(self, request: web.Request, body: Any, *, status: int = 200, persist: int = 0) -> web.Response:
        """JSON with the headers every answer has; ``persist`` is how many records a retrieve has queued."""
        path = request.path.removeprefix("/api/v1")
        self.asked.append(f"{request.method} {path}")
        request_id = f"fake-{next(self._ids):04d}"
        fault = next((fault for prefix, fault in self.scenario.faults.items() if path.startswith(prefix)), None)
        if fault is None and not self.scenario.signed_in and not _is_open(path):
            fault = Fault(401, "unauthenticated", "Not signed in")
        if fault is not None:
            problem = {"type": f"urn:dashspot:problem:{fault.code}", "request_id": request_id}
            problem |= {key: value for key, value in vars(fault).items() if value not in (None, "")}
            return web.json_response(
                problem,
                status=fault.status,
                headers={"Dashspot-Request-Id": request_id},
                content_type="application/problem+json",
            )
        headers = {"Dashspot-Request-Id": request_id, "Cache-Control": "private, no-cache"}
        if persist:
            headers["Dashspot-Persist"] = self.scenario.persist
            self._sent[request_id] = persist if self.scenario.persist == "queued" else 0
        text = json.dumps(body)
        if request.method == "GET":
            headers["ETag"] = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
            if request.headers.get("If-None-Match") == headers["ETag"]:
                return web.Response(status=304, headers=headers)
        return web.Response(text=text, status=status, headers=headers, content_type="application/json")

    def _page(self, request: web.Request, items: list[dict[str, Any]], noun: str, **meta: Any) -> web.Response:
        """One page of a list; the cursor is the offset here, opaque to the client all the same."""
        limit = int(request.query.get("limit", "25"))
        start = int(request.query.get("cursor", "c0").removeprefix("c"))
        chosen = items[start : start + limit]
        following = f"c{start + limit}" if start + limit < len(items) else None
        body = {
            "data": chosen,
            "page": {"next": following, "limit": limit, "total": len(items)},
            "meta": {"request_id": noun, **meta},
        }
        from_spotify = noun in ("playlists", "rows", "saved")
        return self._answer(request, body, persist=len(chosen) if from_spotify else 0)

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(WEB / "index.html")

    async def _meta(self, request: web.Request) -> web.StreamResponse:
        scenario = self.scenario
        reason = scenario.no_audio_features if scenario.audio_features is False else None
        return self._answer(
            request,
            {
                "name": "dashspot",
                "version": "0.1.0",
                "stage": scenario.stage,
                "spotify": {"simulated": scenario.simulated, "api_url": "http://127.0.0.1:8090"},
                "features": {"audio_features": {"available": scenario.audio_features, "reason": reason}},
                "quota_mode": "development",
            },
        )

    async def _user(self, request: web.Request) -> web.StreamResponse:
        if not self.scenario.signed_in:
            return self._answer(request, {"authenticated": False})
        return self._answer(request, self._signed_in())

    async def _change_settings(self, request: web.Request) -> web.StreamResponse:
        """Takes what it is given, unless the scenario has a fault for it."""
        answer = self._answer(request, {})
        if answer.status != 200:
            return answer
        self.scenario.settings = {**self.scenario.settings, **await request.json()}
        return self._answer(request, self._signed_in())

    def _signed_in(self) -> dict[str, Any]:
        scenario = self.scenario
        return library.signed_in_user(
            reauth_required=scenario.reauth_required,
            warning=scenario.warning,
            days_left=scenario.days_left,
            settings=scenario.settings,
        )

    async def _disconnect(self, request: web.Request) -> web.StreamResponse:
        answer = self._answer(request, library.erasure(0), status=202)
        self.scenario.signed_in = answer.status != 202
        return answer

    async def _erasure(self, request: web.Request) -> web.StreamResponse:
        """One step more each time it is asked."""
        looks = self._looks["erasure"] = self._looks.get("erasure", 0) + 1
        return self._answer(request, library.erasure(looks))

    async def _login(self, request: web.Request) -> web.StreamResponse:
        """Signs in at once, or comes back with the scenario's error."""
        back = request.query["return_to"]
        if self.scenario.sign_in_error:
            raise web.HTTPFound(f"{back}?sign_in_error={self.scenario.sign_in_error}")
        self.scenario.signed_in = True
        raise web.HTTPFound(back)

    async def _logout(self, request: web.Request) -> web.StreamResponse:
        self.scenario.signed_in = False
        self.asked.append(f"POST {request.path.removeprefix('/api/v1')}")
        return web.Response(status=204)

    async def _profile(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request, library.profile())

    async def _sessions(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, self.scenario.sessions, "sessions")

    async def _end_session(self, request: web.Request) -> web.StreamResponse:
        self.scenario.sessions = [each for each in self.scenario.sessions if each["id"] != request.match_info["id"]]
        return web.Response(status=204)

    async def _tokens(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, self.scenario.tokens, "tokens")

    async def _make_token(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        token = library.token(f"t{len(self.scenario.tokens) + 1}", asked["name"])
        self.scenario.tokens.insert(0, token)
        return self._answer(request, {**token, "token": "made-up.token-shown-once-0123456789abcdef"}, status=201)

    async def _revoke_token(self, request: web.Request) -> web.StreamResponse:
        self.scenario.tokens = [each for each in self.scenario.tokens if each["id"] != request.match_info["id"]]
        return web.Response(status=204)

    async def _playlists(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, self.scenario.playlists, "playlists")

    async def _playlist(self, request: web.Request) -> web.StreamResponse:
        known = {each["id"]: each for each in self.scenario.playlists}
        return self._answer(request, known[request.match_info["id"]], persist=1)

    async def _rows(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, self.scenario.rows, "rows")

    async def _saved(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, self.scenario.saved, "saved")

    async def _track(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request, library.track(7, id=request.match_info["id"]), persist=1)

    async def _features(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request, library.features(request.match_info["id"]) | self.scenario.track_data, persist=1)

    async def _syncs(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, self.scenario.syncs, "syncs")

    async def _start_sync(self, request: web.Request) -> web.StreamResponse:
        self.sent.append(await request.json() if request.can_read_body else None)
        started = fake_syncs.job()
        answer = self._answer(request, started, status=202)
        if answer.status == 202:
            self.scenario.syncs.insert(0, started)
        return answer

    async def _sync(self, request: web.Request) -> web.StreamResponse:
        """The sync under way goes on by one chapter of the story each time it is asked about."""
        syncs, story = self.scenario.syncs, self.scenario.sync_story
        if self.scenario.sync_cancelled:
            syncs[0] = {**syncs[0], "state": "cancelled", "finished_at": fake_syncs.instant()}
        elif story and request.match_info["id"] == fake_syncs.SYNC:
            syncs[0] = story.pop(0) if len(story) > 1 else story[0]
        found = next((each for each in syncs if each["id"] == request.match_info["id"]), None)
        return self._answer(request, found)

    async def _cancel_sync(self, request: web.Request) -> web.StreamResponse:
        answer = self._answer(request, self.scenario.syncs[0], status=202)
        self.scenario.sync_cancelled = answer.status == 202
        return answer

    async def _changes(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, self.scenario.changes, "changes", since=self.scenario.changes_since)

    async def _as_of(self, request: web.Request) -> web.StreamResponse:
        self.sent.append(request.query["at"])
        return self._page(request, self.scenario.past_rows, "past rows", name="Bus", gone=False)

    # -- the inspector

    def _local(self, body: Any) -> web.Response:
        return web.json_response(body) if self.scenario.inspector else web.Response(status=404)

    async def _state(self, _request: web.Request) -> web.StreamResponse:
        return self._local(library.inspector_state(sum(self._sent.values()), len(self.scenario.dead_letters)))

    async def _activity(self, request: web.Request) -> web.StreamResponse:
        """One step more each time it is asked, so that a test sees every state without waiting on a clock."""
        request_id = request.query["request_id"]
        self._looks[request_id] = self._looks.get(request_id, 0) + 1
        events = library.activity(self._sent.get(request_id, 0), self.scenario.dead_letters)
        shown = {1: 1, 2: 2}.get(self._looks[request_id], len(events))
        return self._local({"events": events[:shown]})

    async def _dead_letters(self, _request: web.Request) -> web.StreamResponse:
        return self._local({"dead_letters": self.scenario.dead_letters})

    async def _records(self, request: web.Request) -> web.StreamResponse:
        return self._local({"records": [library.stored_record(request.query["prefix"])]})


def _is_open(path: str) -> bool:
    return path in ("/meta", "/user") or path.startswith("/user/erasures/")


@contextmanager
def running_fake(scenario: Scenario | None = None, port: int = 0) -> Iterator[FakeOrigin]:
    """The fake origin on loopback, in a thread of its own, for as long as the block runs."""
    origin = FakeOrigin(scenario or Scenario())
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(origin.application())

    async def start() -> int:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        return int(runner.addresses[0][1])

    # Everything happens in that thread: Playwright's synchronous API already runs a loop in the caller's.
    thread = threading.Thread(target=loop.run_forever, name="fake-origin", daemon=True)
    thread.start()
    bound = asyncio.run_coroutine_threadsafe(start(), loop).result(timeout=10)
    origin.url = f"http://127.0.0.1:{bound}"
    try:
        yield origin
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8450)
    parser.add_argument("--signed-out", action="store_true")
    arguments = parser.parse_args()
    with running_fake(Scenario(signed_in=not arguments.signed_out), arguments.port) as origin:
        print(origin.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
