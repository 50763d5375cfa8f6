"""Circles in a graph of who knows whom."""

from __future__ import annotations


def first_circle(known: dict[str, set[str]]) -> list[str]:
    """Return the names along a circle, with the first repeated at the end; empty if there is no circle."""
    settled: set[str] = set()

    def walk(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in settled:
            return []
        for next_name in sorted(known.get(name, set()) - {name}):
            if circle := walk(next_name, [*way, name]):
                return circle
        settled.add(name)
        return []

    return next((circle for name in sorted(known) if (circle := walk(name, []))), [])
