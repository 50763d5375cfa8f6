"""A term is a skill, certificate, language or degree under one name, with the other names that people write for it."""

from __future__ import annotations

from typing import Literal

import msgspec

TermKind = Literal["skill", "certificate", "language", "degree"]


class Term(msgspec.Struct, frozen=True):
    """``aliases`` are true synonyms; ``implies`` names the broader terms that whoever has this one has as well.

    ``ambiguous``: the name is also an ordinary word or letter, and counts only where terms are listed.
    """

    name: str
    kind: TermKind = "skill"
    aliases: tuple[str, ...] = ()
    ambiguous: bool = False
    professions: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    level: int | None = None
    """A degree's level in the European Qualifications Framework, 1 to 8."""


class Mention(msgspec.Struct, frozen=True):
    """Where a text names a term: ``text[start:end]``, which matched ``alias``."""

    term: Term
    start: int
    end: int
    alias: str


class Spelling(msgspec.Struct, frozen=True, gc=False):
    """One way to write a term, and what must hold where it is written."""

    term: str
    text: str
    surface: str | None = None
    """The folded words, where a plural or singular would be another thing: ``windows``."""
    exact: str | None = None
    """The characters, where letter case tells: ``Go``."""
    ambiguous: bool = False
    needs_company: bool = False
    """Counts only in one list with a sure term of the same profession: "Chef" beside "Ansible"."""
