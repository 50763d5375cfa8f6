"""A channel: the name under which events are published and subscribed to. Channels need no creation (contract,
section 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.errors import BadRequest

_NAME = re.compile(r"[a-z0-9][a-z0-9._:-]{0,127}")
MAX_PER_STREAM = 50

CONTROL = "~control"
"""The internal channel between workers. The grammar does not allow its name, so no request can name it."""


def is_internal(name: str) -> bool:
    """Whether a channel is one of the server's own, of which nobody is told."""
    return name.startswith("~")


def check_channel(name: object) -> str:
    """``name``, if it is a channel's name.

    Raises:
        BadRequest: it is not, or it is a pattern.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadRequest(
            "A channel's name has 1 to 128 characters of a-z, 0-9, '.', '_', ':' and '-', the first a letter or digit.",
            code="bad_channel",
        )
    return name


def check_channels(names: Iterable[object]) -> tuple[str, ...]:
    """1 to 50 channel names, each once, sorted.

    Raises:
        BadRequest: none, more than 50, or one that is not a name.
    """
    channels = tuple(sorted({check_channel(name) for name in names}))
    if not channels:
        raise BadRequest("Name at least one channel, as ?channel=NAME.", code="no_channel")
    if len(channels) > MAX_PER_STREAM:
        raise BadRequest(f"A stream takes at most {MAX_PER_STREAM} channels.", code="too_many_channels")
    return channels
