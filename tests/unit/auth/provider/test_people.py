"""Names and roles of people who come through a provider."""

from __future__ import annotations

import pytest

from services.auth.provider.people import _names
from services.auth.provider.rule import claim_of, holds
from services.auth.user import outside_key
from services.settings.sign_in import ClaimRule


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("ada", "ada"),
        ("ada@example.com", "ada@example.com"),
        ("Ada Lovelace", "Ada-Lovelace"),
        ("Zoë", "Zoe"),
        ("李", "user"),
        ("", "user"),
        ("../../etc", "etc"),
        ("<script>", "script-"),
        ("x" * 300, "x" * 50),
    ],
)
def test_a_name_is_made_fit_for_here(wanted: str, first: str) -> None:
    names = list(_names(wanted))
    assert names[:2] == [first, f"{first}-2"]
    assert len(set(names)) == len(names) == 20


@pytest.mark.parametrize(
    ("rule", "is_held"),
    [
        ("groups=staff", True),
        ("groups=sta", False),
        ("hd=example.com", True),
        ("verified=true", True),
        ("realm_access.roles=ops", True),
        ("https://x.example/role=lead", True),
        ("nothing=None", False),
        ("groups.staff=1", False),
        ("realm_access=ops", False),
    ],
)
def test_a_rule_looks_into_lists_and_objects(rule: str, is_held: bool) -> None:
    claims = {
        "groups": ["staff", 7],
        "hd": "example.com",
        "verified": True,
        "realm_access": {"roles": ["ops"]},
        "https://x.example/role": "lead",
        "nothing": None,
    }
    claim, _, value = rule.partition("=")
    assert holds(ClaimRule(claim, value), claims) is is_held
    assert claim_of(claims, "missing.deeper") is None


def test_a_long_subject_is_known_by_its_digest() -> None:
    assert outside_key("https://login.example", "4711") == "https://login.example 4711"
    one, other = (outside_key("https://login.example", end.rjust(255, "x")) for end in "ab")
    assert one != other
    assert len(one) <= 255
