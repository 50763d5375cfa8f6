"""The order in which files are analysed: what an expert would open first comes first, so the first minute shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from services.scanning.files.role import ROLES
from services.scanning.files.source_file import SourceFile
from services.scanning.graph import CodeGraph
from services.scanning.history.history import History


def most_important_first(files: Sequence[SourceFile], graph: CodeGraph, history: History | None) -> list[SourceFile]:
    """The product before tests and examples, then those that most others use and that change most often; where neither
    makes a difference, larger ones, which hold more. Without a history, or before it is known, use alone counts.
    """
    fan_in = graph.fan_in()
    churn = Counter({path: changed.commits for path, changed in (history or History()).files.items()})
    by_use, by_change = (_ranks(count[file.path] for file in files) for count in (fan_in, churn))

    def place(file: SourceFile) -> tuple[int, float, int, str]:
        rank = by_use[fan_in[file.path]] + by_change[churn[file.path]]
        return ROLES.index(file.role), rank, -file.size, file.path

    return sorted(files, key=place)


def _ranks(counts: Iterable[int]) -> dict[int, float]:
    """Count -> rank, the highest first; equal ones share the middle of theirs. So both sums weigh the same, though most
    files are used by no other.
    """
    ranks = {}
    above = 0
    for count, number in sorted(Counter(counts).items(), reverse=True):
        ranks[count] = above + (number - 1) / 2
        above += number
    return ranks
