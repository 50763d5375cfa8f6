"""The parameters of a request, in its query, head and JSON body, checked. A refusal names the parameter and what it
takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from blueprints.edge.body import read_json
from services.errors import BadRequest

_LONGEST_KEY = 255


def whole(name: str, default: int, least: int, most: int) -> int:
    """A whole number of the query. Raises: BadRequest."""
    raw = request.args.get(name)
    if raw is None:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 9 and least <= int(raw) <= most):
        raise BadRequest(f"?{name} is a whole number from {least:,} to {most:,}.")
    return int(raw)


def number(name: str, default: float, least: float, most: float) -> float:
    """A number of the query. Raises: BadRequest."""
    raw = request.args.get(name)
    if raw is None:
        return default
    try:
        value = float(raw)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:  # NaN, too
        raise BadRequest(f"?{name} is a number from {least:g} to {most:g}.")
    return value


def flag(name: str) -> bool:
    """``1`` or ``0``, the default, in the query. Raises: BadRequest."""
    value = request.args.get(name, "0")
    if value not in ("0", "1"):
        raise BadRequest(f"?{name} is 0 or 1.")
    return value == "1"


def choice(name: str, options: Sequence[str]) -> str | None:
    """One of ``options`` from the query; None if it is empty or absent. Raises: BadRequest."""
    value = request.args.get(name) or None
    if value is not None and value not in options:
        raise BadRequest(f"?{name} is one of {', '.join(options)}.")
    return value


def idempotency_key() -> str | None:
    """The caller's name for this request, by which it is known when it comes again. Raises: BadRequest."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= _LONGEST_KEY:
        raise BadRequest(f"An Idempotency-Key has 1 to {_LONGEST_KEY} characters.")
    return key


def json_object(max_bytes: int, example: str, *, is_optional: bool = False) -> dict[str, Any]:
    """The body; without fields if it ``is_optional`` and absent.

    Raises: BadRequest, it is not a JSON object, with an ``example`` of one. TooLarge.
    """
    body = read_json(max_bytes, empty={} if is_optional else None)
    if not isinstance(body, dict):
        raise BadRequest(f"The body is a JSON object such as {example}.")
    return body


def text(body: dict[str, Any], name: str) -> str | None:
    """A field of the body; None if it is empty or absent. Raises: BadRequest, it is not a text."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise BadRequest(f"{name!r} is a text.")
    return value or None


def required_text(body: dict[str, Any], name: str) -> str:
    """A field of the body, which may be empty. Raises: BadRequest."""
    value = body.get(name)
    if not isinstance(value, str):
        raise BadRequest(f"{name!r} is missing, or not a text.")
    return value
