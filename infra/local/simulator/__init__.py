"""A stand-in for Spotify that runs on loopback: Web API and accounts host over generated libraries.

``python -m infra.local.simulator`` starts one; tests use :func:`running_simulator`.
"""

from infra.local.simulator.options import CLIENT_ID, CLIENT_SECRET, Options
from infra.local.simulator.running import RunningSimulator, running_simulator

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "Options", "RunningSimulator", "running_simulator"]
