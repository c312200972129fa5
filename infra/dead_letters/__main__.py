"""``python -m infra.dead_letters list|show|redrive|drop``, which ``make dead-letters`` runs.

Exit codes: 0 done; 1 something was not done, which is said on standard error; 2 the command was not one;
130 interrupted, after which the same command may be given again.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, NoCredentialsError, NoRegionError

from infra.dead_letters.actions import drop, redrive
from infra.dead_letters.letters import Letter, Reading, held
from infra.dead_letters.places import Clients, clients_of, places
from infra.dead_letters.problem import Problem
from infra.dead_letters.reasons import reasons
from infra.dead_letters.shown import counted, listing, one
from infra.local.settings import SettingsProblem
from infra.stages import LOCAL, STAGES, stage

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Do what the command line says."""
    asked = _parser().parse_args(arguments)
    try:
        return _run(asked, clients or clients_of(stage(asked.stage)))
    except KeyboardInterrupt:
        print("Interrupted. Nothing is lost: give the same command again.", file=sys.stderr)
        return INTERRUPTED
    except (Problem, SettingsProblem) as problem:
        said = str(problem)
    except (NoCredentialsError, NoRegionError) as problem:
        said = f"{problem} Set AWS_PROFILE and AWS_REGION, or choose the local system: --stage {LOCAL.name}"
    except EndpointConnectionError as problem:
        said = f"{problem}{' Start the local system: make run' if stage(asked.stage).emulated else ''}"
    except (BotoCoreError, ClientError) as problem:
        said = f"refused by AWS: {problem}"
    print(said, file=sys.stderr)
    return 1


def _run(asked: argparse.Namespace, clients: Clients) -> int:
    here = places(clients, stage(asked.stage), asked.queue)
    sqs = clients("sqs")
    with held(sqs, here) as reading:
        now = datetime.now(UTC)
        if asked.command == "list":
            why = reasons(clients("logs"), reading.letters)
            print(listing(here, reading.letters, why, reading.elsewhere, now))
            return 0
        chosen = _chosen(asked, reading)
        if asked.command == "show":
            why = reasons(clients("logs"), chosen)
            print("\n\n".join(one(letter, why[letter.id], now) for letter in chosen))
            return 0
        if asked.command == "redrive":
            return _each(chosen, "redriven", lambda letter: f", now {redrive(sqs, letter)}")
        if not asked.yes:
            for letter in chosen:
                print(_named(letter))
            print(f"{counted(len(chosen))} would be dropped for good: say --yes to do it.", file=sys.stderr)
            return 1
        return _each(chosen, "dropped", lambda letter: drop(sqs, letter))


def _chosen(asked: argparse.Namespace, reading: Reading) -> list[Letter]:
    return list(reading.letters) if asked.all else reading.chosen(asked.ids)


def _each(letters: Sequence[Letter], done: str, act: Callable[[Letter], str | None]) -> int:
    """Say each one as it is done; one that is refused keeps no other back."""
    failed = 0
    for letter in letters:
        try:
            print(f"{done} {_named(letter)}{act(letter) or ''}", flush=True)
        except ClientError as error:
            failed += 1
            print(f"not {done} {_named(letter)}: {error}", file=sys.stderr)
    print(f"{counted(len(letters) - failed)} {done}")
    return 1 if failed else 0


def _named(letter: Letter) -> str:
    return f"{letter.id} ({letter.place.queue}, {letter.kind or 'no envelope'})"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.dead_letters", description="Work with dead letters.")
    parser.set_defaults(all=False, ids=[])
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--stage", choices=list(STAGES), default=LOCAL.name, help="default: the local system")
    common.add_argument("--queue", help="only those of this queue")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", parents=[common], help="every letter, and why it is one")
    show = commands.add_parser("show", parents=[common], help="one letter without personal values, and why it is one")
    show.add_argument("ids", metavar="ID", nargs="+", help="its id, or the beginning of it")
    for name, text in (("redrive", "send back to the queue they came from"), ("drop", "delete for good")):
        command = commands.add_parser(name, parents=[common], help=text)
        which: Any = command.add_mutually_exclusive_group(required=True)
        which.add_argument("ids", metavar="ID", nargs="*", default=[], help="ids, or the beginnings of them")
        which.add_argument("--all", action="store_true", help="every letter (of --queue)")
    commands.choices["drop"].add_argument("--yes", action="store_true", help="really delete")
    return parser


if __name__ == "__main__":
    sys.exit(main())
