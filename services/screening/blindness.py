"""Blindness: what a blind screening leaves out of a profile before anybody sees it."""

from __future__ import annotations

import msgspec

from services.screening.profile import Profile


def hidden(profile: Profile) -> Profile:
    """The profile without who the person is."""
    return msgspec.structs.replace(
        profile,
        name=None,
        emails=[],
        phones=[],
        links=[],
        location=None,
        statements=[one for one in profile.statements if not one.identity],
        education=[msgspec.structs.replace(one, start="", end="") for one in profile.education],
    )
