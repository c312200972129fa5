"""The use cases of accounts, as endpoints and contexts see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.core.accounts.authentication import authenticate, read_client_state, read_person
from chalicelib.core.accounts.budget import Plan
from chalicelib.core.accounts.client_item import Stored
from chalicelib.core.accounts.person import AuthenticatedPerson, ClientState, CredentialKind, Person
from chalicelib.core.accounts.shares import INTERACTIVE, SHARES, Share
from chalicelib.core.accounts.sync_times import NOTED_EVERY
from chalicelib.core.clock import Deadline
from chalicelib.core.errors import (
    NotFound,
    PremiumRequired,
    ReauthRequired,
    SpotifyUnavailable,
    TooManyRequests,
    Unauthenticated,
)

if TYPE_CHECKING:
    from chalicelib.core.accounts.accounts_host import AccountsHost
    from chalicelib.core.accounts.client_store import ClientStore
    from chalicelib.core.accounts.grants import Grants
    from chalicelib.core.accounts.passage import Passage
    from chalicelib.core.accounts.sessions import NewCredential
    from chalicelib.core.accounts.spotify_access import SpotifyAccess
    from chalicelib.core.accounts.vault import Vault
    from chalicelib.core.composition import Services
    from chalicelib.core.messages import Envelope
    from chalicelib.spotify.oauth import OAuthClient
    from chalicelib.spotify.stack.coalescing import Flights
    from chalicelib.spotify.transport import Transport


@dataclass(frozen=True, slots=True)
class SignInBegun:
    """Where to send the browser, and the cookie that binds the sign-in to it."""

    authorize_url: str
    browser: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A completed sign-in."""

    session: NewCredential
    return_to: str


