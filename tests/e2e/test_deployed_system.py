from __future__ import annotations

import boto3
import pytest

from tests.e2e.system import Browser, RunningSystem

pytestmark = pytest.mark.e2e


def test_the_address_is_the_first_thing_said_once_everything_is_up(system: RunningSystem) -> None:
    said = [line for line in system.output if line and not line.endswith("...")]
    assert said[0] == f"{system.url}/"


def test_health_answers_over_https_by_the_deployed_function(system: RunningSystem) -> None:
    answer = system.browser().get("/api/v1/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}
    assert answer.headers["Dashspot-Request-Id"]


def test_meta_says_that_spotify_is_simulated(system: RunningSystem) -> None:
    meta = system.browser().get("/api/v1/meta").json()
    assert meta["spotify"]["simulated"] is True
    assert meta["stage"] == "local"


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v1/nothing"), ("PUT", "/api/v1/health"), ("GET", "/api/")])
def test_unknown_paths_and_methods_are_problems(system: RunningSystem, method: str, path: str) -> None:
    answer = system.browser().send(method, path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"
    assert answer.json()["request_id"] == answer.headers["Dashspot-Request-Id"]


def test_an_oversized_body_is_a_problem(system: RunningSystem) -> None:
    answer = system.browser().send("POST", "/api/v1/user/tokens", data=b"x" * (10 * 1024 * 1024 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


def test_preflight_answers_with_the_headers_of_the_template(system: RunningSystem) -> None:
    answer = system.browser().send("OPTIONS", "/api/v1/user", headers={"Access-Control-Request-Method": "GET"})
    assert answer.status_code == 200
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_long_answers_are_compressed(system: RunningSystem) -> None:
    answer = system.browser().get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.json()["openapi"].startswith("3.1")


def test_the_web_client_is_on_the_same_origin(system: RunningSystem) -> None:
    answer = system.browser().get("/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_function_may_do_what_it_declares_and_nothing_else(system: RunningSystem) -> None:
    sts = system.cloud.client("sts")
    iam = system.cloud.client("iam")
    role = next(role for role in iam.list_roles()["Roles"] if "LibraryPersist" in role["RoleName"])
    keys = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="test")["Credentials"]
    dynamodb = boto3.client(
        "dynamodb",
        endpoint_url=system.cloud.url,
        region_name="us-east-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    key = {"pk": {"S": "nobody"}, "sk": {"S": "E"}}
    dynamodb.get_item(TableName="dashspot-local-catalogue", Key=key)
    # Whether somebody was erased it may look up, one item at a time; it may not look for people, nor change them.
    dynamodb.get_item(TableName="dashspot-local-accounts", Key=key)
    refused = pytest.raises(dynamodb.exceptions.ClientError, match="not authorized")
    with refused:
        dynamodb.scan(TableName="dashspot-local-accounts")
    with refused:
        dynamodb.put_item(TableName="dashspot-local-accounts", Item=key)
    # It keeps what readings change in people's collections, and may not look whose there are.
    dynamodb.get_item(TableName="dashspot-local-personal", Key=key)
    with refused:
        dynamodb.scan(TableName="dashspot-local-personal")


def test_signing_out_ends_the_session(system: RunningSystem, browser: Browser) -> None:
    assert browser.get("/api/v1/user").json()["authenticated"] is True
    assert browser.send("POST", "/api/v1/user/logout").status_code == 204
    assert browser.get("/api/v1/user").json()["authenticated"] is False
    assert browser.get("/api/v1/library/playlists").status_code == 401
