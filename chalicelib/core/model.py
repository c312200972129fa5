"""The base of Dashspot's own Pydantic models."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A model whose validator and serialiser are built on first use.

    Building all of them would take a third of a cold start, and a request uses only a few.
    """

    model_config = ConfigDict(defer_build=True)
