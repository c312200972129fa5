"""The API reference as one HTML page, from the OpenAPI document: no third-party host, works without JavaScript.

The page carries its own Content-Security-Policy, which names its style and its small filter script by hash and allows
nothing else, so that a text in the document that slipped through as markup could still not run.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from chalicelib.core.system.docs_assets import SCRIPT, STYLE

Json = dict[str, Any]

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


def render(document: Json) -> str:
    """The reference page for an OpenAPI 3.1 ``document``, as HTML text. Every value of the document is escaped."""
    info = document.get("info", {})
    schemas: Json = document.get("components", {}).get("schemas", {})
    operations = list(_operations(document))
    tags = _tags(document, operations)
    title = escape(str(info.get("title", "API")))
    navigation = "".join(
        f'<li><a href="#tag-{_anchor(tag)}">{escape(tag)}</a><ul>'
        + "".join(_navigation_entry(operation) for operation in operations if operation["tag"] == tag)
        + "</ul></li>"
        for tag, _ in tags
    )
    sections = "".join(
        f'<section class="tag" id="tag-{_anchor(tag)}"><h2>{escape(tag)}</h2>{_prose(description)}'
        + "".join(_operation(operation, document) for operation in operations if operation["tag"] == tag)
        + "</section>"
        for tag, description in tags
    )
    components = "".join(_component(name, schemas[name]) for name in sorted(schemas))
    version = escape(str(info.get("version", "")))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy())}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="data:,">'  # else browsers ask for /favicon.ico, which the policy forbids
        f"<title>{title} reference</title><style>{STYLE}</style></head><body>"
        '<nav aria-label="Operations"><p class="name"><a href="#top">' + title + f"</a> <small>{version}</small></p>"
        '<label class="filter" hidden>Filter<input type="search" id="filter" autocomplete="off"></label>'
        f'<ul class="index">{navigation}<li><a href="#schemas">Schemas</a></li></ul></nav>'
        f'<main id="top"><h1>{title}</h1>{_prose(info.get("description"))}{_servers(document)}'
        f'<p id="found" role="status"></p>{sections}'
        f'<section id="schemas"><h2>Schemas</h2>{components}</section></main>'
        f"<script>{SCRIPT}</script></body></html>"
    )


def policy() -> str:
    """The page's Content-Security-Policy: its own style and script by hash, nothing else. As a header it may be
    followed by ``; frame-ancestors 'none'``, which only a header can say."""
    own = f"style-src '{_hash(STYLE)}'; script-src '{_hash(SCRIPT)}'"
    return f"default-src 'none'; {own}; img-src data:; base-uri 'none'"


def _hash(text: str) -> str:
    """A CSP source expression for an inline element with this ``text``."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


# -- operations


def _operations(document: Json) -> Iterator[Json]:
    """Every operation, in the document's order, with its method, path, tag and anchor added."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method not in item:
                continue
            operation: Json = item[method]
            identity = str(operation.get("operationId") or f"{method}-{path}")
            yield {
                **operation,
                "method": method.upper(),
                "path": path,
                "tag": str((operation.get("tags") or ["Other"])[0]),
                "anchor": _anchor(identity),
                "parameters": [*item.get("parameters", []), *operation.get("parameters", [])],
            }


def _tags(document: Json, operations: list[Json]) -> list[tuple[str, str]]:
    """(tag, description) in the order the document declares them, then any that only operations name."""
    declared = {str(tag["name"]): str(tag.get("description", "")) for tag in document.get("tags", [])}
    used = dict.fromkeys(operation["tag"] for operation in operations)
    return [(tag, declared[tag]) for tag in declared if tag in used] + [
        (tag, "") for tag in used if tag not in declared
    ]


def _navigation_entry(operation: Json) -> str:
    summary = _inline(str(operation.get("summary") or operation["path"]))
    return f'<li data-for="op-{operation["anchor"]}"><a href="#op-{operation["anchor"]}">{summary}</a></li>'


def _operation(operation: Json, document: Json) -> str:
    method, path = operation["method"], str(operation["path"])
    summary = str(operation.get("summary") or path)
    search = f"{method} {path} {summary} {operation['tag']}".lower()
    deprecated = '<span class="chip warn">deprecated</span>' if operation.get("deprecated") else ""
    parts = [
        _prose(operation.get("description")),
        _parameters(operation["parameters"], document),
        _request_body(operation.get("requestBody"), document),
        _responses(operation.get("responses", {}), document),
    ]
    return (
        f'<details class="operation" id="op-{operation["anchor"]}" data-search="{escape(search)}"><summary>'
        f'<span class="method {method.lower()}">{method}</span> <code class="path">{escape(path)}</code>'
        f'<span class="summary">{_inline(summary)}</span>{_authentication(operation, document)}{deprecated}</summary>'
        f'<div class="body">{"".join(parts)}</div></details>'
    )


def _authentication(operation: Json, document: Json) -> str:
    """Whether the operation needs signing in: its own ``security``, else the document's."""
    security = operation.get("security", document.get("security", []))
    if not security:
        return '<span class="chip">no sign-in needed</span>'
    names = " or ".join(" and ".join(requirement) for requirement in security if requirement)
    optional = any(not requirement for requirement in security)
    return f'<span class="chip">{escape(names)}{" (optional)" if optional else ""}</span>' if names else ""


