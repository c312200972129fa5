"""Recorded answers through Dashspot: the endpoint asks, the queue's function keeps, and the catalogue is looked at.

Every answer goes through twice. After the first time each entity in it is in the catalogue, nothing else is, and a
collection that was read whole has its rows in order; the second time writes nothing there.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from chalicelib.spotify import parsing
from infra.in_process.browser import Answer, Browser
from infra.in_process.console import listening
from infra.in_process.dashspot import ENVIRONMENT, Dashspot, in_process
from infra.recordings import answers, contracts
from infra.recordings.expected import Expected, Rows, expected
from infra.recordings.spotify import CLIENT_ID, CLIENT_SECRET, SAVED, TOKENS, TRACK, URL, USER, RecordedSpotify
from infra.recordings.trial import Through

SOME_PLAYLIST = "0recorded0playlist0000"  # for pages of rows that do not say whose they are
LARGEST_PAGE = 50
LONGEST_QUOTE = 120
Item = Mapping[str, Any]
_ID = re.compile(r"[0-9A-Za-z]{1,64}")
_COLLECTIONS = {"playlists_list": "PLAYLISTS", "saved_tracks": "SAVED_TRACKS"}
_COUNTS = ("playlists", "tracks", "albums", "artists", "shows", "episodes", "audiobooks")


class NotCarried(Exception):
    """Something of the recording did not arrive, or arrived changed. The message says what."""


@contextmanager
def passing_through() -> Iterator[Through]:
    """What passes answers through a Dashspot that lives as long as this context."""
    with in_process(spotify_url=URL, client_id=CLIENT_ID, client_secret=CLIENT_SECRET) as dashspot:
        from chalicelib.core.composition import services

        spotify = RecordedSpotify()
        services().accounts.transport = spotify
        yield _Passage(dashspot, spotify)


class _Passage:
    def __init__(self, dashspot: Dashspot, spotify: RecordedSpotify) -> None:
        self._dashspot, self._spotify = dashspot, spotify
        self._ways: dict[str, Callable[[Any], None]] = {
            "playlists_list": lambda page: self._list(page, "playlists_list", "/v1/me/playlists", "playlists"),
            "playlist": self._playlist,
            "playlist_items": self._playlist_items,
            "saved_tracks": lambda page: self._list(page, "saved_tracks", "/v1/me/tracks", "tracks"),
            "track": self._track,
            "audio_features": self._audio_features,
            "user": self._user,
            "token": self._token,
        }

    def __call__(self, kind: str, payload: Any) -> None:
        """Pass one answer through. Raises `NotCarried`, and `answers.Refused` for what cannot be asked for."""
        self._spotify.forget()
        for table in ("accounts", "catalogue", "coordination"):
            self._dashspot.empty_table(table)
        self._dashspot.empty_queues()
        with listening() as self._console:
            self._ways[kind](payload)

    # Library

    def _list(self, page: Any, kind: str, place: str, route: str) -> None:
        rows = self._read(kind, place, page, f"/v1/library/{route}", collection=_COLLECTIONS[kind], paged=True)
        self._check_list(rows)

    def _playlist_items(self, page: Any) -> None:
        match = re.search(r"/playlists/([0-9A-Za-z]{1,64})/", str(page.get("href")))
        playlist_id = match[1] if match else SOME_PLAYLIST
        template = "/v1/library/playlists/{spotify_id}/items"
        rows = self._read(
            "playlist_items",
            f"/v1/playlists/{playlist_id}/items",
            page,
            template,
            playlist_id,
            collection=f"PLAYLIST#{playlist_id}",
            paged=True,
        )
        self._check_rows(rows)

    def _playlist(self, payload: Any) -> None:
        identifier = _asked_for("playlist", payload)
        template = "/v1/library/playlists/{spotify_id}"
        self._read(
            "playlist",
            f"/v1/playlists/{identifier}",
            payload,
            template,
            identifier,
            collection=f"PLAYLIST#{identifier}",
        )
        self._check_single(identifier, payload)

    def _track(self, payload: Any) -> None:
        identifier = _asked_for("track", payload)
        self._read("track", f"/v1/tracks/{identifier}", payload, "/v1/library/tracks/{spotify_id}", identifier)
        self._check_single(identifier, payload)

    def _audio_features(self, payload: Any) -> None:
        identifier = _asked_for("audio_features", payload)
        template = "/v1/library/tracks/{spotify_id}/data"
        self._read("audio_features", f"/v1/audio-features/{identifier}", payload, template, identifier)
        (kept,) = self._dashspot.items("catalogue", "E#")
        fields = json.loads(kept["fields"])
        shown = self._answer.json["features"]
        for name, value in shown.items():
            _same(f"feature {name}", fields.get(name), value)

    def _read(
        self,
        kind: str,
        place: str,
        payload: Any,
        template: str,
        identifier: str = "",
        *,
        collection: str | None = None,
        paged: bool = False,
    ) -> Rows | None:
        """Ask twice and look at the catalogue; gives the rows that the answer should show."""
        self._browser, self._user_id = self._sign_in()
        self._spotify.serve(place, payload)
        aside: list[parsing.Fault] = []
        _model(kind, payload, aside.append)
        wanted = expected(kind, payload, {fault.path for fault in aside})
        path = template.replace("{spotify_id}", identifier)
        if paged:
            path += "?" + urlencode(self._page_query(path, wanted.rows.first if wanted.rows else 0))
        self._answer = self._ask(template, path)
        kept = self._dashspot.items("catalogue")
        self._check_entities(wanted, kept)
        self._check_collection(wanted.rows, f"U#{self._user_id}#{collection}", kept)
        self._dashspot.aws.clear()
        self._ask(template, path)
        written = self._dashspot.aws.writes_except(ENVIRONMENT["COORDINATION_TABLE"])
        if written:
            raise NotCarried(f"a second time wrote {len(written)} times")
        return wanted.rows

    def _ask(self, template: str, path: str) -> Answer:
        self._dashspot.clock.advance(seconds=1)
        asked = len(self._spotify.asked)
        answer = self._ok(template, path)
        _same("persist header", answer.headers.get("dashspot-persist"), "queued", self._trouble())
        _same("requests to Spotify", len(self._spotify.asked) - asked, 1)
        self._dashspot.run_queue()
        _same("dead letters", len(self._dashspot.dead_letters()), 0, self._trouble())
        _same("messages that failed", self._dashspot.in_queue(), 0, self._trouble())
        return answer

    def _ok(self, template: str, path: str) -> Answer:
        answer = self._browser.get(path)
        _same("status", answer.status, 200, self._trouble())
        contracts.check("GET", template, answer.text)
        return answer

    def _page_query(self, path: str, first: int) -> dict[str, str | int]:
        """The recorded page's own place, so that positions are those it was recorded at."""
        from chalicelib.core.composition import services

        query: dict[str, str | int] = {"limit": LARGEST_PAGE}
        if first > 0:
            key = {"offset": first}
            query["cursor"] = services().cursors.sign(user_id=self._user_id, scope=path, key=key)
        return query

    # What arrived

    def _check_entities(self, wanted: Expected, items: Sequence[Item]) -> None:
        kept = {(item["kind"], item["id"]): item for item in items if item["pk"].startswith("E#")}
        missing, surplus = wanted.entities.keys() - kept.keys(), kept.keys() - wanted.entities.keys()
        if missing or surplus:
            raise NotCarried(f"not in the catalogue: {sorted(missing)[:3]}, unasked in it: {sorted(surplus)[:3]}")
        for identity, names in wanted.entities.items():
            if kept[identity].get("name") not in names:
                raise NotCarried(f"{identity} is called {_short(kept[identity].get('name'))} in the catalogue")

    def _check_collection(self, rows: Rows | None, partition: str, items: Sequence[Item]) -> None:
        items = [item for item in items if item["pk"] == partition]
        whole = rows.whole if rows is not None else False
        if whole is None:
            return
        if not whole or rows is None:
            _same("records of a collection that was not read whole", len(items), 0)
            return
        kept = sorted((item for item in items if item["sk"] != "HEAD"), key=lambda item: str(item["rank"]))
        _same("rows in order", [item["uri"] for item in kept], rows.named)
        (head,) = (item for item in items if item["sk"] == "HEAD")
        _same("rows by the head", int(head["rows"]), len(rows.named))
        _same("unnamed rows by the head", int(head["unnamed"]), len(rows.uris) - len(rows.named))

    # What was answered

    def _check_list(self, rows: Rows | None) -> None:
        if rows is None:
            raise NotCarried("the recording has no rows")
        shown = [row.get("track", row) for row in self._answer.json["data"]]
        _same("answered rows", [row["uri"] for row in shown], rows.named)
        _same("skipped rows", self._answer.json["meta"].get("skipped", 0), len(rows.uris) - len(rows.named))

    def _check_rows(self, rows: Rows | None) -> None:
        if rows is None:
            raise NotCarried("the recording has no rows")
        shown = self._answer.json["data"]
        _same("answered rows", [row["item"] and row["item"]["uri"] for row in shown], rows.uris)
        positions = list(range(rows.first, rows.first + len(rows.uris)))
        _same("positions", [row["position"] for row in shown], positions)

    def _check_single(self, identifier: str, payload: Any) -> None:
        _same("answered id", self._answer.json["id"], identifier)
        _same("answered name", self._answer.json["name"], payload["name"])

    # Sign-in

    def _user(self, payload: Any) -> None:
        self._spotify.serve("/v1/me", payload)
        self._sign_in_and_show(_model("user", payload))

    def _token(self, payload: Any) -> None:
        recorded = _model("token", payload)
        if recorded.refresh_token:
            self._spotify.serve("/api/token authorization_code", payload)
            self._spotify.serve("/api/token refresh_token", payload)
        else:
            # Only a renewal is answered without a refresh token: sign in with one that ends at once.
            self._spotify.serve("/api/token authorization_code", {**TOKENS, "expires_in": 1})
            self._spotify.serve("/api/token refresh_token", payload)
        self._sign_in_and_show(_model("user", USER))
        self._ok("/v1/library/tracks/{spotify_id}", f"/v1/library/tracks/{TRACK['id']}")
        bearer = self._spotify.asked[-1].headers["Authorization"]
        if bearer != f"Bearer {recorded.access_token}":
            raise NotCarried("Spotify was asked with another access token than the recorded one")

    def _sign_in_and_show(self, profile: Any) -> None:
        """Sign in; the person is in the accounts table under ``profile``, and the API knows who it is."""
        self._browser, self._user_id = self._sign_in()
        (person,) = (item for item in self._dashspot.items("accounts", "U#") if item["sk"] == "USER")
        _same("the person", person["user_id"], self._user_id)
        _same("identity at Spotify", person["spotify_id"], profile.id)
        _same("name", person.get("display_name"), profile.display_name or None)
        shown = self._ok("/v1/user", "/v1/user").json
        _same("who is signed in", (shown["authenticated"], shown["user"]["id"]), (True, self._user_id))
        counts = self._ok("/v1/user/profile", "/v1/user/profile").json["counts"]
        if any(counts[name] not in (SAVED, None) for name in _COUNTS):
            raise NotCarried(f"counts are {counts}")

    def _sign_in(self) -> tuple[Browser, str]:
        """Consent, code, callback: a browser with a session, and who that is."""
        browser = Browser(self._dashspot)
        begun = browser.get("/v1/user/login")
        _same("status of sign-in", begun.status, 302, self._trouble())
        state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
        ended = browser.get("/v1/user/callback?" + urlencode({"code": "the-code", "state": state}))
        _same("status of the callback", ended.status, 302, self._trouble())
        token = browser.cookies.get("__Host-dashspot")
        if token is None:
            raise NotCarried(f"no session: sent to {ended.headers['location']}{self._trouble()}")
        return browser, token.partition(".")[0]

    def _trouble(self) -> str:
        """The last error in the log, for the line of a recording that failed."""
        for line in reversed(self._console.lines):
            if line.get("level") in ("ERROR", "WARNING"):
                said = [str(line[name]) for name in ("message", "reason", "detail", "why") if line.get(name)]
                raised = str(line.get("exception", "")).strip().splitlines()[-1:]
                return f" ({': '.join([*said, *raised])})"
        return ""


def _model(kind: str, payload: Any, on_fault: Callable[[parsing.Fault], None] | None = None) -> Any:
    """The payload as the client reads it."""
    return parsing.parse_payload(answers.KINDS[kind].model, copy.deepcopy(payload), on_fault)


def _asked_for(kind: str, payload: Any) -> str:
    """The id to ask for. Raises `answers.Refused` where the object cannot be asked for by one."""
    identifier = _model(kind, payload).id
    if identifier is None:
        raise answers.Refused("no_identity", "a local file cannot be asked for by id")
    if not _ID.fullmatch(identifier):
        raise answers.Refused("no_identity", "the id is none of Spotify's")
    return str(identifier)


def _same(what: str, found: Any, wanted: Any, trouble: str = "") -> None:
    if found != wanted:
        if isinstance(found, list) and isinstance(wanted, list):
            place = next((i for i, pair in enumerate(zip(found, wanted, strict=False)) if pair[0] != pair[1]), None)
            if place is None:
                raise NotCarried(f"{what}: {len(found)} of {len(wanted)}{trouble}")
            found, wanted = found[place], wanted[place]
        raise NotCarried(f"{what}: {_short(found)} for {_short(wanted)}{trouble}")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}..."
