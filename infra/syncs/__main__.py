"""``python -m infra.syncs status|pause|resume|start [--user ID]``, which ``make syncs`` runs.

Without a person ``pause`` and ``resume`` are for everybody who shares the installation. Exit codes: 0 done; 1 not done,
which is said on standard error; 2 the command was not one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, NoCredentialsError, NoRegionError
from pynamodb.exceptions import PynamoDBException

from chalicelib.core.errors import DashspotError
from infra.local.settings import SettingsProblem
from infra.stages import LOCAL, STAGES, Stage, stage
from infra.syncs import installation
from infra.syncs.installation import Environment, Problem
from infra.syncs.shown import Lines, text


def main(arguments: Sequence[str] | None = None, environment: Environment = installation.environment) -> int:
    """Do what the command line says."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.command == "start" and asked.user is None:
        parser.error("start needs a person: --user")
    chosen = stage(asked.stage)
    try:
        print(text(_done(asked, chosen, environment)))
    except (Problem, SettingsProblem) as problem:
        said = str(problem)
    except DashspotError as error:
        said = error.detail
    except (NoCredentialsError, NoRegionError) as problem:
        said = f"{problem} Set AWS_PROFILE and AWS_REGION, or choose the local system: --stage {LOCAL.name}"
    except EndpointConnectionError as problem:
        said = f"{problem}{' Start the local system: make run' if chosen.emulated else ''}"
    except (BotoCoreError, ClientError, PynamoDBException) as problem:
        said = f"refused by AWS: {problem}"
    else:
        return 0
    print(said, file=sys.stderr)
    return 1


def _done(asked: argparse.Namespace, chosen: Stage, environment: Environment) -> Lines:
    installation.enter(chosen, environment)
    # Records name their tables when they are imported, so not before.
    from infra.syncs import actions

    if asked.command == "start":
        return actions.start(asked.user)
    does = {"status": actions.status, "pause": actions.pause, "resume": actions.resume}[asked.command]
    return does(asked.user)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.syncs", description="See to syncs.")
    parser.add_argument("command", choices=["status", "pause", "resume", "start"])
    parser.add_argument("--user", metavar="ID", help="the person's id (`u_...`); without it: everybody")
    parser.add_argument("--stage", choices=list(STAGES), default=LOCAL.name, help="default: the local system")
    return parser


if __name__ == "__main__":
    sys.exit(main())
