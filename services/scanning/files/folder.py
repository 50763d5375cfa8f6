"""Folders of a checkout, by their paths from its root."""

from __future__ import annotations

from collections.abc import Iterator


def upwards(folder: str) -> Iterator[str]:
    """The folder and those around it, the root (the empty path) last."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""
