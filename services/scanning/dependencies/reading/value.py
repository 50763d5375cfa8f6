"""Values of a stranger's JSON or TOML, which may be of any kind where another was expected."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec


class Unreadable(Exception):
    """The file is not what its name says. The message is the rest of a sentence about it."""


def json_object(text: str) -> dict[str, Any]:
    """Raises: Unreadable."""
    try:
        return table(msgspec.json.decode(text.removeprefix("\ufeff")))
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        raise Unreadable("is not JSON") from None


def toml_table(text: str) -> dict[str, Any]:
    """Raises: Unreadable."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        raise Unreadable("is not TOML") from None


def table(value: Any) -> dict[str, Any]:
    """An empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def within(value: Any, *keys: str) -> dict[str, Any]:
    """The table below these keys."""
    for key in keys:
        value = table(value).get(key)
    return table(value)


def tables(value: Any) -> Iterator[dict[str, Any]]:
    """Those elements of an array that are tables."""
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def strings(value: Any) -> list[str]:
    return [string(one) for one in value if string(one)] if isinstance(value, list) else []
