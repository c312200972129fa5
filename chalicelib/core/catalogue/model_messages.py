"""The message by which a person's read model is built: it names the person, and nothing else."""

from __future__ import annotations

QUEUE = "library-models"
KIND = "library.model"
