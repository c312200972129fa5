"""Endpoints of accounts: sign in and out, sessions, tokens, the person and the profile."""

from __future__ import annotations

import string
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from chalice.app import Blueprint

from chalicelib.core.accounts import answers
from chalicelib.core.accounts.schemas import (
    CallbackQuery,
    CredentialPath,
    LoginQuery,
    NewToken,
    ProfileOut,
    SessionListed,
    SessionOut,
    Sessions,
    SettingsPatch,
    SignedOut,
    TokenCreated,
    TokenListed,
    Tokens,
    WhoAmI,
)
from chalicelib.core.composition import services
from chalicelib.core.endpoints import AnyCall, Reply
from chalicelib.core.errors import (
    CsrfRejected,
    Flaw,
    Forbidden,
    InvalidRequest,
    NotFound,
    ReauthRequired,
    SpotifyRateLimited,
    SpotifyUnavailable,
)
from chalicelib.core.http import SESSION_COOKIE, cookie, endpoint
from chalicelib.core.observability import count, logger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.core.accounts.person import CredentialKind
    from chalicelib.core.accounts.sessions import KnownCredential

blueprint = Blueprint(__name__)

TAG = "User"
LOGIN_COOKIE = "__Host-dashspot-login"
LOGIN_SECONDS = 600


@endpoint(
    blueprint,
    "GET",
    "/v1/user/login",
    tag=TAG,
    query=LoginQuery,
    status=302,
    authentication="none",
    errors=(InvalidRequest,),
)
def login(call: AnyCall) -> Reply:
    """Sign in: sends the browser to Spotify's consent page.

    Authorization code with PKCE (S256). The sign-in is bound to this browser by a cookie and lives ten minutes. Begun
    under another name of this service it goes to the public URL first, so that cookie and callback share a host.
    """
    elsewhere = _at_public_url(call)
    if elsewhere is not None:
        return Reply(status=302, headers={"Location": elsewhere, "Cache-Control": "no-store"})
    begun = services().accounts.begin_sign_in(call.query.return_to, consent_again=call.query.consent_again == "true")
    bound = cookie(LOGIN_COOKIE, begun.browser, LOGIN_SECONDS)
    return Reply(status=302, headers={"Location": begun.authorize_url, "Cache-Control": "no-store"}, cookies=[bound])


@endpoint(
    blueprint,
    "GET",
    "/v1/user/callback",
    tag=TAG,
    query=CallbackQuery,
    status=302,
    authentication="none",
    errors=(InvalidRequest,),
)
def callback(call: AnyCall) -> Reply:
    """Where Spotify sends the browser back to: starts a session and returns to `return_to`.

    What Spotify refused is told there as `sign_in_error=<code>`. An answer that does not belong to a sign-in of this
    browser is `invalid_request`; people, who get here by going back or too late, are told by the web client.
    """
    try:
        return _complete(call)
    except InvalidRequest as refusal:
        if "text/html" not in call.headers.get("accept", ""):
            raise
        return _back("/", error=refusal.code)


def _complete(call: AnyCall) -> Reply:
    from chalicelib.core.accounts.service import SignInFailed

    query, browser = call.query, call.cookies.get(LOGIN_COOKIE, "")
    if not query.state or not browser or not (query.code or query.error):
        raise InvalidRequest("this is not the end of a sign-in that this browser began: start again")
    accounts = services().accounts
    if query.error:
        return_to = accounts.abandon_sign_in(query.state, browser)
        count("SignInsRefused")
        known = query.error == "access_denied"
        return _back(return_to, error="access_denied" if known else "spotify_refused")
    try:
        signed_in = accounts.complete_sign_in(
            state=query.state,
            code=query.code,
            browser=browser,
            user_agent=call.headers.get("user-agent"),
            deadline=call.deadline,
        )
    except SignInFailed as failure:
        count("SignInsFailed")
        logger.warning("sign-in failed", extra={"error_code": failure.code})
        return _back(failure.return_to, error=failure.code)
    count("SignIns")
    lifetime = signed_in.session.credential.expires_at - signed_in.session.credential.created_at
    session = cookie(SESSION_COOKIE, signed_in.session.token, int(lifetime.total_seconds()))
    return _back(signed_in.return_to, session=session)


@endpoint(blueprint, "POST", "/v1/user/logout", tag=TAG, status=204, errors=(CsrfRejected,))
def logout(call: AnyCall) -> Reply:
    """Sign out: ends this session, or this token, at once."""
    from chalicelib.core.accounts import sessions

    credential = call.person.credential
    sessions.revoke(call.person.user_id, credential.id, credential.kind)
    return Reply(status=204, cookies=[cookie(SESSION_COOKIE, "", 0)])


