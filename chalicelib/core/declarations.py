"""What every deployed function declares of itself: the one source from which infrastructure is derived.

Queues, dead-letter queues, alarms, log groups, policies, environment variables and time-outs are generated from these
declarations (``infra/``), so adding a function never means editing infrastructure by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Use(StrEnum):
    """Something outside the function that it may touch; ``infra`` turns each into least-privilege statements."""

    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_WRITE = "accounts:write"
    ACCOUNTS_ERASE = "accounts:erase"  # delete many items at once
    CATALOGUE_READ = "catalogue:read"
    CATALOGUE_WRITE = "catalogue:write"
    CATALOGUE_ERASE = "catalogue:erase"
    PERSONAL_READ = "personal:read"
    PERSONAL_WRITE = "personal:write"
    PERSONAL_ERASE = "personal:erase"
    COORDINATION_READ = "coordination:read"
    COORDINATION_WRITE = "coordination:write"
    COORDINATION_ERASE = "coordination:erase"
    OBJECTS_READ = "objects:read"  # objects of people in the bucket
    OBJECTS_WRITE = "objects:write"  # the same, put and deleted one by one
    OBJECTS_ERASE = "objects:erase"  # list and delete objects of people in the bucket
    TOMBSTONES = "tombstones"  # look up whether a person was erased
    VAULT_KEY = "vault"  # KMS Encrypt and Decrypt under the encryption context of one person
    SECRETS = "secrets"  # the SSM parameter with the client secret and the signing key


@dataclass(frozen=True, slots=True)
class FunctionDeclaration:
    """One deployed function.

    ``name`` is Chalice's function name (``api_handler`` for the HTTP function), ``handler`` the dotted module path and
    attribute that Lambda calls. ``timeout`` is in seconds, ``memory`` in MB, ``publishes`` the queues it sends to.
    ``validates`` is the dotted path of what raises ``Refused`` for an envelope that this function can never handle, and
    touches nothing else: with it a dead letter tells what is wrong with it when its log lines are gone.
    """

    name: str
    handler: str
    timeout: int
    memory: int
    uses: frozenset[Use]
    publishes: frozenset[str] = frozenset()
    queue: str | None = None
    batch_size: int = 10
    max_receive_count: int = 3
    maximum_concurrency: int | None = None
    validates: str | None = None
    schedule: str | None = None

    @property
    def visibility_timeout(self) -> int:
        """Seconds a received message stays hidden: six times the function's time-out, as AWS advises for event sources
        (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html)."""
        return 6 * self.timeout


API_FUNCTION = "api_handler"
API_TIMEOUT = 29  # seconds; API Gateway waits no longer
API_MEMORY = 1024
API_USES = frozenset(
    {Use.ACCOUNTS_READ, Use.ACCOUNTS_WRITE, Use.COORDINATION_READ, Use.COORDINATION_WRITE, Use.VAULT_KEY, Use.SECRETS}
)

_functions: dict[str, FunctionDeclaration] = {}


def declare(function: FunctionDeclaration) -> FunctionDeclaration:
    """Register a function; declaring one name twice with different content is a programming error (ValueError)."""
    known = _functions.get(function.name)
    if known is not None and known != function:
        raise ValueError(f"function {function.name!r} is declared twice")
    _functions[function.name] = function
    return function


def declare_api(*, uses: Iterable[Use] = (), publishes: Iterable[str] = ()) -> None:
    """Add to what the HTTP function uses: every endpoint calls this, and one function serves them all."""
    known = _functions.get(API_FUNCTION) or FunctionDeclaration(
        name=API_FUNCTION, handler="app.app", timeout=API_TIMEOUT, memory=API_MEMORY, uses=API_USES
    )
    _functions[API_FUNCTION] = replace(
        known, uses=known.uses | frozenset(uses), publishes=known.publishes | frozenset(publishes)
    )


def functions() -> tuple[FunctionDeclaration, ...]:
    """Every function declared by the modules imported so far, by name (import ``app`` first to have all)."""
    return tuple(_functions[name] for name in sorted(_functions))


def queues() -> tuple[FunctionDeclaration, ...]:
    """The queue-triggered functions, by queue name."""
    return tuple(sorted((f for f in _functions.values() if f.queue), key=lambda f: f.queue or ""))
