"""A person's way to Spotify: token, gate, budget, what is closed to the app, and what a refusal teaches about it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from chalicelib.core.accounts.features import quota_mode, reason_closed
from chalicelib.core.accounts.person import Person
from chalicelib.core.accounts.spotify_errors import tell, translate
from chalicelib.core.clock import Deadline
from chalicelib.core.errors import FeatureUnavailable, InsufficientScope, SpotifyUnavailable
from chalicelib.core.observability import count, logger, measure
from chalicelib.spotify.client import SpotifyClient
from chalicelib.spotify.errors import OwnerPremiumLapsed, RateLimited, SpotifyError
from chalicelib.spotify.stack.build import stacked

if TYPE_CHECKING:
    from chalicelib.core.accounts.grants import Grants
    from chalicelib.core.accounts.passage import Passage
    from chalicelib.spotify.endpoints.declaration import Endpoint
    from chalicelib.spotify.parsing import Fault
    from chalicelib.spotify.stack.coalescing import Flights
    from chalicelib.spotify.transport import Request, Transport

T = TypeVar("T")
PARTS_NAMED = 10
RENEWAL_SECONDS = 15  # what a renewal may take: Spotify's answer, sealing it, storing it


class SpotifyAccess:
    """Runs requests as one person. Raises only errors of ``core.errors``."""

    def __init__(
        self,
        person: Person,
        deadline: Deadline,
        api_url: str,
        grants: Callable[[], Grants],
        open_token: Callable[[], str],
        transport: Transport,
        flights: Flights,
        passage: Passage,
    ) -> None:
        self._person, self._deadline, self._api_url = person, deadline, api_url
        self._grants, self._open_token = grants, open_token
        self._passage = passage
        self._token: str | None = None
        self._token_lock = Lock()
        self._closable: dict[str, str] = {}
        client = person.client
        self._extended = quota_mode(client.closed_features, client.answered_features) == "extended"
        self._closed = set(client.closed_features)  # and what is refused from here on: nobody asks for it twice
        self._transport = stacked(
            transport,
            self,
            deadline.seconds_left,
            gate=passage,
            budget=passage,
            flights=flights,
            on_answer=self._answered,
        )

    def __call__(self, work: Callable[[SpotifyClient], T]) -> T:
        """The result of ``work``, which makes one or more requests.

        Before a request is spent on a refusal it is checked whether Spotify has closed the endpoint to the app, whether
        the person granted its scopes, and whether the gate is open.
        """
        set_aside: list[Fault] = []
        client = SpotifyClient(
            self._transport,
            self._api_url,
            self._deadline.seconds_left,
            owner=self._person.user_id,
            permit=self._permit,
            mode="extended" if self._extended else "development",
            on_fault=set_aside.append,
            on_unknown=_tell_unknown,
        )
        try:
            return work(client)
        except SpotifyError as error:
            self._learn(error)
            if isinstance(error, RateLimited | OwnerPremiumLapsed):
                # The gate's own wait, which may be longer than what Spotify told this once.
                raise translate(error, retry_after=self._passage.seconds_to_wait()) from error
            raise translate(error) from error
        finally:
            _tell(set_aside)

    @property
    def requests(self) -> int:
        """How many requests were made here, repeated ones included."""
        return self._passage.requests

    def _permit(self, endpoint: Endpoint[Any]) -> None:
        if endpoint.feature:
            if endpoint.feature in self._closed:
                raise FeatureUnavailable(reason_closed(endpoint.feature))
            self._closable[endpoint.name] = endpoint.feature
        if self._person.grant is not None:
            granted = self._person.grant.scopes
            missing = endpoint.scopes - granted
            if not missing and endpoint.one_of and endpoint.one_of.isdisjoint(granted):
                missing = endpoint.one_of
            if missing:
                raise InsufficientScope(f"sign in again to grant: {', '.join(sorted(missing))}")
        # Before the token is opened, or renewed, for a request that may not be sent.
        self._passage.check()

    def access_token(self) -> str:
        """The token, opened once however many threads ask."""
        with self._token_lock:
            if self._token is None:
                self._token = self._open_token()
            return self._token

    def renewed(self, rejected: str) -> str:
        """A token in place of the rejected one, renewed once however many threads were refused."""
        with self._token_lock:
            if self._token == rejected:
                if self._deadline.seconds_left() < RENEWAL_SECONDS:
                    # Ending between Spotify's answer and storing it could lose a rotated token, with it the consent.
                    raise SpotifyUnavailable("no time is left to renew the access token", retry_after=1)
                self._token = self._grants().access_token(self._person.user_id, self._person.grant, renew=True)
            return self._token or rejected

    def _answered(self, request: Request, status: int | None, milliseconds: float) -> None:
        if status is None:
            return  # nothing was sent, or nothing came: whoever asked is told, and that is counted
        count(f"SpotifyAnswers{status // 100}xx")
        measure("SpotifyTime", milliseconds)
        logger.debug(
            "spotify answered",
            extra={"endpoint": request.endpoint, "spotify_status": status, "milliseconds": round(milliseconds, 2)},
        )
        feature = self._closable.get(request.endpoint)
        if feature is not None and status < 300 and feature not in self._person.client.answered_features:
            self._passage.answered(feature)

    def _learn(self, error: SpotifyError) -> None:
        tell(error)
        if error.feature and error.feature not in self._closed:
            self._closed.add(error.feature)
            try:
                self._passage.closed(error.feature)
            except Exception:
                # What is learned serves later requests; this one's answer does not depend on it.
                logger.exception("a refusal of spotify is not remembered")


def _tell(set_aside: list[Fault]) -> None:
    """Log and count what was left out of an answer because it could not be read: where and why, never its value."""
    if not set_aside:
        return
    count("SpotifyOddParts", len(set_aside))
    named = [f"{fault.path}: {fault.trouble}" for fault in set_aside[:PARTS_NAMED]]
    logger.warning("spotify's answer has odd parts", extra={"parts": named, "parts_total": len(set_aside)})


_told: set[str] = set()  # names that this process has logged: news is no news the second time


def _tell_unknown(names: frozenset[str]) -> None:
    """Count the names of an answer that no model knows, and log each once in a process: news about Spotify's API."""
    count("SpotifyUnknownFields", len(names))
    if news := names - _told:
        _told.update(news)
        logger.info("spotify answers names that no model knows", extra={"names": sorted(news)[:PARTS_NAMED]})
