"""A unit: a statement's own tokens, as a hash. Copied code is a row of equal units.

Statements are the natural cuts of code: a copy begins and ends with one, however its lines are broken. What a statement
holds (the body of a loop) are units of their own, and so is the end of a body.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

END = 0
"""The hash of the end of a body."""


class Unit(NamedTuple):
    """``weight`` is the number of tokens, without those of tables of data and of a function's head; punctuation does
    not count. Rows count from 0. ``function`` numbers the outermost functions of the file.
    """

    hash: int
    weight: int
    first_row: int
    last_row: int
    function: int


class FileUnits:
    """The units of one file in columns, which take a fifth of the memory."""

    def __init__(self, path: str, units: list[Unit]) -> None:
        self.path = path
        self.hashes = array("Q", (unit.hash for unit in units))
        self.weights = array("L", (unit.weight for unit in units))
        self.first_rows = array("L", (unit.first_row for unit in units))
        self.last_rows = array("L", (unit.last_row for unit in units))
        self.functions = array("L", (unit.function for unit in units))

    @property
    def size(self) -> int:
        """In tokens: what it costs to compare."""
        return max(sum(self.weights), len(self.hashes))
