"""From the bytes of an answer to a model.

The usual answer is read in one go. When something in it does not fit, the smallest part that can be done without is set
aside and the rest is read: a field that is optional, or a row of a page. So one odd value never costs a whole library.
What Dashspot relies on is not set aside: an object without identity is no object.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, from_json

from .errors import MalformedAnswer
from .unknown import unknown_names

M = TypeVar("M", bound=BaseModel)
Path = tuple[int | str, ...]

_PASSES = 25
_IDENTITY = {"id", "uri", "type", "name"}

# Compiled by `re` when first needed: most answers need none of them.
_URI = r"spotify:(?:user:[^:]+:)?(track|album|artist|playlist|show|episode|chapter|user):([^:]+)"
_HREF = r".*/(track|album|artist|playlist|show|episode|audiobook|chapter|user)s/([^/?#]+)/?(?:[?#].*)?"

_ROW_OBJECTS = ("item", "track", "album", "show", "episode", "audiobook")

# Keys that older answers have where models know the newer name only.
_OLDER = {"item": "track", "items": "tracks"}


@dataclass(frozen=True)
class Fault:
    """A part of an answer that was set aside: where it was, and what kind of trouble it gave. Never its value."""

    path: str
    trouble: str


def parse(
    model: type[M],
    body: bytes,
    on_fault: Callable[[Fault], None] | None = None,
    on_unknown: Callable[[frozenset[str]], None] | None = None,
) -> M:
    """Read `body` as `model`. `on_fault` hears of each part that was set aside, `on_unknown` of names that are news.

    Raises `MalformedAnswer`: `not_json`, `empty`, `no_identity` or `unreadable`.
    """
    try:
        # In two steps: validators that look at a whole object make reading JSON straight into models the slower way.
        payload = from_json(body)
        found = model.model_validate(payload)
    except ValueError:
        payload = load(body)
        # Before anything is taken out of it.
        _tell_unknown(model, payload, on_unknown)
        return parse_payload(model, payload, on_fault)
    _tell_unknown(model, payload, on_unknown)
    return found


def _tell_unknown(model: type[BaseModel], payload: Any, on_unknown: Callable[[frozenset[str]], None] | None) -> None:
    if on_unknown is not None and (names := unknown_names(model, payload)):
        on_unknown(names)


def load(body: bytes) -> Any:
    """The JSON in `body`. Raises `MalformedAnswer` where there is none, without quoting it."""
    if not body.strip():
        raise MalformedAnswer("Spotify's answer is empty", rule="empty")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedAnswer("Spotify's answer is not JSON", rule="not_json") from None
    return _encodable(value) if b"\\ud" in body.lower() else value


def _encodable(value: Any) -> Any:
    """The value with U+FFFD for each half of a surrogate pair, which JSON can say (``\\ud800``) and UTF-8 cannot."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_encodable(entry) for entry in value]
    if isinstance(value, dict):
        return {_encodable(key): _encodable(entry) for key, entry in value.items()}
    return value


def parse_payload(model: type[M], payload: Any, on_fault: Callable[[Fault], None] | None = None) -> M:
    """Read a decoded answer as `model`; otherwise as `parse`. `payload` may be changed."""
    for _ in range(_PASSES):
        try:
            return model.model_validate(payload)
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=False, include_input=False)
        if not _mend(payload, details, on_fault):
            break
    places = sorted({_name(detail["loc"]) or "the whole" for detail in details})
    rule = "no_identity" if all(_is_identity(detail) for detail in details) else "unreadable"
    raise MalformedAnswer(f"Spotify's answer is no {model.__name__}: {', '.join(places[:5])}", rule=rule)


