"""The Web API host: endpoints under ``/v1``."""
