"""Types of query parameters: what their text may be, and the value that it becomes.

OpenAPI documents them as what is sent (text, number, boolean). A text that cannot be understood is told with what is
possible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chalicelib.contexts.browser.model import text

MAX_TEXT = 200
MAX_WORDS = 40
MAX_VALUES = 50
MAX_SORTS = 4
MAX_MILLISECONDS = 10**12

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{1,64}")


def refused(why: str) -> PydanticCustomError:
    """An error whose text is told as it is."""
    return PydanticCustomError("refused", "{why}", {"why": why})


def several(one: Callable[[str], Any], most: int = MAX_VALUES) -> Any:
    """Values separated by commas, each once, in their order."""

    def split(given: str) -> tuple[Any, ...]:
        found = tuple(dict.fromkeys(one(part.strip()) for part in given.split(",")))
        if len(found) > most:
            raise refused(f"at most {most} at once")
        return found

    return Annotated[str, StringConstraints(max_length=4096), AfterValidator(split)]


def among(possible: Sequence[str]) -> Callable[[str], str]:
    """One of these, and nothing else."""

    def checked(given: str) -> str:
        if given not in possible:
            raise refused(f"{_shown(given)} is not possible here; one of: {', '.join(possible)}")
        return given

    return checked


def sorting(fields: Sequence[str]) -> Any:
    """Fields to sort by, each with ``-`` before it where descending: pairs of field and whether it descends."""

    def pairs(given: str) -> tuple[tuple[str, bool], ...]:
        parts = [part.strip() for part in given.split(",")]
        if len(parts) > MAX_SORTS:
            raise refused(f"at most {MAX_SORTS} fields")
        found = [(part.removeprefix("-"), part.startswith("-")) for part in parts]
        for name, _ in found:
            if name not in fields:
                raise refused(f"cannot be sorted by {_shown(name)}; one of: {', '.join(fields)}")
        if len({name for name, _ in found}) < len(found):
            raise refused("each field once")
        return tuple(found)

    return Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(pairs)]


def _shown(given: str) -> str:
    return repr(given if len(given) <= 40 else given[:40] + "...")


def _spotify_id(given: str) -> str:
    if not _SPOTIFY_ID.fullmatch(given):
        raise refused(f"{_shown(given)} is not an id of Spotify's")
    return given


def _person_id(given: str) -> str:
    if not given or len(given) > MAX_TEXT:
        raise refused("not the id of a person at Spotify")
    return given


def _number(lowest: int, highest: int) -> Callable[[str], int]:
    def checked(given: str) -> int:
        if not re.fullmatch("[0-9]{1,3}", given) or not lowest <= int(given) <= highest:
            raise refused(f"{_shown(given)} is not a number from {lowest} to {highest}")
        return int(given)

    return checked


def _year(given: str) -> int:
    if not re.fullmatch("[0-9]{4}", given):
        raise refused(f"{_shown(given)} is not a year of four digits")
    return int(given)


def _decade(given: str) -> int:
    year = _year(given)
    if year % 10:
        raise refused(f"{_shown(given)} is not the first year of a decade, like 1990")
    return year


def _few_words(given: str) -> str:
    if len(text.phrases(given)) > MAX_WORDS:
        raise refused(f"at most {MAX_WORDS} words")
    return given


def _instant(given: str) -> int:
    try:
        if _DATE.fullmatch(given):
            at = datetime.combine(date.fromisoformat(given), datetime.min.time(), UTC)
        elif _INSTANT.fullmatch(given):
            at = datetime.fromisoformat(given.upper())
        else:
            raise ValueError
        # The first whole millisecond that is not before it: what is kept counts those.
        return -((_EPOCH - at) // timedelta(milliseconds=1))
    except (ValueError, OverflowError):
        raise refused("neither a date like 2024-12-31 nor an instant like 2024-12-31T23:59:59Z (RFC 3339)") from None


def _release(given: str) -> int:
    try:
        year, month, day = (*(int(part) for part in given.split("-")), 0, 0)[:3]
        if not re.fullmatch("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", given):
            raise ValueError
        parts = given.count("-")
        date(max(year, 1), month if parts else 1, day if parts == 2 else 1)
    except ValueError:
        raise refused("not a date: YYYY, YYYY-MM or YYYY-MM-DD") from None
    return year * 10_000 + month * 100 + day


Text = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(_few_words)]
Name = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
Ids = several(_spotify_id)
PersonIds = several(_person_id)
Flag = Annotated[Literal["true", "false"], AfterValidator(lambda given: given == "true")]
Instant = Annotated[str, StringConstraints(max_length=40), AfterValidator(_instant)]
Release = Annotated[str, StringConstraints(max_length=10), AfterValidator(_release)]
Years = several(_year)
Decades = several(_decade)
Milliseconds = Annotated[int, Field(ge=0, le=MAX_MILLISECONDS)]
Popularity = Annotated[int, Field(ge=0, le=100)]
Measure = Annotated[float, Field(allow_inf_nan=False)]
Keys = several(_number(0, 11))
TimeSignatures = several(_number(0, 15))
