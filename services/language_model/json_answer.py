"""The JSON in what a model wrote, whatever it wrote around it."""

from __future__ import annotations

import json
from typing import Any

_MAX_TRIES = 50  # places where a JSON object might start


def find_object(text: str) -> dict[str, Any] | None:
    """The first JSON object in a text, whatever is around it (fences, thoughts, apologies)."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    for _ in range(_MAX_TRIES):
        if start < 0:
            break
        try:
            found, _end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            start = text.find("{", start + 1)
            continue
        if isinstance(found, dict):
            return found
    return None
