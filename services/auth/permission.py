"""Permissions: which channels an identity may read and publish to (contract, section 2).

- A stream token reads the channels named in it; they are checked when it is issued and again when it is used.
- What is private is read by its owner alone: by no admin, and under no grant.
- An admin reads everything else. A member or a service token reads its own channels and the patterns granted to it; a
  face's channels only by a pattern that names the face.
- Publishing takes a grant. An admin needs none, except for a face's channels: everybody needs a grant that names the
  face there, so watchers can trust that only the scan speaks on a scan's channel.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Literal

from services.auth.identity import Identity
from services.errors import BadRequest

_PATTERN = re.compile(r"\*|[a-z0-9][a-z0-9._:-]{0,127}\*?")

Action = Literal["publish", "subscribe"]

MayRead = Callable[[Identity, str], bool]
"""Whether a non-admin may read a face's ``<prefix>.<name>``; ``<prefix>`` alone has an empty name."""


def check_pattern(pattern: str) -> str:
    """``pattern``, if it is a channel's name, a prefix followed by ``*``, or ``*``.

    Raises:
        BadRequest: it is none of these.
    """
    if not _PATTERN.fullmatch(pattern):
        raise BadRequest(
            "A pattern is a channel's name, such as 'jobs.42', or a prefix and a star, such as 'jobs.*'.",
            code="bad_pattern",
        )
    return pattern


def matches(pattern: str, channel: str) -> bool:
    """Whether a pattern covers a channel."""
    return channel.startswith(pattern[:-1]) if pattern.endswith("*") else channel == pattern


class Permissions:
    """``faces``: for each channel prefix that only a face writes to (``scan``), who may read it. ``private``: the
    prefixes of which everybody reads only their own.
    """

    def __init__(self, faces: Mapping[str, MayRead], private: Collection[str] = ()) -> None:
        self._faces = faces
        self._private = frozenset(private)

    def may_read(self, identity: Identity, channel: str) -> bool:
        if identity.channels is not None:
            return channel in identity.channels
        prefix = self._face_prefix(channel)
        if prefix in self._private:
            return self._is_own(identity, channel)
        if any(matches(pattern, channel) and _is_meant(pattern, prefix) for pattern in identity.subscribe):
            return True
        if identity.is_admin:
            return True
        return self._is_own(identity, channel)

    def may_publish(self, identity: Identity, channel: str) -> bool:
        if identity.channels is not None:
            return False
        prefix = self._face_prefix(channel)
        if any(matches(pattern, channel) and _is_meant(pattern, prefix) for pattern in identity.publish):
            return True
        return identity.is_admin and prefix is None

    def may_publish_anything(self, identity: Identity) -> bool:
        """Whether it is worth reading what this identity wants to publish."""
        return identity.channels is None and (identity.is_admin or bool(identity.publish))

    def own_channel(self, identity: Identity, wanted: str) -> str:
        """A channel to try things on that no other user is likely to use.

        ``wanted.<user_id>`` if the identity may read and publish there, else one from its grants, else one it may only
        read.
        """
        own = f"{wanted}.{identity.user_id}"
        granted = [
            f"{pattern[:-1]}demo.{identity.user_id}" if pattern.endswith("*") else pattern
            for pattern in identity.publish
        ]
        for channel in (own, *granted):
            if self.may_publish(identity, channel) and self.may_read(identity, channel):
                return channel
        return f"progress.{identity.user_id}"

    def _is_own(self, identity: Identity, channel: str) -> bool:
        prefix, _, name = channel.partition(".")
        may_read = self._faces.get(prefix)
        return may_read is not None and may_read(identity, name)

    def _face_prefix(self, channel: str) -> str | None:
        prefix = channel.partition(".")[0]
        return prefix if prefix in self._faces else None


def _is_meant(pattern: str, prefix: str | None) -> bool:
    """``scan.*`` was meant for scans; ``*`` and ``s*`` were not and must not reach them."""
    return prefix is None or pattern == prefix or pattern.startswith(f"{prefix}.")
