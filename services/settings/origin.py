"""An origin of the web (RFC 6454): scheme, host and port, as a browser writes them in an ``Origin`` header."""

from __future__ import annotations

import re

from services.url import split_url

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,30}")
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,126}")
_ADDRESS = re.compile(r"\[[0-9a-f:.]{2,45}\]")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_WITHOUT_PAGES = frozenset({"about", "blob", "data", "file", "ftp", "javascript", "ws", "wss"})
_NO_ORIGINS = {
    "*": "would be every site there is; list each origin that may call the API",
    "null": "is what a browser says for every sandboxed page and every local file; serve the page from an origin",
}


def origins(raw: str) -> tuple[str, ...]:
    """A list with commas. Besides ``https://app.example.com`` there are origins of apps and extensions, such as
    ``capacitor://localhost`` and ``chrome-extension://<id>``.

    Raises:
        ValueError: one of them is none that a browser would ever send; says which, and what to write.
    """
    return tuple(_origin(part.strip()) for part in raw.split(",") if part.strip())


def _origin(text: str) -> str:
    if text.lower() in _NO_ORIGINS:
        raise ValueError(f"{text!r} {_NO_ORIGINS[text.lower()]}")
    origin = text.lower()
    scheme, mark, rest = origin.partition("://")
    if not mark or not _SCHEME.fullmatch(scheme):
        raise ValueError(f"{text!r} is not an origin such as https://app.example.com: it has no scheme")
    if scheme in _WITHOUT_PAGES:
        raise ValueError(f"{text!r} is the origin of no page; write the address of the page that calls")
    authority = rest.rstrip("/")
    if set("/?#") & set(authority):
        raise ValueError(f"{text!r} has a path; an origin ends with its host or port: {scheme}://{_host_in(authority)}")
    if rest != authority:
        raise ValueError(f"{text!r} has a slash at its end; write {scheme}://{authority}")
    if "@" in authority:
        raise ValueError(f"{text!r} has a user; write {scheme}://{authority.rpartition('@')[2]}")
    if "*" in authority:
        raise ValueError(f"{text!r} is a pattern; list each origin by its own name")
    if not authority.isascii():
        raise ValueError(f"{text!r} has letters outside ASCII; write the host as browsers send it (xn--…)")
    parts = split_url(origin)
    host = authority if parts is None or parts.port is None else authority.rpartition(":")[0]
    if parts is None or authority.endswith(":") or not (_NAME.fullmatch(host) or _ADDRESS.fullmatch(host)):
        raise ValueError(f"{text!r} has no usable host or port; write it like https://app.example.com")
    if parts.port is not None and parts.port == _DEFAULT_PORTS.get(scheme):
        raise ValueError(f"{text!r} has the port that browsers leave out; write {scheme}://{host}")
    return origin


def _host_in(authority: str) -> str:
    return re.split(r"[/?#]", authority, maxsplit=1)[0]
