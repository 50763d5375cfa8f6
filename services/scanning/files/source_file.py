"""A source file: one file of the repository that is worth analysing."""

from __future__ import annotations

import msgspec

from services.scanning.files.role import PRODUCT, Role


class SourceFile(msgspec.Struct, frozen=True):
    """``path`` is relative to the repository's root, with ``/``; ``digest`` is the content's SHA-256 in hex.

    ``role`` is what people use the file for; a report of an older version does not say.
    """

    path: str
    language: str
    size: int
    digest: str
    role: Role = PRODUCT
