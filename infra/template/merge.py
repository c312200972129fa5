"""The whole merge template of one stage."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.core.declarations import FunctionDeclaration
from infra.stages import Stage
from infra.template.alarms import alarms
from infra.template.cfn import Json
from infra.template.functions import functions
from infra.template.gateway import api, outputs
from infra.template.parameters import conditions, parameters
from infra.template.queues import queues
from infra.template.storage import storage
from infra.template.tables import tables


def merge_template(declared: Sequence[FunctionDeclaration], stage: Stage, version: str) -> Json:
    """What ``chalice package --merge-template`` lays over Chalice's own template."""
    return {
        "Description": f"Dashspot {version}, stage {stage.name}",
        "Parameters": parameters(stage),
        "Conditions": conditions(),
        "Resources": {
            **functions(declared, stage, version),
            **queues(declared, stage),
            **tables(stage),
            **storage(stage),
            **alarms(declared, stage),
            **api(stage),
        },
        "Outputs": outputs(),
    }
