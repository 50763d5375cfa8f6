"""A source file: one file of the repository that is worth analysing."""

from __future__ import annotations

import msgspec


class SourceFile(msgspec.Struct, frozen=True):
    """``path`` is relative to the repository's root, with ``/``; ``digest`` is the content's SHA-256 in hex."""

    path: str
    language: str
    size: int
    digest: str
