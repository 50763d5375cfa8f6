"""Told: what a résumé shows without listing it, as values of its profile.

"Cleaned and dressed ulcers" in a job tells of wound care, and a certificate is one wherever it stands. How a sentence
speaks of a thing decides as it does for criteria: what is denied, wished for, under way, expired or another's is left
out. What a term implies ("Django" Python) is not told, and left to criteria.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from services.screening.matching.passage import Passage, passages
from services.screening.matching.phrase import fold
from services.screening.matching.sighting import stances_of
from services.screening.matching.stance import Stance
from services.screening.profile import Profile, Section, Value
from services.screening.reading.document import Place
from services.screening.skills.catalogue import Catalogue
from services.screening.skills.term import Mention, Term

_PROSE: frozenset[Section] = frozenset(("header", "summary", "experience", "projects", "other"))
"""The other sections are lists, whose skills are read as written."""
_WORDINGS = 2
"""One wording may tell of a skill in passing; what two tell of, a person would list."""
_MOST_SKILLS = 300
_MOST_CERTIFICATES = 60
_REMARK = re.compile(r"[(\[,:;|\t–—]|\s-\s")
"""Begins what is said of a certificate: ``(expired)``, ``, in progress``."""

_MOST_BETWEEN = 40
"""So many characters may a date have that stood between two words of a name."""


class _Told(NamedTuple):
    term: Term
    text: str
    stance: Stance
    place: Place
    section: Section
    is_title: bool


def with_told(profile: Profile, catalogue: Catalogue) -> Profile:
    """Return a noted profile with the skills and certificates that its text tells of, each term once."""
    every = passages(profile)
    told = [one for passage in every for one in _told(passage, catalogue) if one.stance >= Stance.BASIC]
    own = [passage for passage in every if passage.section == "certifications"]
    listed = [value for value in profile.certifications if _is_had(value, own, catalogue)]
    return msgspec.structs.replace(
        profile,
        skills=_with_skills(profile.skills, told, catalogue),
        certifications=_with_certificates(listed, told, catalogue),
    )


def _told(passage: Passage, catalogue: Catalogue) -> Iterator[_Told]:
    if passage.noted is None or passage.noted.suspicion:
        return
    for named in passage.noted.named:
        evidence = passage.lines(named.start, named.end)
        place = evidence[0].place if evidence else Place()
        text = passage.text[named.start : named.end]
        yield _Told(catalogue.terms[named.term], text, Stance(named.stance), place, passage.section, passage.is_title)


def _with_skills(skills: list[Value], told: Sequence[_Told], catalogue: Catalogue) -> list[Value]:
    """Return the skills with those that two wordings tell of, under their own names: "dressed ulcers" is none."""
    known = {term.name for value in skills if (term := catalogue.resolve(value.text))}
    tellings: dict[str, list[_Told]] = {}
    for one in told:
        if one.term.kind == "skill" and one.term.name not in known and one.section in _PROSE:
            tellings.setdefault(one.term.name, []).append(one)
    found = [
        Value(name, every[0].place)
        for name, every in tellings.items()
        if len({fold(one.text) for one in every}) >= _WORDINGS
    ]
    return [*skills, *found][:_MOST_SKILLS]


def _with_certificates(listed: list[Value], told: Sequence[_Told], catalogue: Catalogue) -> list[Value]:
    """Return the lines of the certificates' section, and what other sections name besides."""
    found, known = list[Value](), set[str]()
    for value in listed:
        whole = catalogue.resolve(value.text)
        if whole is None or whole.name not in known:
            found.append(value)
        known |= {one.term.name for one in catalogue.find(value.text, True)} | ({whole.name} if whole else set())
    certificates = {one.term.name: one for one in reversed(told) if one.term.kind == "certificate" and not one.is_title}
    for term in [*(one.term for one in certificates.values()), *(catalogue.terms[name] for name in known)]:
        known |= {broader.name for broader in catalogue.broader(term)}
    for name, one in reversed(certificates.items()):
        if name not in known:
            found.append(Value(one.text if catalogue.resolve(one.text) is one.term else name, one.place))
    return found[:_MOST_CERTIFICATES]


def _is_had(value: Value, own: Sequence[Passage], catalogue: Catalogue) -> bool:
    """Whether a line of the certificates' section speaks of one that the person has."""
    name = _REMARK.split(value.text, maxsplit=1)[0].rstrip() or value.text
    for passage in own:
        start = _begin(name, passage.text)
        if start < 0 or value.place not in [one.place for one in passage.lines(start, start + 1)]:
            continue
        named = [one for one in catalogue.find(name, True) if one.term.kind == "certificate"]
        last = named[-1] if named else Mention(Term(name), name.rfind(" ") + 1, len(name), "")
        start = passage.text.find(name[last.start : last.end], start)
        wanted = [msgspec.structs.replace(last, start=start, end=start + last.end - last.start)]
        return start < 0 or stances_of(passage, wanted, wanted)[0] >= Stance.BASIC
    return True


def _begin(name: str, text: str) -> int:
    """Where a name begins in a text, which may have a date between its words; -1 if it does not."""
    if (whole := text.find(name)) >= 0:
        return whole
    words = name.split()
    begin = at = text.find(words[0])
    for above, word in pairwise(words):
        if at < 0:
            return -1
        end = at + len(above)
        at = text.find(word, end, end + _MOST_BETWEEN + len(word))
    return begin if at >= 0 else -1
