"""Bindings: what a name means in a file, according to its definitions and imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from services.scanning.graph.outline import Outline
from services.scanning.graph.resolution.repository import Link


class Place(NamedTuple):
    """A symbol of a file, by its index in the outline."""

    path: str
    symbol: int


class Definitions:
    """What a file or a whole package defines: ``members`` are methods by class and name, ``top`` is everything else."""

    def __init__(self) -> None:
        self.top: dict[str, list[Place]] = {}
        self.members: dict[tuple[str, str], list[Place]] = {}

    def add(self, path: str, outline: Outline) -> None:
        for index, symbol in enumerate(outline.symbols):
            place = Place(path, index)
            if symbol.owner:
                self.members.setdefault((symbol.owner, symbol.name), []).append(place)
            else:
                self.top.setdefault(symbol.name, []).append(place)


class Bindings:
    """What a file's imports bind: modules and ``(file, name there)`` by their name here, and whole files."""

    def __init__(self, links: Iterable[Link]) -> None:
        self.modules: dict[str, list[str]] = defaultdict(list)
        self.names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.whole: list[str] = []
        for link in links:
            if link.alias:
                self.modules[link.alias].append(link.path)
            for there, here in link.names:
                if here == "*":
                    self.whole.append(link.path)
                else:
                    self.names[here].append((link.path, there))


def bindings_by_scope(links: Iterable[Link]) -> dict[int, Bindings]:
    """The bindings of the whole file under -1, and those of each function that imports something itself."""
    by_scope: dict[int, list[Link]] = {-1: []}
    for link in links:
        by_scope.setdefault(link.scope, []).append(link)
    return {scope: Bindings(bound) for scope, bound in by_scope.items()}