@endpoint(blueprint, "POST", "/v1/user/session/refresh", tag=TAG, answer=SessionOut, errors=(CsrfRejected, Forbidden))
def refresh_session(call: AnyCall) -> Reply:
    """A new session in place of this one, with a new secret and a new end."""
    if call.person.credential.kind != "session":
        raise Forbidden("a token is not renewed: make a new one")
    made = services().accounts.refresh_session(call.person, call.headers.get("user-agent"))
    lifetime = made.credential.expires_at - made.credential.created_at
    session = cookie(SESSION_COOKIE, made.token, int(lifetime.total_seconds()))
    return Reply(answers.session(made.credential), cookies=[session])


@endpoint(blueprint, "GET", "/v1/user/sessions", tag=TAG, answer=Sessions)
def list_sessions(call: AnyCall) -> Reply:
    """The browsers in which the person is signed in, newest first."""
    found = [answers.listed_session(known, call.person.credential) for known in _active(call, "session")]
    return Reply(answers.whole(Sessions, found))


@endpoint(
    blueprint,
    "GET",
    "/v1/user/sessions/{id}",
    tag=TAG,
    path_model=CredentialPath,
    answer=SessionListed,
    errors=(NotFound,),
)
def read_session(call: AnyCall) -> Reply:
    """One of the person's sessions."""
    return Reply(answers.listed_session(_known(call, "session"), call.person.credential))


@endpoint(blueprint, "DELETE", "/v1/user/sessions", tag=TAG, status=204, errors=(CsrfRejected,))
def end_sessions(call: AnyCall) -> Reply:
    """Sign out everywhere: ends every session of the person, this one too. Tokens stay."""
    _revoke_all(call, "session")
    return Reply(status=204, cookies=[cookie(SESSION_COOKIE, "", 0)])


@endpoint(
    blueprint,
    "DELETE",
    "/v1/user/sessions/{id}",
    tag=TAG,
    path_model=CredentialPath,
    status=204,
    errors=(NotFound, CsrfRejected),
)
def end_session(call: AnyCall) -> Reply:
    """End one session at once."""
    return _revoke(call, "session")


@endpoint(blueprint, "GET", "/v1/user/tokens", tag=TAG, answer=Tokens)
def list_tokens(call: AnyCall) -> Reply:
    """The person's tokens for scripts, newest first."""
    found = [answers.listed_token(known, call.person.credential) for known in _active(call, "token")]
    return Reply(answers.whole(Tokens, found))


@endpoint(
    blueprint,
    "POST",
    "/v1/user/tokens",
    tag=TAG,
    body=NewToken,
    answer=TokenCreated,
    status=201,
    errors=(CsrfRejected, Forbidden),
)
def create_token(call: AnyCall) -> Reply:
    """A token for scripts and for clients on other sites (`Authorization: Bearer`). It is shown this once."""
    from chalicelib.core.accounts import sessions

    if call.person.credential.kind != "session":
        raise Forbidden("a token cannot make tokens: sign in")
    lifetime = timedelta(days=call.body.expires_in_days)
    made = sessions.create(call.person.user_id, "token", services().clock.now(), lifetime, name=call.body.name)
    body = TokenCreated(**answers.session(made.credential).model_dump(), name=call.body.name, token=made.token)
    return Reply(body, status=201)


@endpoint(
    blueprint,
    "GET",
    "/v1/user/tokens/{id}",
    tag=TAG,
    path_model=CredentialPath,
    answer=TokenListed,
    errors=(NotFound,),
)
def read_token(call: AnyCall) -> Reply:
    """One of the person's tokens, without the token itself."""
    return Reply(answers.listed_token(_known(call, "token"), call.person.credential))


@endpoint(blueprint, "DELETE", "/v1/user/tokens", tag=TAG, status=204, errors=(CsrfRejected,))
def revoke_tokens(call: AnyCall) -> Reply:
    """End every token of the person. Sessions stay."""
    _revoke_all(call, "token")
    return Reply(status=204)


@endpoint(
    blueprint,
    "DELETE",
    "/v1/user/tokens/{id}",
    tag=TAG,
    path_model=CredentialPath,
    status=204,
    errors=(NotFound, CsrfRejected),
)
def revoke_token(call: AnyCall) -> Reply:
    """End one token at once."""
    return _revoke(call, "token")


