"""An outline: what one file defines, imports and calls, by name. Nothing in it is resolved yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from services.scanning.graph.import_reader import Import
from services.scanning.graph.type_reader import Heir, Typed


class Symbol(NamedTuple):
    """A class or function. ``owner`` is the class of a method; ``parent`` is an index into the symbols, or -1."""

    kind: str
    name: str
    owner: str
    parent: int
    line: int
    lines: int


class Call(NamedTuple):
    """``receiver`` is what comes before the dot: empty, or as `type_reader.receiver` gives it."""

    name: str
    receiver: str
    caller: int
    owner: str


@dataclass(slots=True)
class Outline:
    language: str
    symbols: list[Symbol] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    package: str = ""
    words: frozenset[str] = frozenset()
    """Capitalised words, with a package's name before the dot: for languages that import whole packages."""
    default: str = ""
    """The name of JavaScript's default export, which ``import x from`` gets."""
    error_share: float = 0.0
    complexity: int = 0
    heirs: list[Heir] = field(default_factory=list)
    types: list[Typed] = field(default_factory=list)
