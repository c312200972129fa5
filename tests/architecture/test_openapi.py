"""The OpenAPI document: valid, stable, complete, and true of the answers that the service gives."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

import app as chalice_app
from chalicelib.contexts.browser.serving.library import open_library
from chalicelib.core.composition import services
from chalicelib.core.endpoints import endpoints
from chalicelib.core.problem import MEDIA_TYPE
from chalicelib.core.system.openapi import document
from tests.architecture.sources import ROOT
from tests.functional.world import Answer, Browser, World, shared_world

world = shared_world(tracks=30, playlists=4, mode="extended")

DOCUMENT = document()
OPERATIONS = {
    (method.upper(), path): operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
BROWSED = ("playlists", "tracks", "albums", "artists", "shows", "episodes", "audiobooks")
READS = sorted(path for method, path in OPERATIONS if method == "GET" and path != "/v1/user/callback")


def resolved(schema: dict[str, Any]) -> Draft202012Validator:
    """A validator of a schema that refers to the document's components."""
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]})


def answered_as_documented(answer: Answer, method: str, path: str) -> None:
    """The status is listed, with its media type, and the body is of the schema given for it."""
    responses = OPERATIONS[method, path]["responses"]
    assert str(answer.status) in responses, f"{method} {path} does not document {answer.status}: {answer.text}"
    response = responses[str(answer.status)]
    for name in response.get("headers", {}):
        if name != "Location" or answer.status == 302:
            assert name.lower() in answer.headers, name
    content = response.get("content")
    if content is None:
        assert answer.text == ""
        return
    media_type = answer.headers["content-type"].partition(";")[0]
    schema = content[media_type]["schema"]
    if media_type.endswith("json"):
        errors = [f"{error.json_path}: {error.message}" for error in resolved(schema).iter_errors(answer.json)]
        assert errors == []


def test_it_is_valid() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_it_is_the_same_in_every_run() -> None:
    found = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "infra.openapi"],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            check=True,
        )
        found.add(done.stdout)
    assert len(found) == 1
    assert json.loads(found.pop()) == DOCUMENT


def test_every_route_is_in_it_and_nothing_else() -> None:
    routed = {(method, path) for path, methods in chalice_app.app.routes.items() for method in methods}
    assert set(OPERATIONS) == routed


def test_operation_ids_are_unique_and_fit_for_generated_clients() -> None:
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in ids)


@pytest.mark.parametrize(("method", "path"), sorted(OPERATIONS))
def test_every_operation_says_what_it_does(method: str, path: str) -> None:
    operation = OPERATIONS[method, path]
    assert operation["summary"]
    assert not operation["summary"].endswith(".")
    assert operation["tags"]
    named = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "path"}
    assert named == set(re.findall(r"{(\w+)}", path))
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            assert response["content"].keys() == {MEDIA_TYPE}


def test_security_is_said_where_it_is_asked_for() -> None:
    for endpoint in endpoints():
        security = OPERATIONS[endpoint.method, endpoint.path].get("security")
        wanted: dict[str, list[dict[str, list[str]]]] = {
            "required": [{"session": []}, {"token": []}],
            "optional": [{"session": []}, {"token": []}, {}],
        }
        assert security == wanted.get(endpoint.authentication)
        if endpoint.authentication == "required":
            assert "401" in OPERATIONS[endpoint.method, endpoint.path]["responses"]


@pytest.fixture(scope="module")
def browser(world: World) -> Browser:
    return world.signed_in()


@pytest.fixture(scope="module")
def ids(world: World, browser: Browser) -> dict[str, str]:
    """An id that exists for each parameter, by the path before it."""
    person = world.spotify.truth.people[0]
    leaving = world.browser()
    leaving.sign_in(person=world.spotify.truth.people[1].id)
    left = leaving.delete("/v1/user")
    answered_as_documented(left, "DELETE", "/v1/user")
    begun = browser.post("/v1/library/syncs", {"resources": list(BROWSED)})
    answered_as_documented(begun, "POST", "/v1/library/syncs")
    world.run_queue(rounds=100, queue="library-syncs")
    world.clock.advance(minutes=1)
    world.run_queue(queue="library-models")
    return {
        **{f"/v1/browser/{kind}/": browsed(browser, kind.removesuffix("s")) for kind in BROWSED},
        "/v1/browser/jobs/": analysed(browser, person.playlists[0].playlist_id),
        "/v1/library/syncs/": begun.json["id"],
        "/v1/user/erasures/": left.json["id"],
        "/v1/library/playlists/": person.playlists[0].playlist_id,
        "/v1/library/tracks/": str(next(iter(world.spotify.truth.catalogue.tracks))),
        "/v1/user/sessions/": browser.get("/v1/user").json["session"]["id"],
        "/v1/user/tokens/": browser.post("/v1/user/tokens", {"name": "kept"}).json["id"],
    }


