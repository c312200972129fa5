"""The certificate of the gateway: from mkcert where it is installed, else from an authority made and kept here."""

from __future__ import annotations

import datetime
import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import trustme
from cryptography import x509

LOCAL_NAME = "local.dashspot.dev"
HOSTS = ("127.0.0.1", "localhost", "::1", LOCAL_NAME)
LIFETIME = datetime.timedelta(days=397)
"""Browsers refuse certificates that are valid for longer."""
RENEW = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files of the gateway's certificate; ``authority`` is what a client has to trust."""

    chain: Path
    key: Path
    authority: Path
    made_by_mkcert: bool

    def context(self) -> ssl.SSLContext:
        """TLS context of a server with this certificate."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.chain, self.key)
        return context


def certificate(folder: Path, mkcert: str | None = None) -> Certificate:
    """The certificate in ``folder``, made when it is missing or about to expire; with an empty ``mkcert`` by itself."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    mkcert = shutil.which("mkcert") if mkcert is None else mkcert
    return _from_mkcert(folder, mkcert) if mkcert else _from_own_authority(folder)


def _from_mkcert(folder: Path, mkcert: str) -> Certificate:
    root = subprocess.run([mkcert, "-CAROOT"], capture_output=True, text=True, check=True).stdout.strip()
    found = Certificate(folder / "mkcert.pem", folder / "mkcert.key", Path(root) / "rootCA.pem", made_by_mkcert=True)
    if not _valid(found.chain):
        command = [mkcert, "-cert-file", str(found.chain), "-key-file", str(found.key), *HOSTS]
        subprocess.run(command, capture_output=True, check=True)
    return found


def _from_own_authority(folder: Path) -> Certificate:
    found = Certificate(folder / "server.pem", folder / "server.key", folder / "authority.pem", made_by_mkcert=False)
    authority_key = folder / "authority.key"
    if _valid(found.authority) and authority_key.exists():
        authority = trustme.CA.from_pem(found.authority.read_bytes(), authority_key.read_bytes())
    else:
        authority = trustme.CA(organization_name="Dashspot on this machine")
        _write_secret(authority_key, authority.private_key_pem.bytes())
        authority.cert_pem.write_to_path(found.authority)
        found.chain.unlink(missing_ok=True)
    if not _valid(found.chain):
        leaf = authority.issue_cert(*HOSTS, not_after=datetime.datetime.now(datetime.UTC) + LIFETIME)
        _write_secret(found.key, leaf.private_key_pem.bytes())
        found.chain.write_bytes(b"".join(part.bytes() for part in leaf.cert_chain_pems))
    return found


def _valid(path: Path) -> bool:
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return False
    return found.not_valid_after_utc - RENEW > datetime.datetime.now(datetime.UTC)


def _write_secret(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(content)
