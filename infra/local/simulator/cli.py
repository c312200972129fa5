"""The command ``python -m infra.local.simulator``."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from infra.local.simulator.app import make_app
from infra.local.simulator.options import Options
from infra.local.simulator.running import LOOPBACK, start
from infra.local.simulator.service import Service
from infra.local.simulator.state import Simulator, make_simulator

_DEFAULT = Options()


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(
        prog="python -m infra.local.simulator",
        description="A Spotify of generated libraries.",
        epilog="While it runs it can be told to misbehave and to change its people's libraries: GET /_control/ lists "
        "the switches, docs/simulator.md explains them.",
    )
    made.add_argument("--port", type=int, default=8090, help="port on 127.0.0.1; 0 takes a free one (%(default)s)")
    for name, what in (
        ("seed", "what the library is generated from"),
        ("tracks", "saved tracks of the first person"),
        ("playlists", "playlists of the first person"),
        ("big-playlist", "rows of the first playlist, which holds every odd kind of row"),
        ("people", "how many people can sign in"),
        ("token-seconds", "life of an access token"),
        ("code-seconds", "life of an authorization code"),
        ("refresh-days", "life of a consent"),
        ("log", "how many requests are remembered"),
    ):
        default = getattr(_DEFAULT, name.replace("-", "_"))
        made.add_argument(f"--{name}", type=int, default=default, metavar="N", help=f"{what} (%(default)s)")
    made.add_argument(
        "--playlist-rows", type=int, metavar="N", help="rows of all playlists of the first person (as they come)"
    )
    made.add_argument(
        "--mode", choices=("development", "extended"), default=_DEFAULT.mode, help="app mode (%(default)s)"
    )
    made.add_argument("--rotate", action="store_true", help="each refresh replaces the refresh token")
    made.add_argument("--withhold-scope", action="append", default=[], metavar="SCOPE", help="never grant this scope")
    made.add_argument("--client-id", default=_DEFAULT.client_id, help="the app's client id (%(default)s)")
    made.add_argument("--client-secret", default=_DEFAULT.client_secret, help="the app's client secret (%(default)s)")
    made.add_argument(
        "--redirect-uri",
        action="append",
        default=[],
        metavar="URI",
        help="a registered redirect URI (default: any valid)",
    )
    made.add_argument(
        "--reccobeats-coverage",
        type=float,
        default=_DEFAULT.reccobeats_coverage,
        metavar="SHARE",
        help="share of the tracks that ReccoBeats knows (%(default)s)",
    )
    made.add_argument("--public-url", metavar="ORIGIN", help="origin of links in answers (default: as requested)")
    made.add_argument("--recordings", type=Path, metavar="DIR", help="folder of <kind>/<file>.json to serve")
    made.add_argument("--openapi", type=Path, metavar="FILE", help="check each answer against this OpenAPI description")
    made.add_argument("--verbose", action="store_true", help="log each request")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until SIGINT or SIGTERM; gives the exit status."""
    made = parser()
    given = made.parse_args(arguments)
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO if given.verbose else logging.WARNING,
        format="%(asctime)s %(name)s %(message)s",
    )
    try:
        simulator = make_simulator(_options(given))
        return asyncio.run(_serve(simulator, given.port))
    except (OSError, ValueError) as error:
        print(f"The Spotify simulator did not start: {error}", file=sys.stderr)
        return 1


def _options(given: argparse.Namespace) -> Options:
    return Options(
        seed=given.seed,
        tracks=given.tracks,
        playlists=given.playlists,
        big_playlist=given.big_playlist,
        playlist_rows=given.playlist_rows,
        people=given.people,
        mode=given.mode,
        token_seconds=given.token_seconds,
        code_seconds=given.code_seconds,
        refresh_days=given.refresh_days,
        rotate=given.rotate,
        withheld_scopes=tuple(given.withhold_scope),
        client_id=given.client_id,
        client_secret=given.client_secret,
        redirect_uris=tuple(given.redirect_uri),
        public_url=given.public_url.rstrip("/") if given.public_url else None,
        recordings=given.recordings,
        openapi=given.openapi,
        reccobeats_coverage=given.reccobeats_coverage,
        log=given.log,
    )


async def _serve(simulator: Simulator, port: int) -> int:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    runner = web.AppRunner(make_app(Service(simulator)), access_log=None, shutdown_timeout=2)
    try:
        bound = await start(runner, port)
        print(f"Simulated Spotify ({simulator.mode.name} mode) at http://{LOOPBACK}:{bound}/", flush=True)
        await stopped.wait()
    finally:
        await runner.cleanup()
    return 0
