"""Text as somebody wrote it, also with the one character (NUL) that PostgreSQL does not store."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

_ESCAPE = "\x1a"
_WRITTEN = ((_ESCAPE, f"{_ESCAPE}1"), ("\0", f"{_ESCAPE}0"))


class AnyText(TypeDecorator[str]):
    """Not for looking things up by: what is stored of a NUL is an escape."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        for plain, written in _WRITTEN if value else ():
            value = value and value.replace(plain, written)
        return value

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        for plain, written in reversed(_WRITTEN) if value else ():
            value = value and value.replace(written, plain)
        return value