def _mend(payload: Any, details: list[ErrorDetails], on_fault: Callable[[Fault], None] | None) -> bool:
    """Make `payload` readable where `details` say that it is not; False if nothing could be done.

    Everything is located before anything is removed, so that two faults of one object do not cost its parent too.
    """
    located = [(detail, *_locate(payload, detail["loc"])) for detail in details]
    mended = False
    for detail, found, held in located:
        if detail["type"] in {"missing", "value_error"} and isinstance(held, dict) and _identify(held):
            mended = True
            continue
        # An object of another type is not ours without its type either.
        foreign = bool(found) and found[-1][1] == "type" and found[-1][0].get("type") is not None
        steps = found[:-1] if foreign else found
        lost = _value(*steps[-1]) if steps else None
        if steps and _remove(*steps[-1]):
            mended = True
            if _names_something(lost):
                _count_unread(steps)
            # An object that lacks its identity is heard of when it is set aside itself, in the next pass.
            if on_fault is not None and steps[-1][1] not in _IDENTITY:
                on_fault(Fault(_name(tuple(key for _, key in steps)), detail["type"]))
    return mended


def _locate(payload: Any, location: Path) -> tuple[list[tuple[Any, Any]], Any]:
    """Containers and keys along `location`, and the value they lead to.

    Labels of unions lead nowhere, nor does the key of a missing value: then the value is what lacks it.
    """
    steps: list[tuple[Any, Any]] = []
    here = payload
    for part in location:
        key: Any = part
        if isinstance(here, dict):
            if part in _OLDER and not isinstance(here.get(part), (dict, list)) and _OLDER[str(part)] in here:
                key = _OLDER[str(part)]
            inside = key in here
        else:
            inside = isinstance(here, list) and isinstance(key, int)
        if inside:
            steps.append((here, key))
            here = here[key]
    return steps, here


def _remove(container: Any, key: Any) -> bool:
    """Take the value out, if it is still there: rows leave a gap, so that positions hold."""
    if isinstance(container, dict):
        return container.pop(key, container) is not container
    if container[key] is None:
        return False
    container[key] = None
    return True


def _value(container: Any, key: Any) -> Any:
    return container.get(key) if isinstance(container, dict) else container[key]


def _names_something(value: Any) -> bool:
    """False for a row that Spotify itself keeps hollow: an object, and what it is about, without id and uri."""
    if not isinstance(value, dict):
        return True
    # An object of its own has a type; a row has none, and holds one.
    objects = [value] if "type" in value else [value, *(value.get(name) for name in _ROW_OBJECTS)]
    return any(isinstance(each, dict) and (each.get("id") or each.get("uri")) for each in objects)


def _count_unread(steps: list[tuple[Any, Any]]) -> None:
    """Tell the page of a row that was taken out, or lost what it is about: the page is no longer all that it was."""
    for depth, last in ((2, None), (3, _ROW_OBJECTS)):
        if len(steps) >= depth and (last is None or steps[-1][1] in last):
            page, key = steps[-depth]
            if isinstance(page, dict) and key in ("items", "tracks") and isinstance(page.get(key), list):
                page["unread"] = page.get("unread", 0) + 1


def _identify(entity: dict[Any, Any]) -> bool:
    """Complete `id` and `uri` from each other or from `href`; True if that brought something new."""
    found = None
    for name, pattern in (("uri", _URI), ("href", _HREF)):
        value = entity.get(name)
        found = found or (re.fullmatch(pattern, value) if isinstance(value, str) else None)
    if found is None or found[2] in {"null", "undefined"}:
        return False
    brought = {"id": unquote(found[2]), "uri": f"spotify:{found[1]}:{found[2]}"}
    lacking = [name for name in brought if not isinstance(entity.get(name), str) or not entity[name]]
    for name in lacking:
        entity[name] = brought[name]
    return bool(lacking)


def _is_identity(detail: ErrorDetails) -> bool:
    return not detail["loc"] or (len(detail["loc"]) == 1 and detail["loc"][0] in _IDENTITY)


def _name(location: Path) -> str:
    return ".".join(str(part) for part in location)