def _parameters(parameters: Iterable[Json], document: Json) -> str:
    rows = []
    for given in parameters:
        parameter = _resolved(given, document)
        schema = parameter.get("schema", {})
        description = parameter.get("description") or schema.get("description")
        rows.append(
            (
                _name(parameter.get("name", ""), required=bool(parameter.get("required"))),
                escape(str(parameter.get("in", ""))),
                _type(schema),
                _prose(description) + _constraints(schema),
            )
        )
    return _table("Parameters", ("Name", "In", "Type", "Meaning"), rows)


def _request_body(given: Json | None, document: Json) -> str:
    if not given:
        return ""
    body = _resolved(given, document)
    return f"<h3>Body</h3>{_prose(body.get('description'))}{_content(body.get('content', {}), document)}"


def _responses(responses: Json, document: Json) -> str:
    """Successes with their schema in full, then errors as one table."""
    resolved = [(str(status), _resolved(response, document)) for status, response in responses.items()]
    good = [(status, response) for status, response in resolved if status[:1] in "123"]
    bad = [(status, response) for status, response in resolved if status[:1] not in "123"]
    shown = "".join(
        f'<h3>Answer <span class="chip good">{escape(status)}</span></h3>{_prose(response.get("description"))}'
        f"{_headers(response.get('headers', {}), document)}{_content(response.get('content', {}), document)}"
        for status, response in good
    )
    rows = [
        (
            f"<code>{escape(status)}</code>",
            _prose(response.get("description")),
            ", ".join(_type(media.get("schema", {})) for media in response.get("content", {}).values()),
            "".join(_examples(media) for media in response.get("content", {}).values()),
        )
        for status, response in bad
    ]
    return shown + _table("Errors", ("Status", "Meaning", "Body", "Examples"), rows)


def _headers(headers: Json, document: Json) -> str:
    rows = [
        (_name(name, required=False), _type(header.get("schema", {})), _prose(header.get("description")))
        for name, header in ((name, _resolved(given, document)) for name, given in headers.items())
    ]
    return _table("Headers", ("Name", "Type", "Meaning"), rows)


def _content(content: Json, document: Json) -> str:
    """Each media type with its schema's fields (one level; deeper ones are links) and its examples."""
    parts = []
    for media_type, media in content.items():
        schema = media.get("schema", {})
        parts.append(f'<p class="media"><code>{escape(str(media_type))}</code> {_type(schema)}</p>')
        parts.append(_fields(_resolved(schema, document)))
        parts.append(_examples(media))
    return "".join(parts)


def _examples(media: Json) -> str:
    given: list[tuple[str, Any]] = [("Example", media["example"])] if "example" in media else []
    for name, example in media.get("examples", {}).items():
        given.append((str(example.get("summary") or name), example.get("value")))
    return "".join(
        f"<details><summary>{escape(name)}</summary><pre>{escape(_pretty(value))}</pre></details>"
        for name, value in given
    )


# -- schemas


