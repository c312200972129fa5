from __future__ import annotations

import datetime
import json
import ssl
import sys
import time
from pathlib import Path

import pytest
from cryptography import x509

from infra.deploy.__main__ import NotReady, read_parameters
from infra.deploy.release import located
from infra.local.banner import banner
from infra.local.bridge import MetricsBridge, metrics_of
from infra.local.cloud import Cloud
from infra.local.function_logs import LogLine
from infra.local.inspector.activity import events_of
from infra.local.invocations import Invocations
from infra.local.ports import busy, free_port
from infra.local.processes import Child, ProcessFailed, wait_until
from infra.local.queues import QueueDepth
from infra.local.settings import LocalSettings, SettingsProblem, parse_env_file, read_settings
from infra.local.tables import readable
from infra.local.tls import HOSTS, certificate


def line(text: str, function: str = "library_persist", at: int = 1000) -> LogLine:
    return LogLine(function, at, text, json.loads(text) if text.startswith("{") else None)


# Settings


def test_without_credentials_spotify_is_the_simulator_on_loopback(tmp_path: Path) -> None:
    found = read_settings({"PORT": "9000", "SIMULATOR_PORT": "9001"}, tmp_path / "none")
    assert found.simulated and found.starts_simulator
    assert found.origin == "https://127.0.0.1:9000"
    assert found.spotify_api_url == found.spotify_accounts_url == "http://127.0.0.1:9001"
    assert found.cloud_url == "http://127.0.0.1:4566"
    assert (found.audio_features, found.reccobeats) == ("spotify", "http://127.0.0.1:9001/reccobeats")


def test_with_credentials_it_is_the_real_one(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# mine\nSPOTIFY_CLIENT_ID=id\nexport SPOTIFY_CLIENT_SECRET='s e'\nWEB_URL=\n")
    found = read_settings({}, tmp_path / ".env")
    assert (found.client_id, found.client_secret, found.simulated) == ("id", "s e", False)
    assert found.spotify_api_url == "https://api.spotify.com"
    assert found.spotify_accounts_url == "https://accounts.spotify.com"
    assert found.reccobeats == "https://api.reccobeats.com"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=1\nCLOUD_PORT=2\n")
    found = read_settings({"PORT": "3", "CLOUD_PORT": ""}, tmp_path / ".env")
    assert (found.port, found.cloud_port) == (3, 2)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"PORT": "http"}, "PORT=http"),
        ({"CLOUD_PORT": "70000"}, "CLOUD_PORT=70000"),
        ({"WEB_URL": "localhost:5173"}, "WEB_URL=localhost:5173"),
        ({"AUDIO_FEATURES": "magic"}, "AUDIO_FEATURES=magic: choose one of spotify, reccobeats, none"),
        ({"RECCOBEATS_URL": "reccobeats.com"}, "RECCOBEATS_URL=reccobeats.com"),
        ({"SPOTIFY_CLIENT_ID": "only"}, "belong together"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environment: dict[str, str], named: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match=named):
        read_settings(environment, tmp_path / "none")


def test_a_line_that_is_no_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=1\nnonsense\n")
    with pytest.raises(SettingsProblem, match="line 2"):
        parse_env_file(tmp_path / ".env")


def test_another_emulator_is_used_where_one_is_named(tmp_path: Path) -> None:
    assert (
        read_settings({"LOCALSTACK_URL": "http://127.0.0.1:4510/"}, tmp_path / "none").cloud_url
        == "http://127.0.0.1:4510"
    )


# Certificate


def test_the_certificate_is_made_once_and_its_authority_kept(tmp_path: Path) -> None:
    first = certificate(tmp_path, mkcert="")
    authority, chain = first.authority.read_bytes(), first.chain.read_bytes()
    again = certificate(tmp_path, mkcert="")
    assert (again.authority.read_bytes(), again.chain.read_bytes()) == (authority, chain)
    again.chain.unlink()
    renewed = certificate(tmp_path, mkcert="")
    assert renewed.authority.read_bytes() == authority
    assert renewed.chain.read_bytes() != chain


def test_the_certificate_names_loopback_and_lives_as_long_as_browsers_allow(tmp_path: Path) -> None:
    made = certificate(tmp_path, mkcert="")
    leaf = x509.load_pem_x509_certificate(made.chain.read_bytes())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    found = {str(name.value) for name in names}
    assert found == set(HOSTS)
    assert leaf.not_valid_after_utc - datetime.datetime.now(datetime.UTC) <= datetime.timedelta(days=397)
    assert made.context().minimum_version is ssl.TLSVersion.TLSv1_2


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    made = certificate(tmp_path, mkcert="")
    for key in (made.key, tmp_path / "authority.key"):
        assert key.stat().st_mode & 0o077 == 0


