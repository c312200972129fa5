"""What every test shares: an environment in which modules of the functions can be imported."""

from __future__ import annotations

import os

from tests.functional.world import ENVIRONMENT

for _name, _value in ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)
os.environ.pop("AWS_ENDPOINT_URL", None)
