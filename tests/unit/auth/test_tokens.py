"""Every kind of wrong token, one by one, and the right ones."""

from __future__ import annotations

import base64
import json
import math
import time
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from services.auth.identity import Identity
from services.auth.keyring import Keyring
from services.auth.login import OpenLogin
from services.auth.outside_issuer import OutsideIssuer
from services.auth.tokens import AccessClaims, OutsideClaims, ServiceClaims, Tokens
from services.errors import Unauthenticated
from services.settings.settings import Settings
from tests.unit.auth.conftest import Clock, keyring_in

RSA_KEY = rsa.generate_private_key(65537, 2048)
RSA_PUBLIC = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
ED_KEY = ed25519.Ed25519PrivateKey.generate()
ED_PUBLIC = ED_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def login(clock: Clock) -> OpenLogin:
    return OpenLogin("login-1", "user-1", clock.now + 3600)


@pytest.fixture
def identity(login: OpenLogin) -> Identity:
    return Identity("user-1", "alice", "member", "access", "login-1", login.expires_at)


@pytest.fixture
def claims(clock: Clock) -> dict[str, Any]:
    """Return the claims of an access token."""
    return {"aud": "access", "jti": "login-1", "sub": "user-1", "exp": int(clock.now) + 3600}


def outside_claims(**changes: Any) -> dict[str, Any]:
    return {"aud": "tailrace", "iss": "https://issuer.example", "sub": "42", "exp": 4_000_000_000, **changes}


def outside(settings: Settings, keyring: Keyring, public_key: str, algorithm: str = "RS256") -> Tokens:
    trusting = settings.changed(
        auth={"jwt_public_key": public_key, "jwt_algorithm": algorithm, "jwt_issuer": "https://issuer.example"}
    )
    return Tokens(trusting, keyring)


def test_an_access_token_says_which_login(tokens: Tokens, keyring: Keyring, login: OpenLogin) -> None:
    kid, _ = keyring.newest()
    claims = AccessClaims("login-1", "user-1", login.expires_at, kid)
    assert tokens.read_access(tokens.issue_access(login)) == claims


def test_a_service_token_says_which_row_and_may_have_no_end(tokens: Tokens, keyring: Keyring, clock: Clock) -> None:
    for_ever, for_a_day = tokens.issue_service("svc", None), tokens.issue_service("svc", clock.now + 86_400)
    clock.now += 86_400
    assert tokens.read_service(for_ever) == ServiceClaims("svc", keyring.newest()[0])
    with pytest.raises(Unauthenticated, match="expired"):
        tokens.read_service(for_a_day)


def test_a_stream_token_says_which_channels_and_until_when_its_login_lasts(tokens: Tokens, identity: Identity) -> None:
    text, lasts_s = tokens.issue_stream(identity, ["jobs.2", "jobs.1"])
    claims = tokens.read_stream(text)
    assert lasts_s == 300
    assert claims.channels == {"jobs.1", "jobs.2"}
    assert (claims.user_id, claims.login_id, claims.login_expires_at) == (
        "user-1",
        "login-1",
        identity.authorised_until,
    )
    assert not claims.is_expired and not claims.is_service


def test_a_stream_token_never_outlives_its_login(tokens: Tokens, identity: Identity, clock: Clock) -> None:
    clock.now = identity.authorised_until - 20
    assert tokens.issue_stream(identity, ["jobs.1"])[1] == 20


def test_a_programs_stream_token_says_so(tokens: Tokens, identity: Identity) -> None:
    program = replace(identity, role="service", kind="service", authorised_until=math.inf)
    claims = tokens.read_stream(tokens.issue_stream(program, ["jobs.1"])[0])
    assert claims.is_service and claims.login_expires_at == math.inf


def test_an_expired_stream_token_is_readable_only_on_request(tokens: Tokens, identity: Identity, clock: Clock) -> None:
    text, lasts_s = tokens.issue_stream(identity, ["jobs.1"])
    clock.now += lasts_s
    with pytest.raises(Unauthenticated, match="expired"):
        tokens.read_stream(text)
    assert tokens.read_stream(text, allow_expired=True).is_expired


def test_an_expired_access_token_is_refused(tokens: Tokens, login: OpenLogin, clock: Clock) -> None:
    text = tokens.issue_access(login)
    clock.now = login.expires_at
    with pytest.raises(Unauthenticated, match="expired"):
        tokens.read_bearer(text)


def test_no_kind_passes_for_another(tokens: Tokens, login: OpenLogin, identity: Identity) -> None:
    access, service = tokens.issue_access(login), tokens.issue_service("svc", None)
    stream, _ = tokens.issue_stream(identity, ["jobs.1"])
    for read, wrong in (
        (tokens.read_bearer, [stream]),
        (tokens.read_access, [stream, service]),
        (tokens.read_service, [stream, access]),
        (tokens.read_stream, [access, service]),
    ):
        for text in wrong:
            with pytest.raises(Unauthenticated):
                read(text)


