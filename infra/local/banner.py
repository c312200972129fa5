"""What a person reads once everything is up."""

from __future__ import annotations

import os
from pathlib import Path

from infra.local.ports import resolves_to_loopback
from infra.local.settings import LocalSettings
from infra.local.tls import LOCAL_NAME, Certificate


def banner(settings: LocalSettings, certificate: Certificate) -> str:
    """The address first, then everything else worth knowing."""
    here = f"https://127.0.0.1:{settings.port}/"
    lines = ["", here, ""]
    if settings.simulated:
        lines.append(
            "  Spotify is simulated. For the real one put SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET into .env."
        )
    else:
        lines.append(f"  Real Spotify. Redirect URI of its app: {settings.origin}/api/v1/user/callback")
    if settings.origin + "/" != here:
        lines.append(f"  Sign-in goes through {settings.origin}/")
    elif resolves_to_loopback(LOCAL_NAME):
        lines.append(f"  Also at https://{LOCAL_NAME}:{settings.port}/ (sign-in then goes through the address above)")
    if settings.web_url:
        lines.append(f"  The web client is served from {settings.web_url}")
    lines += _trust(certificate)
    lines += [
        f"  Logs, tables, queues, dead letters, alarms: {here}_local/",
        f"  Logs of the processes: {_short(settings.state / 'logs')}",
        f"  Emulated AWS: {settings.cloud_url} (region us-east-1, key and secret: test)",
    ]
    if settings.watch:
        lines.append("  Edits of app.py and chalicelib/ are deployed as you save them.")
    lines += ["  Ctrl-C stops everything and keeps its state; `make reset` clears it.", ""]
    return "\n".join(lines)


def _trust(certificate: Certificate) -> list[str]:
    if certificate.made_by_mkcert:
        return ["  Certificate from mkcert; if the browser does not trust it yet, run once: mkcert -install"]
    authority = _short(certificate.authority)
    return [
        f"  Certificate from an authority made on this machine: {authority}",
        "    once for the browser: import that file as an authority (or install mkcert and start again),",
        "    or go on past the browser's warning; on macOS:",
        f"    security add-trusted-cert -k ~/Library/Keychains/login.keychain-db {authority}",
        f"    for curl: curl --cacert {authority} ...",
    ]


def _short(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
