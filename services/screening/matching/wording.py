"""The wording that screening knows, kept in the files of `wording/`: groups of phrases, and classes of words.

    # a remark                                  [label]       what follows belongs to the group ``label``
    $name = word|word                           adds words to a class; ``$name`` in a phrase stands for them

A file is read when it is first needed, and once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).with_name("wording")


class Wording(NamedTuple):
    """One file: phrases by group, in `phrase.py`'s signs, and words by class."""

    groups: dict[str, list[str]]
    classes: dict[str, list[str]]


@cache
def wording(name: str) -> Wording:
    """Return the wording in the file of that name, with the words of its classes in place."""
    groups: dict[str, list[str]] = {}
    classes: dict[str, list[str]] = {}
    group: list[str] = []
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("["):
            group = groups.setdefault(line.strip("[]"), [])
        elif line.startswith("$") and " = " in line:
            key, _, words = line[1:].partition(" = ")
            classes.setdefault(key, []).extend(words.split("|"))
        elif line and not line.startswith("#"):
            group.append(" ".join(_with_classes(part, classes) for part in line.split()))
    return Wording(groups, classes)


def _with_classes(part: str, classes: dict[str, list[str]]) -> str:
    """Put the words of a class in place of its name; ``$$`` is left to who reads the group."""
    optional, choices = (part[0], part[1:]) if part[0] == "?" and len(part) > 1 else ("", part)
    known = ("|".join(classes[c[1:]]) if c[0] == "$" and c != "$$" else c for c in choices.split("|") if c)
    return optional + "|".join(known)


@cache
def word_set(name: str, group: str) -> frozenset[str]:
    """Return a group that lists plain words, as a set."""
    return frozenset(word for line in wording(name).groups[group] for word in line.split())
