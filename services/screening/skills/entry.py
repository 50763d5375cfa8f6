"""Entries are the lines of several term files put together: one per term, each spelling in one of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from services.errors import SettingsError
from services.screening.skills.term import Term, TermKind
from services.screening.skills.term_file import TermFile, TermLine, Written


@dataclass
class Entry:
    name: str
    kind: TermKind
    level: int | None
    professions: list[str] = field(default_factory=list)
    spellings: list[Written] = field(default_factory=list)
    implies: list[str] = field(default_factory=list)
    deeds: list[list[list[str]]] = field(default_factory=list)
    titles: list[Written] = field(default_factory=list)

    def term(self) -> Term:
        """Return the term; the name's own line says whether it is ambiguous."""
        names = [one for one in self.spellings if one.text == self.name]
        aliases = tuple(one.text for one in self.spellings if one.text != self.name)
        ambiguous = bool(names) and names[0].ambiguous
        return Term(self.name, self.kind, aliases, ambiguous, tuple(self.professions), tuple(self.implies), self.level)


class Entries:
    """Collects files. What a later file writes belongs to its own term alone; within one file that is an error."""

    def __init__(self) -> None:
        self.by_name: dict[str, Entry] = {}
        self.other_meanings: list[Written] = []
        self._owners: dict[str, tuple[str, str, object]] = {}

    def add(self, files: Iterable[TermFile], source: object) -> None:
        """Add files of one source: the catalogue's own, or the installation's."""
        files = list(files)
        for line in (line for file in files for line in file.terms):
            entry = self.by_name.setdefault(line.name, Entry(line.name, line.kind, line.level))
            if line.profession and line.profession not in entry.professions:
                entry.professions.append(line.profession)
            for written in line.spellings:
                self._add(entry, line, written, source)
        for file in files:
            self.other_meanings += file.other_meanings
            for relation in file.broader:
                for name in relation.narrower:
                    narrower = self._named(name, relation.where)
                    broader = [self._named(other, relation.where).name for other in relation.broader]
                    narrower.implies += [other for other in broader if other not in narrower.implies]
            for deed in file.deeds:
                self._named(deed.name, deed.where).deeds += deed.deeds
            for title in file.titles:
                self._named(title.name, title.where).titles += title.titles

    def mark(self) -> int:
        """Return a number that is the same for the same lines."""
        return zlib.crc32(msgspec.json.encode([list(self.by_name.values()), self.other_meanings]))

    def _add(self, entry: Entry, line: TermLine, written: Written, source: object) -> None:
        key = _key(written)
        owner = self._owners.get(key)
        if owner and owner[0] == entry.name:
            if written.text == entry.name and len(line.spellings) == 1:
                return  # names the term for another profession
            entry.spellings = [one for one in entry.spellings if _key(one) != key]
        elif owner:
            name, where, owners_source = owner
            if owners_source == source:
                raise SettingsError(
                    f'{line.where}: "{written.text}" stands for "{entry.name}" here and for "{name}" in {where}. '
                    "Leave it in one of them."
                )
            other = self.by_name[name]
            other.spellings = [one for one in other.spellings if _key(one) != key]
        self._owners[key] = (entry.name, line.where, source)
        entry.spellings.append(written)

    def _named(self, name: str, where: str) -> Entry:
        entry = self.by_name.get(name)
        if entry is None:
            raise SettingsError(f'{where}: no term has the name "{name}". Write it as the line that defines it does.')
        return entry


def _key(written: Written) -> str:
    """Return what two spellings must not share. Letter case tells where the line says so: PR and Pr."""
    if written.head or written.exact:
        return f"{written.head}>{written.text if written.exact else written.folded}"
    return written.folded
