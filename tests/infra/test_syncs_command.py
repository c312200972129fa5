"""The operator's command for syncs, on tables and queues that moto stands in for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.contexts.library.sync.messages import QUEUE as SYNCS_QUEUE
from chalicelib.contexts.library.sync.tasks import plan, resume
from chalicelib.core.settings import queue_variable
from infra.stages import HOME, LOCAL, Stage
from infra.syncs import installation
from infra.syncs.__main__ import main
from infra.syncs.installation import Problem
from tests.functional.syncing import SYNCS
from tests.functional.world import ENVIRONMENT, Browser, World, a_world


@pytest.fixture
def world() -> Iterator[World]:
    with a_world(tracks=2, playlists=1, big_playlist=1, people=2) as made:
        yield made


class Operator:
    """Somebody at a terminal; ``said`` and ``wrong`` are what the last command told."""

    def __init__(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        self._world, self._capsys = world, capsys
        self.said = self.wrong = ""

    def does(self, command: str, *more: str) -> int:
        self._capsys.readouterr()
        with patch.dict(os.environ):
            code = main([command, *more, "--stage", "home"], self._environment)
        self.said, self.wrong = self._capsys.readouterr()
        return code

    def _environment(self, stage: Stage) -> Mapping[str, str]:
        assert stage is HOME
        return {name: os.environ[name] for name in (*ENVIRONMENT, queue_variable(SYNCS_QUEUE))}


@pytest.fixture
def operator(world: World, capsys: pytest.CaptureFixture[str]) -> Operator:
    return Operator(world, capsys)


def _signed_in(world: World, number: int = 0) -> tuple[Browser, str]:
    browser = world.browser()
    browser.sign_in(person=world.spotify.truth.people[number].id)
    return browser, browser.cookies["__Host-dashspot"].partition(".")[0]


def _hours_pass(world: World, hours: int) -> None:
    for _ in range(hours):
        world.tick(resume, milliseconds=120_000)
        world.tick(plan, milliseconds=120_000)
        world.run_queue(rounds=100, queue=SYNCS_QUEUE)
        world.advance(hours=1)


def _ended(browser: Browser) -> int:
    return sum(job["finished_at"] is not None for job in browser.get(SYNCS).json["data"])


def test_pausing_a_person_holds_theirs_alone_until_they_are_resumed(world: World, operator: Operator) -> None:
    (anna, user_id), (ben, _) = _signed_in(world, 0), _signed_in(world, 1)
    assert operator.does("pause", "--user", user_id) == 0
    assert f"syncs of {user_id}" in operator.said
    _hours_pass(world, 2)
    assert (_ended(anna), _ended(ben)) == (0, 1)
    refused = anna.post(SYNCS, {})
    assert (refused.status, refused.code) == (409, "conflict")
    anna.sign_in(person=world.spotify.truth.people[0].id)
    _hours_pass(world, 1)
    assert _ended(anna) == 0, "signing in does not end it"
    assert operator.does("status", "--user", user_id) == 0
    assert "since" in next(line for line in operator.said.splitlines() if line.startswith("paused"))
    assert operator.does("resume", "--user", user_id) == 0
    _hours_pass(world, 1)
    assert _ended(anna) == 1


def test_a_sync_under_way_waits_while_its_person_is_paused_and_then_goes_on(world: World, operator: Operator) -> None:
    anna, user_id = _signed_in(world)
    job = anna.post(SYNCS, {}).json
    operator.does("pause", "--user", user_id)
    _hours_pass(world, 2)
    waiting = anna.get(f"{SYNCS}/{job['id']}").json
    assert waiting["state"] == "waiting"
    assert waiting["resume_at"] is not None
    operator.does("status", "--user", user_id)
    assert job["id"] in operator.said
    operator.does("resume", "--user", user_id)
    _hours_pass(world, 2)
    assert anna.get(f"{SYNCS}/{job['id']}").json["state"] in ("succeeded", "partial")


def test_pausing_the_installation_holds_everybodys_background_work_and_nobodys_own_use(
    world: World, operator: Operator
) -> None:
    (anna, _), (ben, _) = _signed_in(world, 0), _signed_in(world, 1)
    assert world.browser().get("/v1/meta").json["background_paused_at"] is None
    by_hand = anna.post(SYNCS, {}).json
    assert operator.does("pause") == 0
    asked = len(world.asked("/v1/me"))
    _hours_pass(world, 2)
    world.advance(hours=24)
    _hours_pass(world, 2)
    assert len(world.asked("/v1/me")) == asked, "Spotify is left alone for more than a day, over midnight too"
    assert (_ended(anna), _ended(ben)) == (0, 0)
    assert anna.get(f"{SYNCS}/{by_hand['id']}").json["state"] == "waiting"
    assert ben.get("/v1/library/playlists").status == 200
    assert world.browser().get("/v1/meta").json["background_paused_at"] is not None
    assert operator.does("status") == 0
    assert "everybody, since" in operator.said
    assert "2 libraries" in operator.said
    assert operator.does("resume") == 0
    _hours_pass(world, 2)
    assert world.browser().get("/v1/meta").json["background_paused_at"] is None
    assert (_ended(anna), _ended(ben)) == (1, 1)


def test_a_pause_of_the_installation_outlives_processes_and_months_without_use(
    world: World, operator: Operator
) -> None:
    from chalicelib.core import composition
    from chalicelib.core.composition import services
    from chalicelib.core.settings import settings

    operator.does("pause")
    (gate,) = (item for item in world.items("coordination", "CLIENT#") if item["sk"] == "GATE")
    assert "expires_at" not in gate
    composition.use(composition.Services(settings(), world.clock))
    _signed_in(world)
    (gate,) = (item for item in world.items("coordination", "CLIENT#") if item["sk"] == "GATE")
    assert "expires_at" not in gate, "nor does use of the app put an end to it"
    assert services().accounts.held_until("sync") is not None
    operator.does("resume")
    (gate,) = (item for item in world.items("coordination", "CLIENT#") if item["sk"] == "GATE")
    assert "expires_at" in gate
    assert services().accounts.held_until("sync") is None


def test_starting_one_for_somebody_who_reports_a_problem(world: World, operator: Operator) -> None:
    anna, user_id = _signed_in(world)
    assert operator.does("start", "--user", user_id) == 0
    (job,) = anna.get(SYNCS).json["data"]
    assert job["id"] in operator.said
    assert operator.does("start", "--user", user_id) == 0
    assert job["id"] in operator.said, "asking again tells the one under way"
    world.run_queue(rounds=100, queue=SYNCS_QUEUE)
    assert _ended(anna) == 1
    operator.does("status", "--user", user_id)
    lines = {line.split()[0]: line for line in operator.said.splitlines()}
    assert "24 h" in lines["period"]
    assert "good" in lines["consent"]
    assert "nothing" in lines["under"]
    operator.does("pause", "--user", user_id)
    assert operator.does("start", "--user", user_id) == 1
    assert "paused" in operator.wrong


@pytest.mark.parametrize("command", ["status", "pause", "resume", "start"])
def test_somebody_whom_nobody_knows_is_said_to_be_so_and_not_made(
    world: World, operator: Operator, command: str
) -> None:
    assert operator.does(command, "--user", "u_nobody") == 1
    assert "known" in operator.wrong
    assert world.items("accounts", "U#u_nobody") == []


def test_a_start_for_nobody_in_particular_is_no_command(operator: Operator) -> None:
    with pytest.raises(SystemExit) as ended:
        operator.does("start")
    assert ended.value.code == 2


class FakeLambda:
    """Lambda, which knows one function or none."""

    def __init__(self, variables: dict[str, str] | None) -> None:
        self._variables = variables

    def get_function_configuration(self, FunctionName: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        assert FunctionName == "dashspot-home-api_handler"
        if self._variables is None:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": FunctionName}}, "Get")
        return {"Environment": {"Variables": self._variables}}


def test_a_command_works_with_what_the_functions_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "client", lambda service: FakeLambda({"ACCOUNTS_TABLE": "t", "LOG_LEVEL": "INFO"}))
    with patch.dict(os.environ, {"AWS_REGION": "eu-west-1"}):
        installation.enter(HOME, installation.environment)
        assert (os.environ["ACCOUNTS_TABLE"], os.environ["LOG_LEVEL"]) == ("t", "ERROR")
        assert "AWS_ENDPOINT_URL" not in os.environ
    monkeypatch.setattr(boto3, "client", lambda service: FakeLambda(None))
    with pytest.raises(Problem, match="dashspot-home"):
        installation.environment(HOME)


def test_the_local_system_is_reached_with_keys_that_open_nothing_else() -> None:
    with patch.dict(os.environ, {"AWS_ACCESS_KEY_ID": "a real one", "SPOTIFY_CLIENT_ID": ""}):
        installation.enter(LOCAL, lambda stage: {})
        assert os.environ["AWS_ACCESS_KEY_ID"] == "test"
        assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")


def test_make_takes_the_person_from_the_command_and_never_from_the_shell() -> None:
    import subprocess

    told = {**os.environ, "USER": "root"}
    everybody = subprocess.run(
        ["make", "-n", "syncs", "DO=pause"], capture_output=True, text=True, check=True, env=told
    )
    assert "--user" not in everybody.stdout
    person = ["make", "-n", "syncs", "DO=pause", "USER=u_1"]
    assert "--user u_1" in subprocess.run(person, capture_output=True, text=True, check=True, env=told).stdout
    default = subprocess.run(["make", "-n", "syncs"], capture_output=True, text=True, check=True, env=told)
    assert "infra.syncs status" in default.stdout
