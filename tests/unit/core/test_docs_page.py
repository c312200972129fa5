"""The API reference page: everything listed, everything escaped, policy hashes that fit."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from chalicelib.core.system.docs_page import policy, render

HOSTILE = "</style><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def document() -> dict[str, Any]:
    """A small document that uses each thing the page can show."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shelf", "version": "1.2", "description": "Books. With `code`."},
        "servers": [{"url": "/api"}],
        "security": [{"session": []}],
        "tags": [{"name": "books", "description": "What stands on the shelf."}],
        "paths": {
            "/v1/books": {
                "get": {
                    "operationId": "list_books",
                    "tags": ["books"],
                    "summary": "List books",
                    "parameters": [
                        {"$ref": "#/components/parameters/Limit"},
                        {"name": "sort", "in": "query", "schema": {"enum": ["name", "-name"], "default": "name"}},
                    ],
                    "responses": {
                        "200": {
                            "description": "One page.",
                            "headers": {"ETag": {"schema": {"type": "string"}, "description": "The page's version."}},
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/BookPage"}}},
                        },
                        "429": {
                            "description": "Too many requests.",
                            "content": {
                                "application/problem+json": {
                                    "schema": {"$ref": "#/components/schemas/Problem"},
                                    "examples": {"too_many_requests": {"value": {"code": "too_many_requests"}}},
                                }
                            },
                        },
                    },
                },
                "post": {
                    "operationId": "add_book",
                    "tags": ["books"],
                    "requestBody": {
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Book"},
                                "example": {"name": "Emma"},
                            }
                        }
                    },
                    "responses": {"201": {"description": "Added."}},
                },
            },
            "/v1/health": {
                "get": {"summary": "Health", "security": [], "responses": {"200": {"description": "Well."}}}
            },
        },
        "components": {
            "parameters": {
                "Limit": {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
            },
            "schemas": {
                "Book": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "maxLength": 80, "description": "As printed."},
                        "read_at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
                        "sequel": {"$ref": "#/components/schemas/Book"},
                    },
                },
                "BookPage": {
                    "type": "object",
                    "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}},
                },
                "Problem": {"type": "object", "properties": {"code": {"type": "string"}}},
            },
        },
    }


class Page(HTMLParser):
    """What a browser would make of the page: elements with their attributes, ids, and the text of inline elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inline: dict[str, list[str]] = {"script": [], "style": []}
        self._inside: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag if tag in self.inline else None

    def handle_endtag(self, tag: str) -> None:
        self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.inline[self._inside].append(data)

    def attribute(self, name: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(name)) is not None]


def text_of(html: str) -> str:
    """The page's text with markup taken out and entities resolved."""
    return unescape(re.sub(r"<[^>]*>", " ", html))


def test_every_operation_is_listed_with_method_path_and_summary() -> None:
    html = render(document())
    page = Page(html)
    found = [attributes["data-search"] for tag, attributes in page.elements if attributes.get("class") == "operation"]
    assert found == [
        "get /v1/books list books books",
        "post /v1/books /v1/books books",
        "get /v1/health health other",
    ]
    assert 'id="op-list_books"' in html and 'href="#op-list_books"' in html


def test_references_are_resolved_and_linked() -> None:
    html = render(document())
    text = text_of(html)
    assert re.search(r"limit\s+query\s+integer\s+at least\s+1\s*;\s*at most\s+100", text)
    assert '<a href="#schema-Book">Book</a>' in html
    assert "As printed." in text and "string (date-time) | null" in text
    assert "too_many_requests" in text


def test_every_local_link_leads_somewhere() -> None:
    page = Page(render(document()))
    ids = page.attribute("id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in page.attribute("href") if link.startswith("#")} <= set(ids)


def test_operations_say_whether_they_need_signing_in() -> None:
    html = render(document())
    listed, health = html.index('id="op-list_books"'), html.index('id="op-get-v1-health"')
    assert "session</span>" in html[listed : listed + 600]
    assert "no sign-in needed" in html[health : health + 600]


@pytest.mark.parametrize(
    "spot", ["title", "description", "summary", "path", "tag", "schema", "example", "operationId", "default"]
)
def test_hostile_text_stays_text(spot: str) -> None:
    hostile = document()
    listed = hostile["paths"]["/v1/books"]["get"]
    match spot:
        case "title" | "description":
            hostile["info"][spot] = HOSTILE
        case "summary" | "operationId":
            listed[spot] = HOSTILE
        case "path":
            hostile["paths"][f"/v1/{HOSTILE}"] = {"get": {"responses": {}}}
        case "tag":
            listed["tags"] = [HOSTILE]
        case "schema":
            hostile["components"]["schemas"][HOSTILE] = {"type": HOSTILE, "description": HOSTILE}
        case "default":
            listed["parameters"].append(
                {"name": HOSTILE, "in": HOSTILE, "schema": {"default": HOSTILE, "pattern": HOSTILE}}
            )
        case "example":
            listed["responses"]["200"]["content"]["application/json"]["examples"] = {HOSTILE: {"value": HOSTILE}}
    before, after = Page(render(document())), Page(render(hostile))
    tags = [tag for tag, _ in after.elements]
    assert tags.count("script") == 1 and tags.count("style") == 1 and "img" not in tags
    assert not [name for _, attributes in after.elements for name in attributes if name.startswith("on")]
    assert after.inline == before.inline, "the inline script and style are the page's own"


def test_policy_names_exactly_the_inline_elements() -> None:
    page = Page(render(document()))
    declared = next(attributes["content"] for tag, attributes in page.elements if attributes.get("http-equiv"))
    assert declared == policy(), "the header and the page must not disagree"
    for kind in ("script", "style"):
        digest = hashlib.sha256("".join(page.inline[kind]).encode()).digest()
        assert f"{kind}-src 'sha256-{b64encode(digest).decode()}'" in policy()
    assert policy().startswith("default-src 'none'")


def test_no_other_host_is_named() -> None:
    page = Page(render(document()))
    addresses = page.attribute("href") + page.attribute("src")
    assert [address for address in addresses if not address.startswith(("#", "data:"))] == []


def test_an_empty_document_still_renders() -> None:
    assert "<h1>API</h1>" in render({})
