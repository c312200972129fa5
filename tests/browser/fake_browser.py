"""The Browser's endpoints on the fake origin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import web

from tests.browser import fake_kept, fake_tidying

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Answering(Protocol):
    """How the origin answers: problems of the scenario first."""

    def __call__(self, request: web.Request, body: Any, *, status: int = 200) -> web.Response:
        """JSON with every answer's headers."""
        ...


@dataclass
class Kept:
    """The kept library as a scenario has it. ``queries`` is what lists and analyses were asked for, in order."""

    library: dict[str, list[dict[str, Any]]] = field(default_factory=fake_kept.library)
    meta: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=fake_kept.kept_rows)
    measured: bool = True
    untidy: bool = True
    story: list[dict[str, Any]] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)
    slow: Callable[[web.Request], Awaitable[None]] | None = None


class FakeBrowser:
    """Handlers by route; ``kept`` says whose library it is now."""

    def __init__(self, kept: Callable[[], Kept], answer: Answering) -> None:
        self._kept = kept
        self._answer = answer

    def routes(self, api: str) -> dict[str, Handler]:
        """Method and path of each endpoint, with its handler."""
        base = f"{api}/browser"
        found: dict[str, Handler] = {
            f"GET {base}/meta": self._meta,
            f"GET {base}/housekeeping": self._housekeeping,
            f"GET {base}/housekeeping/{{report}}": self._report,
            f"GET {base}/playlists/{{id}}/rows": self._rows,
            f"GET {base}/jobs/{{id}}": self._job,
            f"DELETE {base}/jobs/{{id}}": self._cancel,
        }
        for path in ("playlists/{id}/analysis", "albums/{id}/analysis", "tracks/analysis"):
            found[f"GET {base}/{path}"] = self._analysis
            for method in ("PUT", "PATCH", "POST"):
                found[f"{method} {base}/{path}"] = self._start
        found[f"GET {base}/{{kind}}"] = self._list
        found[f"GET {base}/{{kind}}/{{id}}"] = self._detail
        return found

    async def _meta(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request, fake_kept.totals() | self._kept().meta)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        kept, query = self._kept(), dict(request.query)
        kept.queries.append({"list": request.match_info["kind"], **query})
        if kept.slow is not None:
            await kept.slow(request)
        items = fake_kept.chosen(kept.library[request.match_info["kind"]], query)
        facets = {name: fake_kept.facet(items, name) for name in query.get("facets", "").split(",") if name}
        return self._page(request, items, **({"facets": facets} if facets else {}))

    def _page(self, request: web.Request, items: list[dict[str, Any]], **meta: Any) -> web.Response:
        limit, start = int(request.query.get("limit", "25")), int(request.query.get("cursor", "c0")[1:])
        following = f"c{start + limit}" if start + limit < len(items) else None
        body = {
            "data": items[start : start + limit],
            "page": {"next": following, "limit": limit, "total": len(items)},
            "meta": {**fake_kept.META, **self._kept().meta, **meta},
        }
        return self._answer(request, body)

    async def _detail(self, request: web.Request) -> web.StreamResponse:
        kind, identity = request.match_info["kind"], request.match_info["id"]
        known = {each.get("id"): each for each in self._kept().library[kind]}
        answer = fake_kept.detail(kind, known[identity])
        return self._answer(request, {**answer, "meta": {**answer["meta"], **self._kept().meta}})

    async def _rows(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, self._kept().rows)

    async def _housekeeping(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request, fake_tidying.overview())

    async def _report(self, request: web.Request) -> web.StreamResponse:
        kept, report = self._kept(), request.match_info["report"]
        kept.queries.append({"report": report, **request.query})
        found = {
            "duplicates": lambda: fake_tidying.duplicates(request.query["by"]),
            "unplayable": fake_tidying.unplayable,
            "vanished": fake_tidying.vanished,
        }[report]()
        return self._page(request, found if kept.untidy else [])

    async def _analysis(self, request: web.Request) -> web.StreamResponse:
        kept = self._kept()
        kept.queries.append({"analysis": request.path.split("/browser/")[1], **request.query})
        return self._answer(request, fake_kept.analysis(measured=kept.measured))

    async def _start(self, request: web.Request) -> web.StreamResponse:
        operation = (await request.json())["operation"] if request.method == "PATCH" else ""
        self._kept().started.append(f"{request.method} {operation}".strip())
        return self._answer(request, fake_kept.job(), status=202)

    async def _job(self, request: web.Request) -> web.StreamResponse:
        """The job goes on by one chapter of its story each time it is asked about."""
        story = self._kept().story
        return self._answer(request, story.pop(0) if len(story) > 1 else story[0])

    async def _cancel(self, request: web.Request) -> web.StreamResponse:
        self._kept().story = [fake_kept.job("cancelled")]
        return self._answer(request, fake_kept.job("cancelled"), status=202)
