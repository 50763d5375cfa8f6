"""What a preprocessor leaves of a file if it takes the first branch of every condition; lines keep their places.

``#else`` may open a brace that the first branch has opened already: no grammar can read both.
"""

from __future__ import annotations

import re

PREPROCESSED = frozenset(("c", "cpp", "c_sharp"))
_DIRECTIVE = re.compile(rb"[ \t]*#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b[ \t]*(0\b)?")


def first_branches(content: bytes) -> bytes:
    """The file with directives and other branches replaced by spaces. The first branch of ``#if 0`` is the other."""
    lines = content.split(b"\n")
    taken: list[bool] = []  # for each open condition: whether this branch is read
    was_taken: list[bool] = []
    for index, line in enumerate(lines):
        found = _DIRECTIVE.match(line)
        if found is None:
            if not all(taken):
                lines[index] = b" " * len(line)
            continue
        word = found[1]
        lines[index] = b" " * len(line)
        if word.startswith(b"if"):
            taken.append(word != b"if" or found[2] is None)
            was_taken.append(taken[-1])
        elif word.startswith(b"el") and taken:
            taken[-1] = not was_taken[-1]
            was_taken[-1] = True
        elif word == b"endif" and taken:
            taken.pop()
            was_taken.pop()
    return b"\n".join(lines)
