"""The stages that the same application is deployed to, and all that differs between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

API_STAGE = "api"
"""Stage of the REST API: the first element of every public path."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One way of deploying Dashspot.

    ``log_retention`` is in days. ``protected``: tables, bucket and key outlive their stack. ``schedule`` replaces the
    rate that a function declares. ``alarms``: ``each`` makes one alarm per queue and function, ``aggregated`` a handful
    over all of them (ten alarm metrics are free of charge, https://aws.amazon.com/cloudwatch/pricing/). ``emulated``:
    deployed to the cloud on this machine, which speaks plain HTTP on loopback, knows no conditions on a KMS encryption
    context and runs functions on this machine's own platform. ``concurrency`` bounds how many instances of one
    queue-triggered function run at a time, whatever it declares (2 at least: AWS takes no less).
    """

    name: str
    log_retention: int
    log_level: str
    protected: bool
    alarms: Literal["each", "aggregated"]
    emulated: bool
    throttle_rate: int
    throttle_burst: int
    schedule: str | None = None
    concurrency: int | None = None

    @property
    def stack(self) -> str:
        """Name of the CloudFormation stack, and first part of the names of its resources."""
        return f"dashspot-{self.name}"

    @property
    def secrets_parameter(self) -> str:
        """Name of the SSM SecureString with the client secret and the signing key."""
        return f"/{self.stack}/secrets"


LOCAL = Stage(
    name="local",
    log_retention=1,
    log_level="INFO",
    protected=False,
    alarms="each",
    emulated=True,
    throttle_rate=10_000,
    throttle_burst=5_000,
    # The one place where local time runs faster: whatever rate a function declares, it ticks every minute here.
    schedule="rate(1 minute)",
    # Ten functions at once, on two cores and one emulator, would make each other time out.
    concurrency=2,
)

HOME = Stage(
    name="home",
    log_retention=14,
    log_level="INFO",
    protected=True,
    alarms="aggregated",
    emulated=False,
    throttle_rate=20,
    throttle_burst=60,
)

PROD = Stage(
    name="prod",
    log_retention=30,
    log_level="INFO",
    protected=True,
    alarms="each",
    emulated=False,
    throttle_rate=2_000,
    throttle_burst=4_000,
)

STAGES = {stage.name: stage for stage in (LOCAL, HOME, PROD)}


def stage(name: str) -> Stage:
    """The stage of that name; ValueError names the known ones."""
    try:
        return STAGES[name]
    except KeyError:
        raise ValueError(f"unknown stage {name!r}: choose one of {', '.join(STAGES)}") from None
