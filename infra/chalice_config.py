"""Chalice's configuration, derived from the declarations: memory, time-out and policy of every function per stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chalicelib.core.declarations import FunctionDeclaration
from infra.application import APP_NAME
from infra.stages import API_STAGE, STAGES, Stage
from infra.template.gateway import MINIMUM_COMPRESSION_SIZE
from infra.template.policies import policy


def chalice_files(functions: Sequence[FunctionDeclaration]) -> dict[str, Any]:
    """Every file of the ``.chalice`` folder by name, as data: the configuration and one policy per function."""
    policies = {_policy_file(function): policy(function) for function in functions}
    return {"config.json": chalice_config(functions), **policies}


def chalice_config(functions: Sequence[FunctionDeclaration]) -> dict[str, Any]:
    """The content of ``.chalice/config.json``."""
    return {
        "version": "2.0",
        "app_name": APP_NAME,
        # It would read only app.py, where nothing touches AWS (chalice/analyzer.py).
        "autogen_policy": False,
        "api_gateway_stage": API_STAGE,
        "api_gateway_endpoint_type": "REGIONAL",
        "minimum_compression_size": MINIMUM_COMPRESSION_SIZE,
        "xray": False,
        "stages": {stage.name: _stage(stage, functions) for stage in STAGES.values()},
    }


def _stage(stage: Stage, functions: Sequence[FunctionDeclaration]) -> dict[str, Any]:
    return {
        "tags": {"stage": stage.name},
        "lambda_functions": {
            function.name: {
                "iam_policy_file": _policy_file(function),
                "lambda_memory_size": function.memory,
                "lambda_timeout": function.timeout,
            }
            for function in functions
        },
    }


def _policy_file(function: FunctionDeclaration) -> str:
    return f"policy-{function.name}.json"
