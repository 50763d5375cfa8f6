"""The provider: lets people in who sign in elsewhere (OpenID Connect, authorization code flow with PKCE).

    begin   our page → the provider, with a state, a nonce and a challenge that this browser's session remembers
    finish  the provider → our page, with a code: it is exchanged for an ID token, and that is checked

The state ties the answer to the browser that asked (nobody can be signed in as somebody else by a link), the nonce ties
the ID token to this sign-in, the verifier ties the code to this server, and the issuer in the answer, where the
provider gives it, tells providers apart (RFC 9207).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from services.auth.provider.asking import ask_provider, unusable
from services.auth.provider.directory import Directory, Metadata
from services.auth.provider.id_token import read_id_token, refused
from services.auth.provider.logout_token import Logout, read_logout_token
from services.auth.provider.rule import claim_of
from services.auth.provider.signed_token import Claims, TokenRefused, is_identifier
from services.auth.user import outside_key
from services.errors import BadRequest, Conflict, Forbidden, Unauthenticated
from services.settings.sign_in import SignInSettings

LASTS_S = 600.0
"""In which somebody has to sign in at the provider."""


class Flow(msgspec.Struct):
    """A sign-in that has begun, as the browser's session remembers it."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    target: str
    began_at: float
    connects: str = ""
    """The login of somebody who is signed in, and wants to connect what they sign in with there."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody whom the provider vouches for."""

    subject: str
    claims: Claims
    id_token: str

    @property
    def session(self) -> str | None:
        """What the provider calls the session of this sign-in, if it does."""
        session = self.claims.get("sid")
        return session if is_identifier(session) else None