def _component(name: str, schema: Json) -> str:
    fields = _fields(schema)
    examples = "".join(
        f"<details><summary>Example</summary><pre>{escape(_pretty(value))}</pre></details>"
        for value in schema.get("examples", [])
    )
    body = fields or f'<p class="media">{_type(schema)}</p>{_constraints(schema)}'
    return (
        f'<details class="schema" id="schema-{_anchor(name)}"><summary><code>{escape(name)}</code></summary>'
        f'<div class="body">{_prose(schema.get("description"))}{body}{examples}</div></details>'
    )


def _fields(schema: Json) -> str:
    """A table of an object's properties; "" for what is no object."""
    properties = schema.get("properties", {})
    required = set(schema.get("required", []))
    rows = [
        (_name(name, required=name in required), _type(field), _prose(field.get("description")) + _constraints(field))
        for name, field in properties.items()
    ]
    return _table("", ("Field", "Type", "Meaning"), rows)


def _type(schema: Any) -> str:
    """The type in few words, with links to the components that it names."""
    if not isinstance(schema, dict) or not schema:
        return "any"
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        return f'<a href="#schema-{_anchor(name)}">{escape(name)}</a>'
    for several, joint in (("anyOf", " | "), ("oneOf", " | "), ("allOf", " & ")):
        if several in schema:
            return joint.join(_type(each) for each in schema[several])
    if "const" in schema:
        return f"<code>{escape(_pretty(schema['const']))}</code>"
    if "enum" in schema:
        return " | ".join(f"<code>{escape(_pretty(value))}</code>" for value in schema["enum"])
    kind = schema.get("type", "object" if "properties" in schema else "any")
    if isinstance(kind, list):
        return " | ".join(_type({**schema, "type": each}) for each in kind)
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"map to {_type(schema['additionalProperties'])}"
    shown = escape(str(kind))
    return f"{shown} ({escape(str(schema['format']))})" if "format" in schema else shown


#: JSON Schema's keywords that bound a value, and how they read.
_BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
    "minLength": "at least this many characters:",
    "maxLength": "at most this many characters:",
    "minItems": "at least this many:",
    "maxItems": "at most this many:",
    "pattern": "matches",
    "default": "default",
}


def _constraints(schema: Json) -> str:
    said = [
        f"{words} <code>{escape(_pretty(schema[keyword]) if keyword != 'pattern' else str(schema[keyword]))}</code>"
        for keyword, words in _BOUNDS.items()
        if keyword in schema and not (keyword == "default" and schema[keyword] is None)
    ]
    for alternative in schema.get("anyOf", []):
        said += [_constraints(alternative)] if _constraints(alternative) else []
    return f'<span class="bounds">{"; ".join(said)}</span>' if said else ""


def _resolved(schema: Json, document: Json) -> Json:
    """``schema``, or the component that its ``$ref`` names; {} when the document does not have it."""
    seen: set[str] = set()
    while "$ref" in schema:
        reference = str(schema["$ref"])
        if reference in seen or not reference.startswith("#/"):
            return {}
        seen.add(reference)
        found: Any = document
        for step in reference[2:].split("/"):
            found = found.get(step.replace("~1", "/").replace("~0", "~"), {}) if isinstance(found, dict) else {}
        schema = found if isinstance(found, dict) else {}
    return schema


# -- small pieces


def _servers(document: Json) -> str:
    urls = [f"<code>{escape(str(server.get('url', '')))}</code>" for server in document.get("servers", [])]
    return f"<p>Base address: {', '.join(urls)}</p>" if urls else ""


def _name(name: Any, *, required: bool) -> str:
    return f"<code>{escape(str(name))}</code>" + (' <span class="required">required</span>' if required else "")


def _table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table of cells that are HTML already; nothing at all without rows."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{cell}</th>' for cell in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    heading = f"<h3>{title}</h3>" if title else ""
    return f'{heading}<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _prose(text: Any) -> str:
    """Paragraphs of escaped text; `…` becomes code, as docstrings and Markdown write it."""
    paragraphs = [part.strip() for part in str(text or "").split("\n\n") if part.strip()]
    return "".join(f"<p>{_inline(part)}</p>" for part in paragraphs)


def _inline(text: str) -> str:
    return re.sub(r"(`{1,2})([^`]+)\1", r"<code>\2</code>", escape(text))


def _anchor(text: str) -> str:
    """A text as a fragment identifier: letters, digits, dots, dashes and underscores."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", text).strip("-") or "x"


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