@endpoint(blueprint, "GET", "/v1/user", tag=TAG, answer=WhoAmI, authentication="optional")
def who_am_i(call: AnyCall) -> Reply:
    """Who is signed in, until when, what was granted and set; `{"authenticated": false}` when nobody is."""
    from chalicelib.core.accounts import people

    person = call.maybe_person
    if person is None:
        return Reply(SignedOut())
    return Reply(answers.who(person, people.read(person.user_id), services().clock.now()))


@endpoint(
    blueprint,
    "PATCH",
    "/v1/user",
    tag=TAG,
    body=SettingsPatch,
    answer=WhoAmI,
    errors=(CsrfRejected, NotFound),
)
def change_settings(call: AnyCall) -> Reply:
    """Change the person's settings: time zone, and how often the library is read by itself.

    What the body leaves out stays as it is; null switches off. Answers what `GET /v1/user` does.
    """
    from chalicelib.core.accounts import people, time_zones

    changes = call.body.model_dump(exclude_unset=True)
    if not changes:
        raise InvalidRequest(flaws=[Flaw("name at least one setting to change", pointer="")])
    zone = changes.get("time_zone")
    if zone is not None and not time_zones.known(zone):
        raise InvalidRequest(flaws=[Flaw("must be a name such as Europe/Paris", pointer="/time_zone")])
    now = services().clock.now()
    record = people.change_settings(call.person.user_id, changes, now)
    return Reply(answers.who(call.person, record, now))


@endpoint(
    blueprint,
    "GET",
    "/v1/user/profile",
    tag=TAG,
    answer=ProfileOut,
    errors=(ReauthRequired, SpotifyRateLimited, SpotifyUnavailable),
)
def profile(call: AnyCall) -> Reply:
    """The person, and how much is saved at Spotify, asked of Spotify now: one request for each count."""
    from chalicelib.core.accounts import people
    from chalicelib.core.accounts.profile import saved_counts

    user = answers.user(people.read(call.person.user_id))
    counts = saved_counts(services().accounts.spotify(call.person, call.deadline))
    return Reply(ProfileOut(user=user, counts=counts))


def _at_public_url(call: AnyCall) -> str | None:
    """Where the sign-in should begin when the browser uses another host; once only, whatever a proxy tells as host."""
    public_url = services().settings.public_url
    host = call.headers.get("x-forwarded-host") or call.headers.get("host")
    if call.query.moved or not host or host == urlsplit(public_url).netloc:
        return None
    again = {"consent_again": "true"} if call.query.consent_again == "true" else {}
    kept = {"return_to": call.query.return_to, **again, "moved": "true"}
    return f"{public_url}/api/v1/user/login?{urlencode(kept)}"


def _active(call: AnyCall, kind: CredentialKind) -> Sequence[KnownCredential]:
    from chalicelib.core.accounts import sessions

    return sessions.list_active(call.person.user_id, kind, services().clock.now())


def _known(call: AnyCall, kind: CredentialKind) -> KnownCredential:
    for known in _active(call, kind):
        if known.credential.id == call.path.id:
            return known
    raise NotFound(f"there is no such {kind}")


def _revoke(call: AnyCall, kind: CredentialKind) -> Reply:
    from chalicelib.core.accounts import sessions

    sessions.revoke(call.person.user_id, call.path.id, kind)
    current = call.path.id == call.person.credential.id and kind == "session"
    return Reply(status=204, cookies=[cookie(SESSION_COOKIE, "", 0)] if current else [])


def _revoke_all(call: AnyCall, kind: CredentialKind) -> None:
    from chalicelib.core.accounts import sessions

    for known in _active(call, kind):
        with suppress(NotFound):  # ended by someone else meanwhile
            sessions.revoke(call.person.user_id, known.credential.id, kind)


def _back(return_to: str, *, error: str | None = None, session: str | None = None) -> Reply:
    if error is not None:
        parts = urlsplit(return_to)
        query = [*parse_qsl(parts.query, keep_blank_values=True), ("sign_in_error", error)]
        return_to = urlunsplit(parts._replace(query=urlencode(query)))
    location = services().settings.web_origin + return_to if return_to.startswith("/") else return_to
    cookies = [cookie(LOGIN_COOKIE, "", 0), *([session] if session else [])]
    # A header is ASCII; paths in other scripts arrive as they were typed.
    location = quote(location, safe=string.punctuation)
    return Reply(status=302, headers={"Location": location, "Cache-Control": "no-store"}, cookies=cookies)
