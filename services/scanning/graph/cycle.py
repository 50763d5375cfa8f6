"""Cycles: files that import each other, directly or in a circle.

The groups are found with Tarjan's algorithm (1972). What is shown of each is a way around that somebody can follow.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Set

MAX_STARTS = 20
"""Files of a group from which the shortest way around is looked for."""


def closed_paths(imports: Mapping[str, Set[str]], most: int) -> list[list[str]]:
    """A shortest way around in each group, the largest group first. Each step is an import; the first file comes last
    as well.
    """
    return [_way_around(imports, group) for group in find_groups(imports)[:most]]


def _way_around(imports: Mapping[str, Set[str]], group: list[str]) -> list[str]:
    members = frozenset(group)
    shortest: list[str] = []
    for start in group[:MAX_STARTS]:
        path = _path_back(imports, members, start)
        if not shortest or len(path) < len(shortest):
            shortest = path
        if len(shortest) == 3:  # two files that import one another
            break
    return shortest


def _path_back(imports: Mapping[str, Set[str]], members: frozenset[str], start: str) -> list[str]:
    """Breadth first; inside a group there is always a way back."""
    came_from: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        path = waiting.popleft()
        for target in sorted((imports[path] & members) - {path}):
            if target == start:
                back = [start, path]
                while path != start:
                    path = came_from[path]
                    back.append(path)
                return back[::-1]
            if target not in came_from:
                came_from[target] = path
                waiting.append(target)
    return []


def find_groups(imports: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Groups sorted by path, the largest group first. Iterative, as a chain of imports can run through all files."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    cycles: list[list[str]] = []
    for start in sorted(imports):
        if start in order:
            continue
        waiting = [(start, iter(sorted(imports[start])))]
        _open(start, order, lowest, stack, on_stack)
        while waiting:
            path, targets = waiting[-1]
            target = next(targets, None)
            if target is None:
                waiting.pop()
                if waiting:
                    above = waiting[-1][0]
                    lowest[above] = min(lowest[above], lowest[path])
                if lowest[path] == order[path]:
                    group = _close(path, stack, on_stack)
                    if len(group) > 1:
                        cycles.append(sorted(group))
            elif target not in order:
                _open(target, order, lowest, stack, on_stack)
                waiting.append((target, iter(sorted(imports.get(target, ())))))
            elif target in on_stack:
                lowest[path] = min(lowest[path], order[target])
    return sorted(cycles, key=lambda group: (-len(group), group))


def _open(path: str, order: dict[str, int], lowest: dict[str, int], stack: list[str], on_stack: set[str]) -> None:
    order[path] = lowest[path] = len(order)
    stack.append(path)
    on_stack.add(path)


def _close(path: str, stack: list[str], on_stack: set[str]) -> list[str]:
    group = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        group.append(member)
        if member == path:
            return group
