"""Which redirect URIs Spotify accepts (rules of 2025-04-09, in force for all apps since 2025-11-27)."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1")


def acceptable(uri: str) -> bool:
    """HTTPS, a custom scheme, or plain HTTP on a loopback *address*; never ``localhost``, never with a fragment."""
    try:
        parts = urlsplit(uri)
        host = parts.hostname
    except ValueError:
        return False
    if not parts.scheme or parts.fragment:
        return False
    if host == "localhost":
        return False
    if parts.scheme == "http":
        return host in LOOPBACK
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme not in ("javascript", "data", "file", "vbscript")


def registered(uri: str, known: tuple[str, ...]) -> bool:
    """Whether ``uri`` is one of the app's: an exact match; a loopback address registered without port takes any port.

    An app without registered URIs takes whatever is acceptable: the simulator has no developer's dashboard.
    """
    if not acceptable(uri):
        return False
    return not known or any(uri == each or _same_but_port(uri, each) for each in known)


def _same_but_port(uri: str, known: str) -> bool:
    asked, kept = urlsplit(uri), urlsplit(known)
    if kept.hostname not in LOOPBACK or kept.port is not None:
        return False
    return (asked.scheme, asked.hostname, asked.path, asked.query) == (
        kept.scheme,
        kept.hostname,
        kept.path,
        kept.query,
    )
