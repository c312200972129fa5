"""Puts the switches on the wire."""

from __future__ import annotations

import json
from typing import Any

from infra.local.simulator.control.catalogue import SWITCHES, VIEWS
from infra.local.simulator.control.switch import ControlError, Fields, Switch, View
from infra.local.simulator.routing import Handler, Router
from infra.local.simulator.state import Simulator
from infra.local.simulator.wire import Request, Response, json_response


def add_routes(router: Router) -> None:
    """Adds the switches, and a list of them at ``/_control/``."""
    router.add("GET", "/_control/", _list_switches)
    for name, view in VIEWS.items():
        router.add("GET", f"/_control/{name}", _shown(view))
    for name, switch in SWITCHES.items():
        router.add("POST", f"/_control/{name}", _thrown(switch))


def throw(simulator: Simulator, name: str, fields: Fields) -> dict[str, Any]:
    """Sets a switch from Python. Raises ControlError where that is done wrongly."""
    try:
        return SWITCHES[name](simulator, fields)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ControlError(str(error)) from error


def _thrown(switch: Switch) -> Handler:
    def handle(simulator: Simulator, request: Request, parameters: dict[str, str]) -> Response:
        if request.content_type != "application/json":
            return json_response({"error": "the body must be JSON"}, 415)
        try:
            fields = json.loads(request.body)
            if not isinstance(fields, dict):
                raise ControlError("the body must be a JSON object")
            return json_response(switch(simulator, fields))
        except (ControlError, ValueError, KeyError, TypeError, IndexError) as error:
            return json_response({"error": str(error)}, 400)

    return handle


def _shown(view: View) -> Handler:
    def handle(simulator: Simulator, request: Request, parameters: dict[str, str]) -> Response:
        return json_response(view(simulator))

    return handle


def _list_switches(simulator: Simulator, request: Request, parameters: dict[str, str]) -> Response:
    gets = {f"GET /_control/{name}": _explained(view) for name, view in VIEWS.items()}
    posts = {f"POST /_control/{name}": _explained(switch) for name, switch in SWITCHES.items()}
    return json_response({**gets, **posts})


def _explained(what: Switch | View) -> str:
    return " ".join((what.__doc__ or "").split())
