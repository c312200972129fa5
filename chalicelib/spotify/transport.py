"""How requests leave the process. The only module that uses `requests`, which is imported with the first transport."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from .errors import Unavailable

_CONNECT_SECONDS = 3.05  # just over one TCP retransmission


@dataclass(frozen=True)
class Request:
    """A request to send, with at most one of the bodies `json`, `form` and `body` (bytes).

    `endpoint` is the name under which it is declared ("" for the accounts host), `owner` an opaque word for the person
    whose request it is: equal reads of one owner may share an answer. Nothing that may hold a token is printed.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str | int] = field(default_factory=dict, repr=False)
    json: Any = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    body: bytes | None = field(default=None, repr=False)
    endpoint: str = ""
    owner: str = field(default="", repr=False)


@dataclass(frozen=True)
class Answer:
    """What came back. The body is not printed: it may be about a person."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


class Transport(Protocol):
    """Sends one request and returns its answer, whatever the status. `stack` has those that stand around another."""

    def send(self, request: Request, timeout: float) -> Answer:
        """Send `request`, waiting at most `timeout` seconds. Raises `Unavailable` if no answer came."""
        ...


class RequestsTransport:
    """The real transport: one kept-alive session.

    Redirects are not followed (the bearer would go to a host that an answer named), and nothing is taken from the
    environment: no proxy, and no `.netrc`, which would replace the bearer.
    """

    def __init__(self, verify: str | bool = True) -> None:
        """`verify` is a path of CA certificates, or True for the usual ones."""
        import requests

        self._requests = requests
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = verify
        self._session.headers.update({"Accept": "application/json", "User-Agent": "dashspot"})

    def send(self, request: Request, timeout: float) -> Answer:
        """Send `request`, waiting at most `timeout` seconds for each part. Raises `Unavailable` if no answer came."""
        try:
            response = self._session.request(
                request.method,
                request.url,
                params=dict(request.params),
                headers=dict(request.headers),
                json=request.json,
                data=dict(request.form) if request.form is not None else request.body,
                timeout=(min(_CONNECT_SECONDS, timeout), timeout),
                allow_redirects=False,
            )
        except self._requests.Timeout:
            raise Unavailable("Spotify did not answer in time") from None
        except self._requests.RequestException as error:
            raise Unavailable(f"The connection to Spotify failed ({type(error).__name__})") from None
        return Answer(response.status_code, dict(response.headers), response.content)
