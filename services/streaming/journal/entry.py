"""An entry of the journal: one stream, from its opening to its end, as it is kept for a day."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import NamedTuple

WORKER_DIED = "worker_died"
"""The end of a stream whose worker was killed or crashed. The worker could not say so itself."""

_LONGEST_PROGRAM = 60
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
)
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "CrOS", "Linux")


class Entry(NamedTuple):
    """Times are Unix milliseconds. ``position`` is what the client asked for, ``start`` where delivery began.

    ``written``: its socket took everything of its channels up to this position. ``taken`` and ``unconfirmed`` are
    `services.streaming.delivery.socket_sink.Traffic`. ``lag_ms``: how long the oldest thing that it still has to be
    given has been waiting; ``peak_ms`` is the most that was seen, at ``peak_at``. ``number`` rises with each entry.
    """

    number: int
    client_id: str
    user_id: str
    login_id: str
    kind: str
    channels: tuple[str, ...]
    network: str
    program: str
    opened_at: int
    position: int | None
    is_from_start: bool
    is_recovered: bool
    start: int
    previous: str
    written: int
    taken: int | None
    unconfirmed: int | None
    lag_ms: int
    peak_ms: int
    peak_at: int | None
    noted_at: int
    ended_at: int | None
    reason: str | None

    @property
    def is_live(self) -> bool:
        return self.ended_at is None


class Told(NamedTuple):
    """A gap that a stream was told of, at ``at``. ``channel`` is None for a reset."""

    client_id: str
    channel: str | None
    from_id: int
    to: int
    reason: str
    at: int


class Lapse(NamedTuple):
    """A time in which the journal could not be written, and how many of its notes are lost."""

    since: int
    until: int
    lost: int
    why: str


@lru_cache(2048)
def network_of(address: str) -> str:
    """The network that an address is in: a /24 or a /48. The journal does not keep who exactly it was."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # a Unix socket has none
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


@lru_cache(2048)
def short_program(user_agent: str) -> str:
    """A browser as "Firefox 128, Linux", any other program as the first word that it calls itself."""
    if not user_agent.startswith("Mozilla/"):
        word = user_agent.lstrip().partition(" ")[0]
        return "".join(character for character in word if character.isprintable())[:_LONGEST_PROGRAM]
    for mark, name in _BROWSERS:
        _, found, rest = user_agent.partition(mark)
        if found:
            system = next((system for system in _SYSTEMS if system in user_agent), "")
            version = rest[:6].partition(".")[0]
            browser = f"{name} {version}" if version.isascii() and version.isdigit() else name
            return f"{browser}, {system.replace('Mac OS X', 'macOS')}" if system else browser
    return "Mozilla"
