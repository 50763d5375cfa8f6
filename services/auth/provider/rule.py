"""Rules about claims: ``groups=staff`` holds for whoever's ``groups`` is ``staff``, or has it in a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.settings.sign_in import ClaimRule


def claim_of(claims: Mapping[str, Any], name: str) -> Any | None:
    """A claim, or what lies in one: ``realm_access.roles``. A claim whose own name has the dots comes first."""
    if name in claims:
        return claims[name]
    first, dot, rest = name.partition(".")
    inner = claims.get(first)
    return claim_of(inner, rest) if dot and isinstance(inner, Mapping) else None


def holds(rule: ClaimRule, claims: Mapping[str, Any]) -> bool:
    found = claim_of(claims, rule.claim)
    return any(_text(one) == rule.value for one in (found if isinstance(found, list) else [found]))


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else None
