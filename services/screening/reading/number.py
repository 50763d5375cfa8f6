"""A number as a file's attributes write it. Anything may stand there: what is no plain number says nothing."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"(?:[0-9]{1,11}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")


def number_in(text: str | None) -> float | None:
    return float(text) if text is not None and _PLAIN.fullmatch(text) else None
