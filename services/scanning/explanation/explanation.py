"""An explanation: what a kind of issue is, why it matters and how to mend it, in words that we wrote.

The words lie in the TOML files beside this module, by kind. They never contain anything of a repository.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from services.scanning.analysis.kind import kind_of

Nature = Literal["security", "bug", "hygiene"]
_CWE = "https://cwe.mitre.org/data/definitions/{}.html"
_OTHER = "other"


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """``nature`` says what a finding of the kind costs: an attack, a fault, or tidiness. ``help`` is a public page.
    A ``broad`` kind holds rules of many sorts, so that their messages say more than its title.
    """

    kind: str
    nature: Nature
    title: str
    why: str
    mend: str
    cwe: str = ""
    help: str
    tags: list[str]
    broad: bool = False


class _Words(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    why: str
    mend: str
    tags: list[str]
    cwe: str = ""
    help: str = ""
    broad: bool = False


class _Room(msgspec.Struct, forbid_unknown_fields=True):
    nature: Nature
    kinds: dict[str, _Words]


def explain(engine: str, rule: str) -> Explanation:
    """What an engine's rule is about; a rule that nobody has described gets the words for ``other``."""
    known = explanations()
    kind = kind_of(engine, rule)
    while kind not in known and "-" in kind:  # sql-injection-django is a case of sql-injection
        kind = kind.rpartition("-")[0]
    return known.get(kind) or known[_OTHER]


@cache
def explanations() -> dict[str, Explanation]:
    """By kind."""
    found = {}
    for file in sorted(Path(__file__).parent.glob("*.toml")):
        room = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _Room)
        for kind, words in room.kinds.items():
            found[kind] = _explanation(kind, room.nature, words)
    return found


def _explanation(kind: str, nature: Nature, words: _Words) -> Explanation:
    return Explanation(
        kind=kind,
        nature=nature,
        title=words.title,
        why=" ".join(words.why.split()),
        mend=" ".join(words.mend.split()),
        cwe=words.cwe,
        help=words.help or _CWE.format(words.cwe.removeprefix("CWE-")),
        tags=words.tags,
        broad=words.broad,
    )