def forged(claims: dict[str, Any], header: dict[str, Any], secret: str = "") -> str:
    """Return a token with any header, signed with ``secret`` by HS256, or not at all."""
    text = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims)
    )
    if not secret:
        return f"{text}."
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(text.encode(), secret.encode())
    return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def test_forgeries_are_refused(tokens: Tokens, keyring: Keyring, claims: dict[str, Any]) -> None:
    kid, secret = keyring.newest()
    good = jwt.encode(claims, secret, "HS256", headers={"kid": kid})
    assert tokens.read_access(good).login_id == "login-1"
    head, body, signature = good.split(".")
    other_body = forged({**claims, "jti": "login-2"}, {}).split(".")[1]
    for name, text in {
        "no signature": forged(claims, {"alg": "none", "kid": kid}),
        "none in capitals": forged(claims, {"alg": "NONE", "kid": kid}),
        "signature cut off": f"{head}.{body}.",
        "other claims": f"{head}.{other_body}.{signature}",
        "another key of the right name": jwt.encode(claims, "x" * 64, "HS256", headers={"kid": kid}),
        "an empty key": forged(claims, {"alg": "HS256", "kid": kid}, "\0"),
        "another algorithm of the same family": jwt.encode(claims, secret, "HS512", headers={"kid": kid}),
        "an asymmetric algorithm": jwt.encode(claims, RSA_KEY, "RS256", headers={"kid": kid}),
        "an unknown key id": jwt.encode(claims, secret, "HS256", headers={"kid": "20000101000000-00000000"}),
        "a key id that is a path": jwt.encode(claims, secret, "HS256", headers={"kid": f"../secrets/{kid}"}),
        "no key id": jwt.encode(claims, secret, "HS256"),
        "a key id that is no text": forged(claims, {"alg": "HS256", "kid": ["a"]}, secret),
        "a key in its own header": forged(
            claims, {"alg": "HS256", "kid": "x", "jwk": {"kty": "oct", "k": "eHh4"}}, "xxx"
        ),
        "a critical extension": forged(claims, {"alg": "HS256", "kid": kid, "crit": ["exp"], "b64": False}, secret),
        "no audience": jwt.encode({**claims, "aud": ""}, secret, "HS256", headers={"kid": kid}),
        "an access token without end": jwt.encode(
            {k: v for k, v in claims.items() if k != "exp"}, secret, "HS256", headers={"kid": kid}
        ),
        "nothing": "",
        "not a token": "a.b.c",
        "far too long": "e" * 100_000,
        "deeply nested": base64.urlsafe_b64encode(b"[" * 5000).decode() + ".e30.",
        "half a character": "\ud800.\ud800.\ud800",
    }.items():
        with pytest.raises(Unauthenticated):
            tokens.read_bearer(text)
            pytest.fail(name)


@given(st.text(max_size=60) | st.from_regex(r"[\w-]{0,20}\.[\w-]{0,20}\.[\w-]{0,20}"))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    tokens = Tokens(
        Settings().changed(auth={"jwt_public_key": RSA_PUBLIC}), keyring_in(Settings().data / "no such folder")
    )
    for read in (tokens.read_bearer, tokens.read_stream):
        with pytest.raises(Unauthenticated):
            read(text)


def test_refusals_do_not_tell_which_check_failed(tokens: Tokens, claims: dict[str, Any], keyring: Keyring) -> None:
    kid, secret = keyring.newest()
    said = set()
    for text in (
        "x",
        jwt.encode(claims, "y" * 64, "HS256", headers={"kid": kid}),
        jwt.encode({**claims, "aud": "other"}, secret, "HS256", headers={"kid": kid}),
        jwt.encode(claims, secret, "HS256", headers={"kid": "unknown"}),
    ):
        with pytest.raises(Unauthenticated) as refused:
            tokens.read_bearer(text)
        said.add((str(refused.value), refused.value.code))
    assert len(said) == 1


def test_rotation_keeps_old_tokens_and_removal_ends_them(tokens: Tokens, keyring: Keyring, login: OpenLogin) -> None:
    old = tokens.issue_access(login)
    first, _ = keyring.newest()
    keyring.rotate()
    new = tokens.issue_access(login)
    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
    assert tokens.read_access(old).login_id == tokens.read_access(new).login_id
    keyring.remove(first)
    assert tokens.read_access(new)
    with pytest.raises(Unauthenticated):
        tokens.read_access(old)


# -- an outside issuer ------------------------------------------------------------------------------------------------


def test_an_outside_token_is_accepted_by_its_public_key(settings: Settings, keyring: Keyring) -> None:
    for algorithm, key, public in (("RS256", RSA_KEY, RSA_PUBLIC), ("EdDSA", ED_KEY, ED_PUBLIC)):
        text = jwt.encode(outside_claims(), key, algorithm)  # type: ignore[arg-type]
        claims = outside(settings, keyring, public, algorithm).read_bearer(text)
        assert isinstance(claims, OutsideClaims)
        assert (claims.issuer, claims.subject) == ("https://issuer.example", "42")


