"""One JSON object a line, with keys that the standard library would refuse, and without secrets."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.core.observability import REDACTED, RESERVED, begin, logger


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    buffer = io.StringIO()
    ours = [handler for handler in logger.handlers if isinstance(handler, logging.StreamHandler)]
    before = [handler.setStream(buffer) for handler in ours]
    yield buffer
    for handler, stream in zip(ours, before, strict=True):
        handler.setStream(stream)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_knows_its_request(written: io.StringIO) -> None:
    begin(request_id="request-1", user_id=None)
    logger.info("message sent", extra={"queue": "things", "bytes": 5})
    (line,) = lines(written)
    assert (line["message"], line["queue"], line["bytes"], line["request_id"]) == (
        "message sent",
        "things",
        5,
        "request-1",
    )
    assert line["service"] == "dashspot"
    assert "user_id" not in line


def test_the_next_invocation_forgets_the_last_one(written: io.StringIO) -> None:
    begin(request_id="request-1", user_id="u_one")
    begin(request_id="request-2")
    logger.info("answered")
    (line,) = lines(written)
    assert line["request_id"] == "request-2"
    assert "user_id" not in line


def test_words_that_logging_keeps_for_itself_can_be_written(written: io.StringIO) -> None:
    logger.info("message handled", extra={"updated": 0, RESERVED: {"created": 3, "name": "a thing"}})
    (line,) = lines(written)
    assert (line["created"], line["updated"], line["name"]) == (3, 0, "a thing")
    assert RESERVED not in line


def test_an_exception_is_one_line_without_its_secrets(written: io.StringIO) -> None:
    try:
        raise RuntimeError("refresh_token=AQDsecretsecret was refused\nand more")
    except RuntimeError:
        logger.exception("unforeseen error")
    (line,) = lines(written)
    assert "AQDsecretsecret" not in json.dumps(line)
    assert REDACTED in line["exception"]
