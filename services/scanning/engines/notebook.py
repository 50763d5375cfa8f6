"""A notebook's lines: where in the file a line of a cell is. Jupyter writes each on a line of its own."""

from __future__ import annotations

import re

_SOURCE = re.compile(rb"\"source\"[ ]{0,3}:[ ]{0,3}(\[?)")
_TEXT = re.compile(rb"[ \t]{0,40}\"(?:[^\"\\\n]|\\.)*+\",?[ \t]{0,9}\Z")


def line_in_notebook(content: bytes, cell: int, row: int) -> int:
    """The line of the file that holds line ``row`` of cell ``cell``, or on which that cell begins. All count from 1."""
    seen = 0
    lines = content.split(b"\n")
    for number, line in enumerate(lines, start=1):
        for _ in _SOURCE.finditer(line):
            seen += 1
            if seen == cell:
                inside = number + row
                is_text = inside <= len(lines) and _TEXT.match(lines[inside - 1]) is not None
                return inside if is_text and line.rstrip().endswith(b"[") else number
    return 1