def test_mkcert_is_used_where_it_is_installed(tmp_path: Path) -> None:
    other = certificate(tmp_path / "other", mkcert="")
    root = tmp_path / "root"
    root.mkdir()
    mkcert = tmp_path / "mkcert"
    mkcert.write_text(
        f"#!/bin/sh\n[ $1 = -CAROOT ] && echo {root} && exit\n"
        f"cp {other.chain} $2; cp {other.key} $4; shift 4; echo $@ > {root}/hosts\n"
    )
    mkcert.chmod(0o755)
    made = certificate(tmp_path / "tls", mkcert=str(mkcert))
    assert made.made_by_mkcert
    assert made.authority == root / "rootCA.pem"
    assert (root / "hosts").read_text().split() == list(HOSTS)
    assert made.context()


# Processes and ports


def test_a_child_that_ends_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    child = Child("the helper", [sys.executable, "-c", "print('went wrong'); exit(3)"], {}, tmp_path / "log")
    with pytest.raises(ProcessFailed, match=r"(?s)the helper ended with status 3.*went wrong"):
        wait_until(lambda: False, child, "the helper")


def test_stopping_a_child_leaves_nothing_of_it(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); print(p.pid, flush=True);"
        "signal.signal(signal.SIGTERM, signal.SIG_DFL); time.sleep(600)"
    )
    child = Child("parent", [sys.executable, "-c", code], {}, tmp_path / "log")
    wait_until(lambda: (tmp_path / "log").read_text().strip().isdigit(), child, "its child")
    grandchild = int((tmp_path / "log").read_text())
    child.stop()
    assert not child.running
    end = time.monotonic() + 30
    while _alive(grandchild) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _alive(grandchild)


def _alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_a_port_is_busy_while_somebody_listens() -> None:
    import socket

    port = free_port()
    assert not busy(port)
    with socket.create_server(("127.0.0.1", port)):
        assert busy(port)


# Logs, metrics, activity


def test_metrics_of_an_emf_line() -> None:
    document = {
        "_aws": {
            "Timestamp": 1_700_000_000_000,
            "CloudWatchMetrics": [
                {
                    "Namespace": "Dashspot",
                    "Dimensions": [["stage", "service"]],
                    "Metrics": [{"Name": "RecordsRefused", "Unit": "Count"}, {"Name": "Missing"}],
                }
            ],
        },
        "stage": "local",
        "service": "dashspot",
        "RecordsRefused": [1, 2.5],
    }
    ((namespace, datum),) = metrics_of(document)
    assert namespace == "Dashspot"
    assert datum["MetricName"] == "RecordsRefused"
    assert datum["Values"] == [1.0, 2.5]
    assert datum["Dimensions"] == [{"Name": "stage", "Value": "local"}, {"Name": "service", "Value": "dashspot"}]
    assert datum["Timestamp"] == datetime.datetime(2023, 11, 14, 22, 13, 20, tzinfo=datetime.UTC)


def test_invocations_and_errors_are_told_from_the_logs() -> None:
    counted = Invocations()
    lines = [
        line("START RequestId: 1"),
        line('{"level": "ERROR", "message": "handled by the application"}'),
        line("REPORT RequestId: 1\tDuration: 5 ms"),
        line("Traceback (most recent call last):"),
        line("REPORT RequestId: 3", function="api_handler"),
        line("REPORT RequestId: 2\tDuration: 5 ms"),
        line("REPORT RequestId: 4"),
    ]
    ended = [found for found in map(counted.take_line, lines) if found is not None]
    assert [(found.function, found.failed) for found in ended] == [
        ("library_persist", False),
        ("api_handler", False),
        ("library_persist", True),
        ("library_persist", False),
    ]
    assert counted.total == {"library_persist": 3, "api_handler": 1}
    assert counted.failed["library_persist"] == 1


