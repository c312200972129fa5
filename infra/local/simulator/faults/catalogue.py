"""Every kind of fault, and how one is read from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter

from infra.local.simulator.faults.outages import ConnectionReset, Html, Latency, ServerError, TimeOut, Truncated
from infra.local.simulator.faults.pages import (
    DeepOffset,
    OverlappingPages,
    RepeatingPages,
    ShortPages,
    ShrinkingTotals,
    SkippingFirstPage,
)
from infra.local.simulator.faults.refusals import (
    NotRegistered,
    PremiumLapsed,
    Quota,
    RateLimit,
    Refusal,
    TransientUnauthorized,
)
from infra.local.simulator.faults.rules import Fault
from infra.local.simulator.faults.tokens import Expiry, FalseInvalidGrant, Revocation

AnyFault = (
    RateLimit
    | Quota
    | NotRegistered
    | PremiumLapsed
    | TransientUnauthorized
    | Refusal
    | ServerError
    | Html
    | TimeOut
    | ConnectionReset
    | Truncated
    | Latency
    | FalseInvalidGrant
    | Expiry
    | Revocation
    | OverlappingPages
    | ShortPages
    | RepeatingPages
    | ShrinkingTotals
    | DeepOffset
    | SkippingFirstPage
)
KINDS: tuple[type[Fault], ...] = get_args(AnyFault)
_READ: TypeAdapter[Fault] = TypeAdapter(Annotated[AnyFault, Field(discriminator="kind")])
_OF_EVERY_FAULT = frozenset({"kind", *Fault.model_fields})


def read_fault(fields: Mapping[str, Any]) -> Fault:
    """The fault that JSON describes. Raises ValueError where it describes none."""
    return _READ.validate_python(dict(fields))


def described_kinds() -> dict[str, dict[str, Any]]:
    """Kind -> what it does and the fields that only it has, with their defaults."""
    return {
        get_args(kind.model_fields["kind"].annotation)[0]: {
            "does": " ".join((kind.__doc__ or "").split()),
            "fields": {name: field.default for name, field in kind.model_fields.items() if name not in _OF_EVERY_FAULT},
        }
        for kind in KINDS
    }
