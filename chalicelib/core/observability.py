"""The only Logger and the only Metrics, JSON on standard output, and the redaction that every line passes through."""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

if TYPE_CHECKING:
    from aws_lambda_powertools import Metrics

NAMESPACE = "Dashspot"
SERVICE = "dashspot"
REDACTED = "[redacted]"
# Key of ``extra`` for keys that logging refuses there (``created``, ``name``: attributes of its records); they are
# written beside the others.
RESERVED = "reserved_keys"
NOISY_LOGGERS = ("boto3", "botocore", "urllib3", "requests", "pynamodb", "chalice")

_SECRET_NAMES = re.compile(
    r"^(authorization|cookie|set-cookie|password|code|state|(.*_)?(token|secret|verifier|ciphertext|key_material))$",
    re.IGNORECASE,
)
_SECRET_TEXT = re.compile(
    r"(?i)\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}"
    r"|\b(access_token|refresh_token|client_secret|code|code_verifier|state)=[^&\s\"']+"
    r"|\b(access_token|refresh_token|client_secret|code_verifier)[\\\"']+\s*:\s*[\\\"']+[^\\\"']+"
    r"|\bu_[a-z0-9]{16,}\.[A-Za-z0-9_-]{20,}"
)


def redact(value: Any) -> Any:
    """A copy of a loggable value in which secrets are replaced: by the name they are kept under, or by their form."""
    if isinstance(value, str):
        return _SECRET_TEXT.sub(REDACTED, value)
    if isinstance(value, Mapping):
        return {
            key: REDACTED if isinstance(key, str) and _SECRET_NAMES.match(key) and item else redact(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item) for item in value]
    return value


def _serialise(record: dict[str, Any]) -> str:
    reserved = record.pop(RESERVED, {})
    return json.dumps(redact({**record, **reserved}), default=str, separators=(",", ":"), ensure_ascii=False)


logger = Logger(
    service=SERVICE,
    level=os.environ.get("LOG_LEVEL", "INFO"),
    json_serializer=_serialise,
    log_uncaught_exceptions=False,
    serialize_stacktrace=False,
    utc=True,
)
for _name in NOISY_LOGGERS:
    logging.getLogger(_name).setLevel(logging.WARNING)


def begin(**keys: str | None) -> None:
    """Start an invocation's log context: forget the last one's keys, keep these that are known."""
    trace = os.environ.get("_X_AMZN_TRACE_ID", "")
    logger.clear_state()
    logger.append_keys(
        function_name=os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "local"),
        **({"trace_id": trace} if trace else {}),
        **{name: value for name, value in keys.items() if value},
    )


@cache
def _metrics() -> Metrics:
    from aws_lambda_powertools import Metrics

    metrics = Metrics(namespace=NAMESPACE, service=SERVICE)
    metrics.set_default_dimensions(stage=os.environ.get("STAGE", "local"))
    return metrics


_counted = False
# A function's process serves one invocation at a time; the processes that serve several (the local runtime, the tests)
# share one set of metrics, which may not change while it is being written.
_metrics_lock = threading.Lock()


def count(name: str, value: float = 1) -> None:
    """Add to a metric of this invocation; it is written as one EMF line when the invocation ends."""
    _add(name, "Count", value)


def gauge(name: str, value: float) -> None:
    """Tell a level, such as what is left of something; of several in one invocation the largest counts in alarms."""
    count(name, value)


def measure(name: str, milliseconds: float) -> None:
    """Add a duration to a metric of this invocation."""
    _add(name, "Milliseconds", milliseconds)


def _add(name: str, unit: str, value: float) -> None:
    global _counted
    with _metrics_lock:
        _metrics().add_metric(name=name, unit=unit, value=value)
        _counted = True


def flush_metrics() -> None:
    """Write the invocation's metrics, if it had any."""
    global _counted
    with _metrics_lock:
        if _counted:
            _metrics().flush_metrics()
            _counted = False