def browsed(browser: Browser, kind: str) -> str:
    """The id of something in the person's library."""
    library = open_library(services(), browser.get("/v1/user").json["user"]["id"])
    sql = f"SELECT min(id) FROM {kind}_text"  # noqa: S608
    found: str = library.model.connection.execute(sql).get
    return found


def analysed(browser: Browser, playlist_id: str) -> str:
    """The id of an analysis that is under way."""
    begun = browser.put(f"/v1/browser/playlists/{playlist_id}/analysis")
    answered_as_documented(begun, "PUT", "/v1/browser/playlists/{spotify_id}/analysis")
    found: str = begun.json["id"]
    return found


def target(ids: dict[str, str], path: str) -> str:
    """A path with an id that exists."""
    before, brace, after = path.partition("{")
    return before + ids[before] + after.partition("}")[2] if brace else path


@pytest.mark.parametrize("path", READS)
def test_answers_are_of_their_schemas(browser: Browser, ids: dict[str, str], path: str) -> None:
    answer = browser.get(target(ids, path))
    assert answer.status in (200, 302), answer.text
    answered_as_documented(answer, "GET", path)


@pytest.mark.parametrize("path", [path for path in READS if "304" in OPERATIONS["GET", path]["responses"]])
def test_answers_that_have_not_changed_are_as_documented(browser: Browser, ids: dict[str, str], path: str) -> None:
    first = browser.get(target(ids, path))
    again = browser.get(target(ids, path), headers={"If-None-Match": "*"})
    assert (first.status, again.status, again.text) == (200, 304, "")
    assert again.headers["etag"]


@pytest.mark.parametrize("path", READS)
def test_strangers_are_answered_as_documented(world: World, ids: dict[str, str], path: str) -> None:
    answered_as_documented(world.browser().get(target(ids, path)), "GET", path)


@pytest.mark.parametrize("path", [path for path in READS if "{" in path])
def test_unknown_ids_are_answered_as_documented(browser: Browser, path: str) -> None:
    answer = browser.get(path.replace("{spotify_id}", "0" * 22).replace("{id}", "0" * 40))
    assert answer.status == 404
    answered_as_documented(answer, "GET", path)


@pytest.mark.parametrize("path", [path for path in READS if path != "/v1/user/login"])
def test_wrong_parameters_are_answered_as_documented(browser: Browser, ids: dict[str, str], path: str) -> None:
    answer = browser.get(target(ids, path) + "?nonsense=1")
    assert answer.status == 400
    answered_as_documented(answer, "GET", path)


def test_what_changes_something_is_answered_as_documented(browser: Browser) -> None:
    made = browser.post("/v1/user/tokens", {"name": "script"})
    answered_as_documented(made, "POST", "/v1/user/tokens")
    assert made.status == 201
    answered_as_documented(browser.get("/v1/user/tokens"), "GET", "/v1/user/tokens")
    answered_as_documented(browser.post("/v1/user/tokens", {"name": ""}), "POST", "/v1/user/tokens")
    answered_as_documented(browser.delete(f"/v1/user/tokens/{made.json['id']}"), "DELETE", "/v1/user/tokens/{id}")
    answered_as_documented(browser.delete(f"/v1/user/tokens/{made.json['id']}"), "DELETE", "/v1/user/tokens/{id}")
    answered_as_documented(browser.post("/v1/user/session/refresh"), "POST", "/v1/user/session/refresh")
    elsewhere = browser.post("/v1/user/logout", headers={"Origin": "https://elsewhere.example"})
    assert elsewhere.code == "csrf_rejected"
    answered_as_documented(elsewhere, "POST", "/v1/user/logout")
    answered_as_documented(browser.post("/v1/user/logout"), "POST", "/v1/user/logout")


def test_the_check_itself_sees_a_wrong_answer(world: World, browser: Browser) -> None:
    answer = world.browser().get("/v1/health")
    wrong = Answer(answer.status, answer.headers, '{"status": "fine"}')
    with pytest.raises(AssertionError):
        answered_as_documented(wrong, "GET", "/v1/health")
