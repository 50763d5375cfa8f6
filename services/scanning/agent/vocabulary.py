"""What people ask about analyses (``cues.txt``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, get_args

from services.answering.words import Cues

Topic = Literal[
    "list", "status", "duration", "commit", "changes", "secrets", "cycles", "complexity", "long", "imports",
    "depended", "languages", "sizes", "counts", "files", "rules", "failures", "issues", "summary",
    "history", "duplicates", "unused", "tests", "lines", "dependencies", "grade",
]  # fmt: skip
"""Where a question speaks as strongly of two, the first is meant."""

TOPICS: tuple[Topic, ...] = get_args(Topic)
ROW_TOPICS: frozenset[Topic] = frozenset(("list", "status", "duration", "commit"))
"""What a row says without a report."""


@cache
def vocabulary() -> Cues:
    return Cues(Path(__file__).with_name("cues.txt"))
