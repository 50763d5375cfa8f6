"""Pieces: numbers, names, functions, operators and words, which a question is cut into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.agents.builtin.language import Language

Kind = Literal["number", "name", "function", "operator", "word"]


@dataclass(frozen=True, slots=True)
class Piece:
    """``gap`` says that a space stands before it, ``spoken`` that it was written as a word: "plus", "three"."""

    kind: Kind
    text: str
    gap: bool = True
    spoken: bool = False
    written: str = ""

    @property
    def is_operand(self) -> bool:
        return self.kind in ("number", "name", "function") or self.text in ("(", "[")

    @property
    def ends_operand(self) -> bool:
        return self.kind in ("number", "name") or self.text in (")", "]", "!", "%", "°")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question in pieces. ``notes`` tell how a number was read that can be read in two ways."""

    pieces: tuple[Piece, ...]
    language: Language | None
    notes: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        return [piece.text for piece in self.pieces if piece.kind == "word"]
