"""The settings of signing in with a provider (OpenID Connect), and of second factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from services.settings import parse
from services.settings.setting import Group, setting


class ClaimRule(NamedTuple):
    """A claim and the value that it must have, or hold if it is a list."""

    claim: str
    value: str


def claim_rule(raw: str) -> ClaimRule:
    claim, sign, value = raw.partition("=")
    if not (claim.strip() and sign and value.strip()):
        raise ValueError("must be CLAIM=VALUE, such as groups=operators")
    return ClaimRule(claim.strip(), value.strip())


@dataclass(frozen=True, slots=True)
class SignInSettings(Group):
    key: ClassVar = "sign_in"
    title: ClassVar = "Signing in with a provider, second factors"

    issuer: str = setting(
        "TAILRACE_OIDC_ISSUER",
        "",
        parse.safe_url,
        "OpenID Connect provider that people may sign in with, exactly as it calls itself; HTTPS, but for this"
        " machine's own. No proxy is used.",
    )
    client_id: str = setting("TAILRACE_OIDC_CLIENT_ID", "", parse.text, "What the provider calls this server.")
    client_secret: str = setting(
        "TAILRACE_OIDC_CLIENT_SECRET",
        "",
        parse.text,
        "The secret that the provider gave; empty for a public client, which PKCE alone protects.",
        is_secret=True,
    )
    name: str = setting("TAILRACE_OIDC_NAME", "single sign-on", parse.text, 'What the button says: "Sign in with …".')
    scopes: str = setting(
        "TAILRACE_OIDC_SCOPES",
        "openid profile email",
        parse.text,
        "What is asked of the provider; some give groups for a scope of their own.",
    )
    name_claim: str = setting(
        "TAILRACE_OIDC_NAME_CLAIM",
        "preferred_username",
        parse.text,
        "The claim from which a new account gets its name; one that is taken gets a number.",
    )
    allowed: ClaimRule | None = setting(
        "TAILRACE_OIDC_ALLOWED",
        None,
        claim_rule,
        "CLAIM=VALUE of those who may enter, such as groups=staff or hd=example.com; empty: whoever has an account.",
    )
    admins: ClaimRule | None = setting(
        "TAILRACE_OIDC_ADMINS",
        None,
        claim_rule,
        "CLAIM=VALUE of admins, looked at whenever somebody signs in; empty: roles are given here.",
    )
    new_users: bool = setting(
        "TAILRACE_OIDC_NEW_USERS",
        False,
        parse.flag,
        "1: people whom nobody here knows yet get an account. Not for a provider that anybody can join, unless"
        " TAILRACE_OIDC_ALLOWED says who.",
    )
    second_factor: str = setting(
        "TAILRACE_SECOND_FACTOR",
        "optional",
        parse.one_of("optional", "admins", "all"),
        "Who must have a second factor to sign in with a password.",
    )
