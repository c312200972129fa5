"""What is declared of Spotify's endpoints, against each other and, where `OPENAPI_SPEC` names it, the specification."""

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from chalicelib.spotify import features
from chalicelib.spotify.endpoints import browse, catalogue, library, player, playlists, users
from chalicelib.spotify.endpoints.all import ENDPOINTS
from chalicelib.spotify.endpoints.declaration import Endpoint, Method
from chalicelib.spotify.unknown import unknown_names

SPECIFICATION = os.environ.get("OPENAPI_SPEC")
FEATURES = {value for name, value in vars(features).items() if name.isupper()}
GROUPS = (browse, catalogue, library, player, playlists, users)

against_the_specification = pytest.mark.skipif(SPECIFICATION is None, reason="OPENAPI_SPEC names no specification")
each = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)


def test_every_operation_is_declared_once() -> None:
    assert len(ENDPOINTS) == 97
    assert Counter((endpoint.method, endpoint.path) for endpoint in ENDPOINTS).most_common(1)[0][1] == 1
    assert Counter(endpoint.name for endpoint in ENDPOINTS).most_common(1)[0][1] == 1


def test_an_endpoint_is_called_as_its_constant() -> None:
    constants = {name: value for group in GROUPS for name, value in vars(group).items() if isinstance(value, Endpoint)}
    assert {name.lower(): value.name for name, value in constants.items()} == {
        value.name: value.name for value in constants.values()
    }


@each
def test_a_declaration_is_whole(endpoint: Endpoint[Any]) -> None:
    assert endpoint.method in get_args(Method)
    assert endpoint.path.startswith("/")
    assert endpoint.feature is None or endpoint.feature in FEATURES - {features.FOLLOWED_PLAYLIST_ITEMS}
    assert (endpoint.paging is None) or (endpoint.method == "GET" and endpoint.limit is not None)
    assert endpoint.model is not None or endpoint.method != "GET"
    assert not endpoint.scopes & endpoint.one_of and not endpoint.scopes & endpoint.more_with
    assert (endpoint.largest("development") or 0) <= (endpoint.largest("extended") or 0)
    if endpoint.model is not None:
        assert endpoint.model() is endpoint.model()


def test_a_parameter_of_the_path_stays_in_its_place() -> None:
    path, query = playlists.PLAYLIST_ITEMS.place({"playlist_id": "a/b?c", "limit": 5, "fields": None})
    assert (path, query) == ("/playlists/a%2Fb%3Fc/items", {"additional_types": "track,episode", "limit": 5})
    path, query = library.CONTAINS.place({"uris": ["spotify:track:1", "spotify:album:2"]})
    assert query == {"uris": "spotify:track:1,spotify:album:2"}
    assert player.SHUFFLE.place({"state": True})[1] == {"state": "true"}


def specification() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(SPECIFICATION or "").read_text(encoding="utf-8"))
    return found


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method.upper() in get_args(Method)
    }


@against_the_specification
def test_every_operation_of_the_specification_is_declared_and_none_else() -> None:
    declared = {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}
    assert declared == operations(specification()).keys()


@against_the_specification
def test_scopes_and_parameters_are_those_of_the_specification() -> None:
    document = specification()
    found = operations(document)
    for endpoint in ENDPOINTS:
        operation = found[endpoint.method, endpoint.path]
        scopes = {scope for entry in operation.get("security", []) for given in entry.values() for scope in given}
        declared = endpoint.scopes | endpoint.one_of | endpoint.more_with
        if endpoint is playlists.PLAYLIST:
            scopes.add("playlist-read-private")  # private ones cannot be read without it
        assert declared == scopes, endpoint.name
        named = {resolved(document, given)["name"]: given for given in operation.get("parameters", [])}
        assert set(re.findall(r"{(\w+)}", endpoint.path)) | endpoint.always.keys() <= named.keys(), endpoint.name
        assert ("limit" in named) == (endpoint.limit is not None), endpoint.name
        assert (endpoint.paging == "offset") == ("offset" in named), endpoint.name
        if "limit" in named:
            largest = resolved(document, named["limit"])["schema"].get("maximum")
            assert largest is None or (endpoint.largest("development") or 0) <= largest, endpoint.name


def resolved(document: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in given:
        found: dict[str, Any] = document
        for part in given["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        given = found
    return given


def sample(document: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> Any:
    """A value with every property that the schema has; of alternatives in a list, each is in it."""
    schema = resolved(document, schema)
    if depth > 12:
        return None
    if "allOf" in schema:
        parts = [sample(document, part, depth + 1) for part in schema["allOf"]]
        merged: dict[str, Any] = {}
        for part in [*parts, sample(document, {"properties": schema.get("properties", {})}, depth)]:
            merged |= part if isinstance(part, dict) else {}
        return merged or parts[0]
    if "oneOf" in schema:
        merged = {}
        for part in schema["oneOf"]:
            merged |= sample(document, part, depth + 1)
        return merged
    if schema.get("type") == "array":
        return [sample(document, schema["items"], depth + 1)]
    if "properties" in schema:
        return {name: sample(document, held, depth + 1) for name, held in schema["properties"].items()}
    return schema.get("example")


@against_the_specification
@each
def test_every_property_of_the_specification_is_read_or_known(endpoint: Endpoint[Any]) -> None:
    if endpoint.model is None:
        return
    document = specification()
    responses = operations(document)[endpoint.method, endpoint.path]["responses"]
    (answer,) = (resolved(document, given) for status, given in responses.items() if status in {"200", "201"})
    value = sample(document, answer["content"]["application/json"]["schema"])
    assert value, endpoint.name
    assert unknown_names(endpoint.model(), value) == frozenset()
