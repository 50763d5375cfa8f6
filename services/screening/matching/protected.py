"""What may not decide about a person: age, gender, origin, religion, family, health, looks and the like.

A criterion that names one of these is refused, in four languages. A field of work that sounds like one ("family law",
"elderly care", "React Native") is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from services.screening.matching.phrase import Found, Phrases, Word, words
from services.screening.matching.wording import wording

_NATIVE = "If a language is meant, ask for it with a level, such as “German C1”."
_FIELD = "If a field of work is meant, name it in full, such as"

_NAMES = {
    "age": ("age", "Ask for what the work needs, such as years of experience."),
    "gender": ("gender", f"{_FIELD} “gender studies”."),
    "origin": ("origin or nationality", f"{_NATIVE} If the law asks for it, ask for the right to work."),
    "religion": ("religion", f"{_FIELD} “church music”."),
    "family": ("family status", f"{_FIELD} “family law”. For shifts or travel, ask for those."),
    "pregnancy": ("pregnancy", "Remove it."),
    "health": ("health or disability", f"{_FIELD} “health care”, or the task itself, such as “lift 20 kg”."),
    "appearance": ("a photo or looks", f"{_FIELD} “photo editing”."),
    "orientation": ("sexual orientation", "Remove it."),
    "politics": ("politics or a union", "Remove it."),
}


class Refusal(NamedTuple):
    """What a text names that may not decide about a person, in which words, and what to write instead."""

    name: str
    quoted: str
    mend: str


@cache
def _phrases() -> Phrases:
    """The refused phrases by what they name, and the harmless ones."""
    known = wording("protected")
    groups = {label: list(known.groups.get(label, ())) for label in (*_NAMES, "harmless")}
    for label, attributes in known.classes.items():
        if label in _NAMES:
            groups[label] += [line.replace("$$", "|".join(attributes)) for line in known.groups["about a person"]]
    return Phrases(groups)


def refusal(text: str) -> Refusal | None:
    """Return what a text names that may not decide about a person, or None."""
    row = words(text)
    for found in _refused(row):
        name, mend = _NAMES[found.label]
        return Refusal(name, text[row[found.start].start : row[found.end - 1].end], mend)
    return None


def personal_places(text: str) -> list[tuple[int, int]]:
    """Return where a text says such things of somebody, from left to right, without overlap."""
    row = words(text)
    places: list[tuple[int, int]] = []
    for found in _refused(row):
        start, end = row[found.start].start, row[found.end - 1].end
        if places and start < places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((start, end))
    return places


def _refused(row: list[Word]) -> Iterator[Found]:
    every = list(_phrases().find(row))
    harmless = [found for found in every if found.label == "harmless"]
    for found in every:
        if found not in harmless and not any(one.start < found.end and found.start < one.end for one in harmless):
            yield found