class Provider:
    def __init__(
        self, settings: SignInSettings, directory: Directory | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._directory = directory or Directory(settings.issuer)
        self._clock = clock

    @property
    def is_configured(self) -> bool:
        return bool(self._settings.issuer)

    @property
    def issuer(self) -> str:
        return self._settings.issuer

    def key_of(self, subject: str) -> str:
        """What an account here knows somebody by. Raises: Conflict, there is no provider. BadRequest."""
        if not self.is_configured:
            raise Conflict("This server has no sign-in provider: set TAILRACE_OIDC_ISSUER.", code="no_provider")
        if not is_identifier(subject):
            raise BadRequest("A subject has 1 to 255 characters.", code="bad_subject")
        return outside_key(self.issuer, subject)

    def begin(self, redirect_uri: str, target: str, connects: str = "") -> tuple[str, Flow]:
        """The address to send the browser to, and what to remember. Raises: Unavailable."""
        metadata = self._directory.metadata()
        flow = Flow(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            redirect_uri=redirect_uri,
            target=target,
            began_at=self._clock(),
            connects=connects,
        )
        challenge = base64.urlsafe_b64encode(hashlib.sha256(flow.verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": redirect_uri,
            "scope": self._settings.scopes,
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return _with_query(metadata.authorization_endpoint, query), flow

    def finish(self, answer: Mapping[str, str], flow: Flow | None, needed: Iterable[str]) -> Vouched:
        """Who has signed in, by the answer that the browser brought back. ``needed``: the claims that we look at.

        Raises: Unauthenticated, Forbidden, Unavailable.
        """
        if flow is None or not hmac.compare_digest(answer.get("state", "").encode(), flow.state.encode()):
            raise Unauthenticated(
                "This sign-in did not begin in this browser, or another was begun since: start again.",
                code="provider_state",
            )
        if self._clock() - flow.began_at > LASTS_S:
            raise Unauthenticated("This sign-in took longer than ten minutes: start again.", code="provider_state")
        metadata = self._directory.metadata()
        if answer.get("iss", "" if metadata.names_itself else self.issuer) != self.issuer:
            raise refused("it comes from another provider")
        if "error" in answer:
            raise _provider_said(answer["error"], answer.get("error_description", ""))
        if not answer.get("code"):
            raise refused("it has no code")
        tokens = self._exchange(metadata, answer["code"], flow)
        id_token = tokens.get("id_token")
        if not isinstance(id_token, str):
            raise refused("it gave no ID token: TAILRACE_OIDC_SCOPES must have 'openid' in it")
        claims = read_id_token(
            id_token,
            issuer=self.issuer,
            client_id=self._settings.client_id,
            nonce=flow.nonce,
            algorithms=metadata.algorithms,
            keys=self._directory.keys,
            now=self._clock(),
        )
        if any(claim_of(claims, name) is None for name in needed):
            claims = self._more(metadata, tokens.get("access_token"), claims)
        return Vouched(claims["sub"], claims, id_token)

    def end_address(self, id_token: str, back: str) -> str | None:
        """Where somebody signs out at the provider, too (RP-Initiated Logout 1.0); None if it offers that not, or is
        away.
        """
        endpoint = self._directory.metadata().end_session_endpoint
        query = {"id_token_hint": id_token, "client_id": self._settings.client_id, "post_logout_redirect_uri": back}
        return None if endpoint is None else _with_query(endpoint, query)

    def logout(self, token: str) -> Logout:
        """What a logout token of this provider asks for. Raises: BadRequest, it is refused. Unavailable."""
        try:
            return read_logout_token(
                token,
                issuer=self.issuer,
                client_id=self._settings.client_id,
                algorithms=self._directory.metadata().algorithms,
                keys=self._directory.keys,
                now=self._clock(),
            )
        except TokenRefused as error:
            raise BadRequest(f"The logout token was refused: {error}.", code="logout_token_refused") from None

    def _exchange(self, metadata: Metadata, code: str, flow: Flow) -> dict[str, Any]:
        """The code for tokens (RFC 6749, section 4.1.3)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": flow.redirect_uri,
            "code_verifier": flow.verifier,
        }
        for way in metadata.secret_ways if self._settings.client_secret else ("none",):
            headers, fields = self._credential(way)
            status, tokens = ask_provider(
                "token endpoint", metadata.token_endpoint, headers=headers, form=form | fields
            )
            if status != 401 and tokens.get("error") != "invalid_client":
                break
        if status == 200:
            return tokens
        error = str(tokens.get("error", ""))[:60]
        if status == 401 or error in ("invalid_client", "unauthorized_client"):
            raise unusable("it does not take TAILRACE_OIDC_CLIENT_ID with TAILRACE_OIDC_CLIENT_SECRET")
        if error == "invalid_grant":
            raise refused("its code was used already, or is too old")
        raise unusable(f"its token endpoint answered {status} ({error!r})")

    def _credential(self, way: str) -> tuple[dict[str, str], dict[str, str]]:
        """Who we are, as headers and as fields of the form (RFC 6749, section 2.3.1)."""
        client_id, secret = self._settings.client_id, self._settings.client_secret
        if way == "client_secret_basic":
            pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
            return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}, {}
        return {}, {"client_id": client_id} | ({"client_secret": secret} if way == "client_secret_post" else {})

    def _more(self, metadata: Metadata, access_token: object, claims: Claims) -> Claims:
        """With what the provider says elsewhere (UserInfo); what the ID token says counts."""
        if metadata.userinfo_endpoint is None or not isinstance(access_token, str) or not access_token.isprintable():
            return claims
        headers = {"Authorization": f"Bearer {access_token}"}
        status, more = ask_provider("UserInfo", metadata.userinfo_endpoint, headers=headers)
        if status != 200:
            raise unusable(f"its UserInfo answered {status}")
        if more.get("sub") != claims["sub"]:
            raise refused("its UserInfo is about somebody else")
        return {**more, **claims}


def _provider_said(error: str, description: str) -> Exception:
    if error == "access_denied":
        return Forbidden("The sign-in provider did not let you in, or you stopped there.", code="provider_denied")
    if error in ("temporarily_unavailable", "server_error"):
        return unusable("it says that it does not work at the moment")
    said = "".join(letter for letter in f"{error} {description}" if letter.isprintable())[:200].strip()
    return refused(f"it says “{said}”")


def _with_query(endpoint: str, query: Mapping[str, str]) -> str:
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"
