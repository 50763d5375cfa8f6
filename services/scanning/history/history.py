"""A history: how often, by how many people and when last the files of a repository were changed, as far back as its
newest commits go.
"""

from __future__ import annotations

import msgspec


class FileHistory(msgspec.Struct, frozen=True):
    """``commits`` changed the file (its churn); ``first`` and ``last`` of them are in Unix seconds.

    ``names`` of authors are empty unless a setting asks for them.
    """

    commits: int
    authors: int
    first: int
    last: int
    names: list[str] = []


class History(msgspec.Struct, frozen=True):
    """``commits`` were read, from ``since`` to ``until``; the repository has older ones unless it ``is_whole``.

    ``reason`` says why there is no history, or less of it than was asked for. A file that none of the commits changed
    is absent.
    """

    commits: int = 0
    authors: int = 0
    since: int = 0
    until: int = 0
    is_whole: bool = False
    reason: str = ""
    files: dict[str, FileHistory] = {}

    @property
    def notes(self) -> list[str]:
        """For the report."""
        return [f"History: {self.reason}"] if self.reason else []

    def facts(self) -> dict[str, int]:
        """The counts alone; nothing where there is no history."""
        if not self.commits:
            return {}
        counts = {name: getattr(self, name) for name in ("commits", "authors", "since", "until")}
        return counts | {"files": len(self.files)}
