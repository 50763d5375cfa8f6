"""Cycles: groups of files that import each other, directly or in a circle (Tarjan's algorithm, 1972)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def find_cycles(imports: Mapping[str, Iterable[str]]) -> list[list[str]]:
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
