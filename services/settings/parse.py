"""Parsers of settings: from the environment's text to a value, or a ValueError that says what the text must be."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from pathlib import Path

from services.url import split_url


def text(raw: str) -> str:
    return raw


def folder(raw: str) -> Path:
    return Path(raw).expanduser().absolute()


def folders(raw: str) -> tuple[Path, ...]:
    return tuple(folder(part) for part in raw.split(":") if part.strip())


def names(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


SECRET_CHARACTERS = 32


def secrets(raw: str) -> tuple[str, ...]:
    found = tuple(raw.split())
    if any(len(secret) < SECRET_CHARACTERS for secret in found):
        raise ValueError(f"must have at least {SECRET_CHARACTERS} characters; `openssl rand -hex 32` makes one")
    return found


def flag(raw: str) -> bool:
    if raw.lower() in ("1", "true", "yes", "on"):
        return True
    if raw.lower() in ("0", "false", "no", "off", ""):
        return False
    raise ValueError("must be 0 or 1")


def whole(minimum: int, maximum: int = 2**53) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        value = int(raw)
        if not minimum <= value <= maximum:
            raise ValueError(f"must be a whole number from {minimum} to {maximum}")
        return value

    return parse


def number(minimum: float, maximum: float = 1e12) -> Callable[[str], float]:
    def parse(raw: str) -> float:
        value = float(raw)
        if not minimum <= value <= maximum:  # also refuses NaN
            raise ValueError(f"must be a number from {minimum:g} to {maximum:g}")
        return value

    return parse


class one_of:
    """One of a few words."""

    def __init__(self, *choices: str) -> None:
        self.choices = choices

    def __call__(self, raw: str) -> str:
        if raw not in self.choices:
            raise ValueError(f"must be one of {', '.join(self.choices)}")
        return raw


def address(raw: str) -> str:
    if raw.startswith(("unix:", "fd://")) or (":" not in raw or raw.endswith("]")):
        return raw  # a socket of another kind, or a host alone, to which gunicorn adds port 8000
    host, _, port = raw.rpartition(":")
    is_host = ":" not in host or (host.startswith("[") and host.endswith("]"))
    if not (is_host and port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65_535):
        raise ValueError("must be HOST:PORT, [IPv6]:PORT or unix:PATH")
    return raw


def safe_url(raw: str) -> str:
    """An address that nobody on the way can read or change: HTTPS, or on this machine."""
    parts = split_url(raw)
    host = (parts.hostname or "") if parts else ""
    if parts is None or not host or not (parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))):
        raise ValueError("must be an https:// address (http:// only for localhost)")
    return raw


def web_address(raw: str) -> str:
    """An address of HTTP, wherever it is."""
    parts = split_url(raw)
    if parts is None or not parts.hostname or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise ValueError("must be an http:// or https:// address")
    return raw


def pairs(raw: str) -> tuple[str, ...]:
    found = names(raw)
    if not all(pair.partition("=")[0].strip() and "=" in pair for pair in found):
        raise ValueError("must be name=value, with commas between")
    return found


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def not_built(what: str) -> Callable[[str], str]:
    """For a variable that names something this version lacks: ignoring it in silence would be a lie."""

    def refuse(_raw: str) -> str:
        raise ValueError(f"{what}; unset it")

    return refuse