class _Recorder(Cloud):
    """Takes what would be sent."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1")
        self.sent: list[tuple[str, str, str, float]] = []

    def client(self, service: str) -> _Recorder:
        assert service == "cloudwatch"
        return self

    def put_metric_data(self, Namespace: str, MetricData: list[dict[str, object]]) -> None:  # noqa: N803
        for datum in MetricData:
            dimensions = datum["Dimensions"]
            assert isinstance(dimensions, list)
            value = datum["Value"]
            assert isinstance(value, float)
            self.sent.append((Namespace, str(datum["MetricName"]), dimensions[0]["Value"], value))


def test_the_bridge_sends_depths_ages_and_errors() -> None:
    cloud = _Recorder()
    bridge = MetricsBridge(cloud, Invocations())
    depth = QueueDepth("work", visible=2, in_flight=1, delayed=0, dead_letters=3)
    bridge.take_depths([depth], now=100)
    bridge.take_depths([depth], now=160)
    bridge.take_line(line("Task timed out after 60.00 seconds"))
    bridge.take_line(line("REPORT RequestId: 1"))
    bridge.send()
    queue, dead = "dashspot-local-work", "dashspot-local-work-dead-letters"
    assert ("AWS/SQS", "ApproximateNumberOfMessagesVisible", queue, 2.0) in cloud.sent
    assert ("AWS/SQS", "ApproximateNumberOfMessagesNotVisible", queue, 1.0) in cloud.sent
    assert ("AWS/SQS", "ApproximateNumberOfMessagesVisible", dead, 3.0) in cloud.sent
    assert ("AWS/SQS", "ApproximateAgeOfOldestMessage", queue, 60.0) in cloud.sent
    assert ("AWS/Lambda", "Errors", "dashspot-local-library_persist", 1.0) in cloud.sent
    cloud.sent.clear()
    bridge.send()
    assert cloud.sent == []


def test_activity_is_told_in_order_from_the_lines_of_one_request() -> None:
    from infra.local.function_logs import FunctionLogs

    logs = FunctionLogs(Cloud("http://127.0.0.1:1"))
    told = {"request_id": "r1", "timestamp": "2026-11-22 22:15:54,404+0000", "level": "INFO"}
    for message, more in (
        ("answered", {"method": "GET", "path": "/v1/library/tracks", "status": 200}),
        ("message sent", {"queue": "library-records", "records": 3}),
        ("record written", {"kind": "track", "entity": "Song", "change": "created"}),
        ("message handled", {"created": 3, "unchanged": 0}),
        ("record refused", {"kind": "library.entities", "reason": "no id"}),
        ("consents watched", {}),
    ):
        logs.lines.append(line(json.dumps({**told, "message": message, **more})))
    logs.lines.append(line(json.dumps({**told, "request_id": "r2", "message": "answered"})))
    events = events_of(logs, "r1")
    assert [event["kind"] for event in events] == ["answer", "message", "record", "function", "dead_letter"]
    assert events[0]["title"] == "GET /v1/library/tracks answered 200"
    assert events[0]["at"] == "2026-11-22T22:15:54.404Z"
    assert events[2]["title"] == "track Song created"
    assert "3 created" in events[3]["title"]
    assert "no id" in events[4]["title"]


def test_stored_items_are_shown_as_json() -> None:
    item = {"pk": {"S": "a"}, "n": {"N": "1.50"}, "i": {"N": "7"}, "b": {"B": b"abc"}, "s": {"SS": ["y", "x"]}}
    shown = readable({**item, "m": {"M": {"l": {"L": [{"N": "1"}]}}}})
    assert json.loads(json.dumps(shown)) == {
        "pk": "a",
        "n": 1.5,
        "i": 7,
        "b": "(3 bytes)",
        "s": ["x", "y"],
        "m": {"l": [1]},
    }


# Banner and deployment


def test_the_banner_begins_with_the_address_and_says_what_is_simulated(tmp_path: Path) -> None:
    keys = certificate(tmp_path, mkcert="")
    lines = banner(LocalSettings(port=9443), keys).splitlines()
    assert next(text for text in lines if text) == "https://127.0.0.1:9443/"
    text = "\n".join(lines)
    assert "simulated" in text and "/_local/" in text and str(keys.authority) in text
    real = banner(LocalSettings(client_id="a", client_secret="b"), keys)
    assert "https://127.0.0.1:8443/api/v1/user/callback" in real and "simulated" not in real


def test_a_deployment_needs_a_client_id_and_a_public_url() -> None:
    with pytest.raises(NotReady, match="SPOTIFY_CLIENT_ID and PUBLIC_URL"):
        read_parameters({})
    found = read_parameters({"SPOTIFY_CLIENT_ID": "id", "PUBLIC_URL": "https://a", "ALARM_EMAIL": "x@y"})
    assert found == {
        "SpotifyClientId": "id",
        "PublicUrl": "https://a",
        "AlarmEmail": "x@y",
    }


def test_what_may_be_taken_away_is_set_to_nothing() -> None:
    given = {"SPOTIFY_CLIENT_ID": "id", "PUBLIC_URL": "https://a", "DOMAIN_NAME": "", "LOG_LEVEL": "", "WEB_ORIGIN": ""}
    assert read_parameters(given) == {"SpotifyClientId": "id", "PublicUrl": "https://a", "DomainName": ""}


def test_uploaded_code_is_named_for_every_function() -> None:
    template = {
        "Resources": {
            "A": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "./deployment.zip"}},
            "B": {"Type": "AWS::SQS::Queue", "Properties": {}},
        }
    }
    found = located(template, "bucket", "key.zip")
    assert found["Resources"]["A"]["Properties"]["CodeUri"] == {"Bucket": "bucket", "Key": "key.zip"}
    assert template["Resources"]["A"]["Properties"] == {"CodeUri": "./deployment.zip"}
