"""Whether an answer is what Dashspot's own documentation promises: its Pydantic model and its OpenAPI schema."""

from __future__ import annotations

import json
from functools import cache

from jsonschema import Draft202012Validator

from chalicelib.core.endpoints import EndpointDeclaration, endpoints


class ContractBroken(Exception):
    """An answer is not what is documented. The message names the place, not the value."""


def check(method: str, template: str, text: str) -> None:
    """Check the body of a successful answer. Needs the application to be imported. Raises `ContractBroken`."""
    declaration, validator = _promised(method, template)
    error = next(validator.iter_errors(json.loads(text)), None)
    if error is not None:
        place = ".".join(str(part) for part in error.absolute_path)
        raise ContractBroken(f"not as documented at {place or 'the top'}: breaks `{error.validator}`")
    if declaration.answer is not None:
        declaration.answer.model_validate_json(text)


@cache
def _promised(method: str, template: str) -> tuple[EndpointDeclaration, Draft202012Validator]:
    from chalicelib.core.system import openapi

    document = openapi.document()
    found = document["paths"][template][method.lower()]["responses"]["200"]["content"]["application/json"]["schema"]
    declaration = next(known for known in endpoints() if (known.method, known.path) == (method, template))
    return declaration, Draft202012Validator({**found, "components": document["components"]})
