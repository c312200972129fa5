"""Settings of the local system: environment variables, or the same names in ``.env``."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.paths import ROOT, STATE

PROVIDERS = ("spotify", "reccobeats", "none")


class SettingsProblem(Exception):
    """A setting cannot be used; the message says which and what would do."""


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """Where everything listens and keeps its data.

    ``simulated`` says whether Spotify is simulated, which it is unless a client id and its secret are given.
    ``localstack_url`` names an emulator that runs already, instead of the one that would be started here.
    ``dynamodb_url`` is where the functions find DynamoDB when that is not the emulated cloud itself:
    a proxy in front of it that counts or disturbs requests, say.
    """

    port: int = 8443
    cloud_port: int = 4566
    simulator_port: int = 8090
    client_id: str = ""
    client_secret: str = ""
    api_url: str = ""
    accounts_url: str = ""
    public_url: str = ""
    web_url: str = ""
    localstack_url: str = ""
    simulator_options: tuple[str, ...] = ()
    state: Path = STATE
    watch: bool = True
    dynamodb_url: str = ""
    audio_features: str = "spotify"
    sync_period_hours: str = "24"
    reccobeats_url: str = ""
    budget: int | None = None

    @property
    def simulated(self) -> bool:
        """Whether Spotify is the simulator on this machine."""
        return not (self.client_id and self.client_secret)

    @property
    def starts_simulator(self) -> bool:
        """Whether the simulator is started here; not when the address of another stand-in is given."""
        return self.simulated and not self.api_url

    @property
    def daily_budget(self) -> int:
        """Requests a day to Spotify, 0 for no limit: the simulator has no quota unless it is told to."""
        if self.budget is not None:
            return self.budget
        return 0 if self.simulated else 500

    @property
    def origin(self) -> str:
        """Origin that people use, as ``https://host:port``."""
        return self.public_url.rstrip("/") or f"https://127.0.0.1:{self.port}"

    @property
    def cloud_url(self) -> str:
        """Endpoint of the emulated AWS."""
        return self.localstack_url.rstrip("/") or f"http://127.0.0.1:{self.cloud_port}"

    @property
    def simulator_url(self) -> str:
        """Origin of the Spotify simulator."""
        return f"http://127.0.0.1:{self.simulator_port}"

    @property
    def spotify_api_url(self) -> str:
        """Origin that the functions ask Spotify's Web API at."""
        return self.api_url or (self.simulator_url if self.simulated else "https://api.spotify.com")

    @property
    def spotify_accounts_url(self) -> str:
        """Origin of the accounts service that people sign in at."""
        return self.accounts_url or (self.simulator_url if self.simulated else "https://accounts.spotify.com")

    @property
    def reccobeats(self) -> str:
        """Where the functions ask ReccoBeats, if they do: the simulator has it too, below a path of its own."""
        if self.reccobeats_url:
            return self.reccobeats_url
        return f"{self.spotify_api_url}/reccobeats" if self.simulated else "https://api.reccobeats.com"


def read_settings(environment: Mapping[str, str], env_file: Path = ROOT / ".env") -> LocalSettings:
    """Settings from the environment, and from ``.env`` where it is silent; SettingsProblem says what is wrong."""
    found = {**parse_env_file(env_file), **{key: value for key, value in environment.items() if value}}
    client_id, secret = found.get("SPOTIFY_CLIENT_ID", ""), found.get("SPOTIFY_CLIENT_SECRET", "")
    if bool(client_id) != bool(secret):
        raise SettingsProblem("SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET belong together: one of them is missing")
    return LocalSettings(
        port=_port(found, "PORT", 8443),
        cloud_port=_port(found, "CLOUD_PORT", 4566),
        simulator_port=_port(found, "SIMULATOR_PORT", 8090),
        client_id=client_id,
        client_secret=secret,
        api_url=_origin(found, "SPOTIFY_API_URL"),
        accounts_url=_origin(found, "SPOTIFY_ACCOUNTS_URL"),
        public_url=_origin(found, "PUBLIC_URL"),
        web_url=_origin(found, "WEB_URL"),
        localstack_url=_origin(found, "LOCALSTACK_URL"),
        simulator_options=tuple(shlex.split(found.get("SIMULATOR_OPTIONS", ""))),
        state=Path(found.get("DASHSPOT_STATE", STATE)),
        dynamodb_url=_origin(found, "DYNAMODB_URL"),
        audio_features=_provider(found),
        sync_period_hours=_hours(found),
        reccobeats_url=_origin(found, "RECCOBEATS_URL"),
        budget=_budget(found),
        watch=found.get("WATCH", "1") not in ("0", "no", "false"),
    )


def parse_env_file(path: Path) -> dict[str, str]:
    """``NAME=value`` lines; blank lines, comments and a leading ``export`` are skipped, quotes removed."""
    found: dict[str, str] = {}
    if not path.exists():
        return found
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip().removeprefix("export ")
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals:
            raise SettingsProblem(f"{path.name}, line {number}: expected NAME=value")
        value = value.strip()
        quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
        found[name.strip()] = value[1:-1] if quoted else value
    return {name: value for name, value in found.items() if value}


def _provider(found: Mapping[str, str]) -> str:
    provider = found.get("AUDIO_FEATURES", "spotify")
    if provider not in PROVIDERS:
        raise SettingsProblem(f"AUDIO_FEATURES={provider}: choose one of {', '.join(PROVIDERS)}")
    return provider


def _port(found: Mapping[str, str], name: str, default: int) -> int:
    text = found.get(name, str(default))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsProblem(f"{name}={text} is no port number")
    return int(text)


def _hours(found: Mapping[str, str]) -> str:
    text = found.get("SYNC_PERIOD_HOURS", "24")
    if not text.isdigit() or int(text) > 168:
        raise SettingsProblem(f"SYNC_PERIOD_HOURS={text} is no number of hours: 0 for none, 168 at most")
    return text


def _budget(found: Mapping[str, str]) -> int | None:
    text = found.get("SPOTIFY_DAILY_BUDGET")
    if text is None:
        return None
    if not text.isdigit():
        raise SettingsProblem(f"SPOTIFY_DAILY_BUDGET={text} is no number of requests")
    return int(text)


def _origin(found: Mapping[str, str], name: str) -> str:
    text = found.get(name, "").rstrip("/")
    if text and not text.startswith(("http://", "https://")):
        raise SettingsProblem(f"{name}={text} is no URL: it must start with http:// or https://")
    return text