class Accounts:
    """People and their access to Spotify. The modules behind it are imported by the use that needs them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @cached_property
    def transport(self) -> Transport:
        """The one HTTP session to Spotify."""
        from chalicelib.spotify.transport import RequestsTransport

        return RequestsTransport()

    @cached_property
    def flights(self) -> Flights:
        """Reads on their way to Spotify in this process: equal ones of a person are one."""
        from chalicelib.spotify.stack.coalescing import Flights

        return Flights()

    @cached_property
    def plan(self) -> Plan:
        """How many requests a day this installation may make, and for what."""
        settings = self._services.settings
        return Plan(settings.spotify_daily_budget, *settings.budget_shares)

    @cached_property
    def client_store(self) -> ClientStore:
        """Gate and ledger of the installation's client id."""
        from chalicelib.core.accounts.client_store import ClientStore

        settings = self._services.settings
        return ClientStore(settings.coordination_table, settings.spotify_client_id, self.plan, self._services.clock)

    @cached_property
    def vault(self) -> Vault:
        """Seals and opens Spotify tokens."""
        from chalicelib.core import aws
        from chalicelib.core.accounts.vault import Vault

        return Vault(aws.kms, self._services.settings.kms_key_id)

    @cached_property
    def grants(self) -> Grants:
        """Stores and renews grants."""
        from chalicelib.core.accounts.grants import Grants

        return Grants(self.vault, lambda: self._oauth, self.accounts_host, self._services.clock)

    @cached_property
    def accounts_host(self) -> AccountsHost:
        """Spotify's token endpoint, which is left alone while it limits or fails."""
        from chalicelib.core.accounts.accounts_host import AccountsHost

        return AccountsHost(self._services.settings.spotify_client_id, self._services.clock)

    @cached_property
    def _oauth(self) -> OAuthClient:
        from chalicelib.spotify.oauth import OAuthClient

        settings = self._services.settings
        return OAuthClient(
            self.transport,
            settings.spotify_accounts_url,
            settings.spotify_client_id,
            self._services.secrets.client_secret,
        )

    def authenticate(self, token: str, kind: CredentialKind) -> AuthenticatedPerson:
        """The person behind a session or token; Unauthenticated otherwise."""
        return authenticate(token, kind, self._services.settings, self._services.clock.now())

    def person_for_work(self, user_id: str) -> Person:
        """A person for whom something is done in the background. Somebody without a consent has no ``grant``: then
        asking Spotify for them raises ReauthRequired."""
        return read_person(user_id, self._services.settings, self._services.clock.now())

    def client_state(self) -> ClientState:
        """What is known of the installation's Spotify client id."""
        return read_client_state(self._services.settings, self._services.clock.now())

    def held_until(self, share: Share) -> datetime | None:
        """Until when nothing may be asked of Spotify for a share, as far as is known now; None where it may."""
        from chalicelib.core.accounts import budget, gate
        from chalicelib.core.accounts.budget import BudgetSpent
        from chalicelib.core.accounts.gate import Held

        stored, now = self.client_state().stored, self._services.clock.now()
        try:
            gate.unless_paused(stored.paused_at, share, now)
            gate.admit(stored.gate, share, 1, now)
            budget.spend(budget.begin_day(stored.ledger, self.plan, now), self.plan, share, 1, now)
        except (Held, BudgetSpent) as refused:
            return refused.until
        return None

    def told(self, messages: Iterable[Envelope]) -> None:
        """Record what messages brought along: requests that were made, and features that answered."""
        from chalicelib.core.accounts.spending import Report

        spent: dict[str, Counter[Share]] = {}
        for message in messages:
            for share in SHARES:
                if message.spent_on and message.spent and (requests := message.spent.get(share)):
                    spent.setdefault(message.spent_on, Counter())[share] += requests
            if message.answered:
                self.client_store.tell(Report(answered=frozenset(message.answered)), message.fetched_at)
        for day, by_share in spent.items():
            self.client_store.record(by_share, day)

    def used(self, person: Person) -> None:
        """Note that the person uses Dashspot, by a request that asks nothing of Spotify: a write a day, and no more
        where requests that do ask have been noted (``Grants.access_token``). Never raises."""
        grant = person.grant
        if grant is not None and self._services.clock.now() - grant.seen_at() >= NOTED_EVERY:
            self.grants.used(person.user_id, grant)

    def spotify(self, person: Person, deadline: Deadline, share: Share = INTERACTIVE) -> SpotifyAccess:
        """The person's way to Spotify, at the expense of a share of the day's budget."""
        from chalicelib.core.accounts.spotify_access import SpotifyAccess

        return SpotifyAccess(
            person,
            deadline,
            self._services.settings.spotify_api_url,
            lambda: self.grants,
            lambda: self._access_token(person, used=share == INTERACTIVE),
            self.transport,
            self.flights,
            self._passage(person.user_id, share, person.client.stored),
        )

    def _passage(self, user_id: str, share: Share, stored: Stored) -> Passage:
        from chalicelib.core.accounts.passage import Passage
        from chalicelib.core.accounts.polls import Polls

        settings, clock = self._services.settings, self._services.clock
        polls = Polls(settings.coordination_table, settings.spotify_polls_per_person, clock)
        return Passage(user_id, share, stored, self.client_store, polls, self._services.spending, self.plan, clock)

    def _access_token(self, person: Person, *, used: bool) -> str:
        grant, now = person.grant, self._services.clock.now()
        if grant is None:
            raise ReauthRequired("there is no consent: sign in again")
        if not grant.reauth_required(now) and grant.fresh(now):
            # The common case needs neither PynamoDB nor a write.
            return self.vault.open(person.user_id, grant.sealed).access_token
        return self.grants.access_token(person.user_id, grant, used=used)

    def begin_sign_in(self, return_to: str, *, consent_again: bool = False) -> SignInBegun:
        """Start a sign-in; InvalidRequest when ``return_to`` would leave the web client.

        ``consent_again`` has Spotify ask even where consent was given. Without it Spotify may pass over the question,
        and whether the consent's six months then begin anew it does not say.
        """
        from chalicelib.core.accounts import sign_in
        from chalicelib.spotify.oauth import authorize_url

        settings = self._services.settings
        checked = sign_in.checked_return_path(return_to, settings)
        begun = sign_in.begin(checked, self._services.clock.now())
        url = authorize_url(
            settings.spotify_accounts_url,
            client_id=settings.spotify_client_id,
            redirect_uri=settings.redirect_uri,
            scopes=sorted(sign_in.SCOPES),
            state=begun.state,
            code_challenge=begun.code_challenge,
            show_dialog=consent_again,
        )
        return SignInBegun(url, begun.browser)

    def abandon_sign_in(self, state: str, browser: str) -> str:
        """Take a sign-in that the person refused out of the table; returns where to go back to."""
        from chalicelib.core.accounts import sign_in

        return sign_in.take(state, browser, self._services.clock.now()).return_to

    def complete_sign_in(
        self, *, state: str, code: str, browser: str, user_agent: str | None, deadline: Deadline
    ) -> SignedIn:
        """Exchange the code, remember the person, store the grant and start a session.

        Raises SignInRefused when the state is not this browser's, and errors of ``core.errors`` when Spotify refuses.
        """
        from chalicelib.core.accounts import people, sessions, sign_in
        from chalicelib.core.accounts.accounts_host import HOST_TROUBLE
        from chalicelib.core.accounts.spotify_errors import tell, translate
        from chalicelib.spotify.client import SpotifyClient
        from chalicelib.spotify.endpoints.users import ME
        from chalicelib.spotify.errors import SpotifyError
        from chalicelib.spotify.stack.authorised import OneToken
        from chalicelib.spotify.stack.build import stacked

        settings, now = self._services.settings, self._services.clock.now()
        taken = sign_in.take(state, browser, now)
        # Nobody is known yet, but Spotify is asked at the expense of everyone who shares the app.
        passage = self._passage("", INTERACTIVE, self.client_state().stored)
        try:
            passage.check()
            granted = self.accounts_host.ask(
                lambda: self._oauth.exchange(code, settings.redirect_uri, taken.code_verifier)
            )
            transport = stacked(
                self.transport, OneToken(granted.access_token), deadline.seconds_left, gate=passage, budget=passage
            )
            profile = SpotifyClient(transport, settings.spotify_api_url, deadline.seconds_left).ask(ME)
        except (*HOST_TROUBLE, TooManyRequests, PremiumRequired, SpotifyUnavailable) as error:
            raise SignInFailed(error.code, taken.return_to) from error
        except SpotifyError as error:
            tell(error)
            raise SignInFailed(translate(error).code, taken.return_to) from error
        user_id = people.remember(profile, now, settings.sync_period_hours or None)
        try:
            try:
                self.grants.store(user_id, granted, sign_in.SCOPES)
            except NotFound:
                # The person disconnected in between, in another tab: this sign-in is that of a new one.
                user_id = people.remember(profile, now, settings.sync_period_hours or None)
                self.grants.store(user_id, granted, sign_in.SCOPES)
        except SpotifyUnavailable as error:
            raise SignInFailed(error.code, taken.return_to) from error
        session = sessions.create(user_id, "session", now, user_agent=user_agent)
        return SignedIn(session, taken.return_to)

    def refresh_session(self, person: AuthenticatedPerson, user_agent: str | None) -> NewCredential:
        """A new session with a new secret in place of this one, which ends; Unauthenticated if it already has."""
        from chalicelib.core.accounts import sessions

        made = sessions.create(person.user_id, "session", self._services.clock.now(), user_agent=user_agent)
        try:
            sessions.revoke(person.user_id, person.credential.id, person.credential.kind)
        except NotFound:
            # Another tab was faster, or the session was ended meanwhile: one session must not become two.
            sessions.revoke(person.user_id, made.credential.id, "session")
            raise Unauthenticated("this session has ended") from None
        return made


class SignInFailed(Exception):
    """Spotify refused to complete a sign-in that was ours: ``code`` says why, ``return_to`` where to tell it."""

    def __init__(self, code: str, return_to: str) -> None:
        super().__init__(code)
        self.code, self.return_to = code, return_to