def test_an_outside_token_is_always_the_same_login(settings: Settings, keyring: Keyring) -> None:
    tokens = outside(settings, keyring, RSA_PUBLIC)
    first, second = (jwt.encode(outside_claims(jti=number), RSA_KEY, "RS256") for number in "12")
    logins = [tokens.read_bearer(text) for text in (first, first, second)]
    assert logins[0] == logins[1] != logins[2]


def test_outside_forgeries_are_refused(settings: Settings, keyring: Keyring) -> None:
    tokens = outside(settings, keyring, RSA_PUBLIC)
    kid, secret = keyring.newest()
    other = rsa.generate_private_key(65537, 2048)
    assert tokens.read_bearer(jwt.encode(outside_claims(), RSA_KEY, "RS256"))
    for name, text in {
        "the public key as an HS256 secret": forged(outside_claims(), {"alg": "HS256"}, RSA_PUBLIC),
        "the same, saying RS256": forged(outside_claims(), {"alg": "RS256"}, RSA_PUBLIC),
        "the same, under our key id": forged(
            outside_claims(aud="access", jti="x"), {"alg": "HS256", "kid": kid}, RSA_PUBLIC
        ),
        "no signature": forged(outside_claims(), {"alg": "none"}),
        "another algorithm of the same key": jwt.encode(outside_claims(), RSA_KEY, "RS512"),
        "another padding": jwt.encode(outside_claims(), RSA_KEY, "PS256"),
        "another key": jwt.encode(outside_claims(), other, "RS256"),
        "another kind of key": jwt.encode(outside_claims(), ED_KEY, "EdDSA"),
        "our own secret": jwt.encode(outside_claims(), secret, "HS256"),
        "another audience": jwt.encode(outside_claims(aud="shop"), RSA_KEY, "RS256"),
        "our own audience": jwt.encode(outside_claims(aud="access", jti="x"), RSA_KEY, "RS256"),
        "another issuer": jwt.encode(outside_claims(iss="https://evil.example"), RSA_KEY, "RS256"),
        "expired": jwt.encode(outside_claims(exp=1), RSA_KEY, "RS256"),
        "not yet": jwt.encode(outside_claims(nbf=3_999_999_999), RSA_KEY, "RS256"),
        "no end": jwt.encode({k: v for k, v in outside_claims().items() if k != "exp"}, RSA_KEY, "RS256"),
        "nobody's": jwt.encode({k: v for k, v in outside_claims().items() if k != "sub"}, RSA_KEY, "RS256"),
    }.items():
        with pytest.raises(Unauthenticated):
            tokens.read_bearer(text)
            pytest.fail(name)


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_an_issuers_clock_may_be_some_seconds_ahead(settings: Settings, keyring: Keyring, claim: str) -> None:
    tokens, now = outside(settings, keyring, RSA_PUBLIC), int(time.time())
    assert tokens.read_bearer(jwt.encode(outside_claims(**{claim: now + 2}), RSA_KEY, "RS256"))
    with pytest.raises(Unauthenticated):
        tokens.read_bearer(jwt.encode(outside_claims(**{claim: now + 120}), RSA_KEY, "RS256"))


@pytest.mark.parametrize("exp", [-1, 0, 10**400, "soon", None, True, [1], float("nan"), float("inf")])
def test_a_token_is_never_good_after_its_end_nor_with_a_strange_one(
    settings: Settings, keyring: Keyring, exp: object
) -> None:
    if exp in (-1, 0) and not isinstance(exp, bool):
        exp = int(time.time()) + int(str(exp))
    with pytest.raises(Unauthenticated):
        outside(settings, keyring, RSA_PUBLIC).read_bearer(jwt.encode(outside_claims(exp=exp), RSA_KEY, "RS256"))


def test_a_stream_token_rests_on_the_key_of_what_it_was_asked_for_with(
    tokens: Tokens, keyring: Keyring, identity: Identity
) -> None:
    old, _ = keyring.newest()
    new = keyring.rotate()
    text, _ = tokens.issue_stream(replace(identity, keys=(old,)), ["jobs.1"])
    assert tokens.read_stream(text).keys == (new, old)
    keyring.remove(old)
    with pytest.raises(Unauthenticated):
        tokens.read_stream(text)


def test_an_outside_key_opens_no_stream_by_query(settings: Settings, keyring: Keyring) -> None:
    text = jwt.encode(outside_claims(aud="stream", login="x", channels=["jobs.1"]), RSA_KEY, "RS256")
    with pytest.raises(Unauthenticated):
        outside(settings, keyring, RSA_PUBLIC).read_stream(text)


def test_without_an_outside_issuer_its_tokens_are_nothing(tokens: Tokens) -> None:
    assert not OutsideIssuer().keys("any")
    with pytest.raises(Unauthenticated):
        tokens.read_bearer(jwt.encode(outside_claims(), RSA_KEY, "RS256"))
