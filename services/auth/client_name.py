"""What somebody signed in with, in plain words: "Firefox" on "Linux".

The ``User-Agent`` is a stranger's text, and every browser claims to be others as well. So the first mark that only one
of them has decides. It is for people who look for their own devices, and nothing else is decided by it.
"""

from __future__ import annotations

from typing import NamedTuple

LONGEST = 255

_PROGRAMS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"), ("DuckDuckGo/", "DuckDuckGo"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"), ("HeadlessChrome/", "Chrome"), ("Electron/", "Electron"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"), ("MSIE ", "Internet Explorer"), ("Trident/", "Internet Explorer"),
)  # fmt: skip
"""The mark that gives a browser away, those of imitators first."""

_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Macintosh", "macOS"), ("FreeBSD", "FreeBSD"), ("Linux", "Linux"),
)  # fmt: skip

_LONGEST_PRODUCT = 40


class ClientName(NamedTuple):
    """``system`` is empty if it is unknown; ``program``, too, if nothing was said."""

    program: str
    system: str


def client_name(user_agent: str) -> ClientName:
    """The program and the system that a ``User-Agent`` stands for."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if not user_agent.startswith(("Mozilla/", "Opera/")):  # a program: its product comes first (RFC 9110, 10.1.5)
        product = user_agent.partition("/")[0].partition(" ")[0]
        return ClientName(product[:_LONGEST_PRODUCT], system)
    return ClientName(next((name for mark, name in _PROGRAMS if mark in user_agent), ""), system)


def kept_client(user_agent: str) -> str:
    """A ``User-Agent`` as it is kept: short, and without anything that cannot be shown."""
    return "".join(letter for letter in user_agent[:LONGEST] if letter.isprintable())
