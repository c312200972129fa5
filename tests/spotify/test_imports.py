"""What importing the client costs."""

import subprocess
import sys

import pytest

LOAD = "import sys, chalicelib.spotify.{0}; print([m for m in {1} if m in sys.modules])"


@pytest.mark.parametrize(
    "module", ["client", "oauth", "transport", "errors", "models.playlist", "stack.build", "endpoints.all", "walk"]
)
def test_importing_loads_neither_requests_nor_anything_of_the_cloud(module: str) -> None:
    heavy = ["requests", "urllib3", "boto3", "botocore", "chalice", "chalicelib.core"]
    run = subprocess.run([sys.executable, "-c", LOAD.format(module, heavy)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_models_are_built_when_they_are_first_used() -> None:
    code = (
        "from chalicelib.spotify import client\n"
        "from chalicelib.spotify.models.playlist import Playlist\n"
        "assert not Playlist.__pydantic_complete__\n"
        "Playlist.model_validate({'id': 'a', 'uri': 'spotify:playlist:a', 'name': 'b'})\n"
        "assert Playlist.__pydantic_complete__\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
