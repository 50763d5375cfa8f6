"""A résumé without its person: what a blind screening shows, and all that a language model is given.

The reader marks the lines that say who somebody is, and takes names and pronouns out of the others. Here the fields go
as well, and what of name, contacts, age or family still stands in a line that says more than that. Titles lose the
gender that they say.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TypeVar

import msgspec

from services.screening.matching.phrase import fold
from services.screening.matching.protected import personal_places
from services.screening.profile import Education, Job, Language, Profile, Section, Statement, Value
from services.screening.ranking.ranking import Evidence, Flag, Score
from services.screening.ranking.title_gender import without_title_gender
from services.screening.reading.document import HiddenText

Q = TypeVar("Q", Evidence, Flag)

LEFT_OUT = "[…]"
_SPACE = re.compile(r"(\s)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PERSONAL: frozenset[Section] = frozenset(("personal", "references"))
_OF_THE_PERSON: frozenset[Section] = frozenset(("header", "summary", "other", "interests"))
_SHORTEST_NAME = 3
_FEWEST_PHONE_DIGITS = 7
_PRONOUNS = {
    "he": "they", "she": "they", "him": "them", "her": "their", "his": "their", "hers": "theirs",
    "himself": "themself", "herself": "themself", "mr": "", "mrs": "", "ms": "", "herr": "", "frau": "",
    "monsieur": "", "madame": "", "señor": "", "señora": "",
}  # fmt: skip


def without_identity(profile: Profile) -> Profile:
    """Return the profile without name, contacts, photo, and without lines, words and years that tell who it is."""
    cleaner = _Cleaner(profile)
    return msgspec.structs.replace(
        profile,
        statements=[cleaner.statement(one) for one in profile.statements if not _is_personal(one)],
        name=None,
        emails=[],
        phones=[],
        links=[],
        location=None,
        summary=cleaner.text(profile.summary, "summary"),
        skills=cleaner.values(profile.skills),
        languages=[cleaner.language(one) for one in profile.languages],
        experience=[cleaner.job(job) for job in profile.experience],
        education=[cleaner.education(one) for one in profile.education],
        certifications=cleaner.values(profile.certifications),
        projects=cleaner.values(profile.projects),
        hidden=[HiddenText(LEFT_OUT, one.reason, one.place) for one in profile.hidden],
        has_photo=False,
        noted=None,
        noted_by="",
        warnings=[cleaner.text(warning, "other") for warning in profile.warnings],
    )


def score_without_identity(score: Score, profile: Profile) -> Score:
    """Return the score with what it quotes from the profile cleaned likewise."""
    cleaner = _Cleaner(profile)
    judged = [
        msgspec.structs.replace(one, evidence=[cleaner.quote(evidence) for evidence in one.evidence])
        for one in score.criteria
    ]
    return msgspec.structs.replace(score, criteria=judged, flags=[cleaner.quote(flag) for flag in score.flags])


def anonymous_text(profile: Profile) -> str:
    """Return the résumé as a language model may see it: its lines without the person, section by section."""
    lines, section = [], None
    for statement in without_identity(profile).statements:
        if statement.section != section:
            section = statement.section
            lines.append(f"\n{section.upper()}")
        lines.append(statement.text)
    return "\n".join(lines).strip()


def _is_personal(statement: Statement) -> bool:
    return statement.identity or statement.section in _PERSONAL


class _Cleaner:
    """Knows what one person is called and how they are reached."""

    def __init__(self, profile: Profile) -> None:
        name = profile.name.text if profile.name else ""
        parts = re.split(r"[\s.,-]", name)
        self._names = frozenset(fold(part) for part in parts if len(part) >= _SHORTEST_NAME and part[0].isupper())
        self._contacts = frozenset(fold(value.text) for value in (*profile.emails, *profile.links))
        self._phones = [_digits(phone.text)[-_FEWEST_PHONE_DIGITS:] for phone in profile.phones]
        self._shown = [one for one in profile.statements if not _is_personal(one)]
        self._quoted: dict[str, str] = {}

    def statement(self, statement: Statement) -> Statement:
        return msgspec.structs.replace(statement, text=self.text(statement.text, statement.section))

    def quote(self, quoted: Q) -> Q:
        text = quoted.text
        if text not in self._quoted:  # one line is often the evidence for several criteria
            self._quoted[text] = self.text(text, self._section_of(text))
        return msgspec.structs.replace(quoted, text=self._quoted[text])

    def _section_of(self, quote: str) -> Section:
        """A quote is a line, a part of one, or several that go on; it shows no more and no less than they do."""
        within = (one.section for one in self._shown if quote in one.text)
        begun = (one.section for one in self._shown if quote.startswith(one.text))
        return next(chain(within, begun), "other")

    def values(self, values: list[Value]) -> list[Value]:
        return [msgspec.structs.replace(value, text=self.text(value.text, "skills")) for value in values]

    def language(self, language: Language) -> Language:
        return msgspec.structs.replace(language, text=self.text(language.text, "skills"))

    def job(self, job: Job) -> Job:
        title, text = self.text(job.title, "experience"), self.text(job.text, "experience")
        return msgspec.structs.replace(job, title=title, employer=self._unnamed(job.employer, "experience"), text=text)

    def education(self, education: Education) -> Education:
        title, school = self.text(education.title, "education"), self._unnamed(education.school, "education")
        return msgspec.structs.replace(education, title=title, school=school, start="", end="")

    def text(self, text: str, section: Section) -> str:
        """Return a text of a section without the person and without their gender; white space stays as it is."""
        return without_title_gender(self._unnamed(text, section))

    def _unnamed(self, text: str, section: Section) -> str:
        if section == "education":
            text = _YEAR.sub("", text)
        if section in _OF_THE_PERSON:
            for start, end in reversed(personal_places(text)):
                text = text[:start] + LEFT_OUT + text[end:]
        if any(digits and digits in _digits(text) for digits in self._phones):
            return LEFT_OUT
        return "".join(self._word(piece) for piece in _SPACE.split(text))

    def _word(self, word: str) -> str:
        bare = word.strip(".,;:()[]!?\"'“”„’/|")
        if not bare:
            return word
        folded = fold(bare)
        base = folded.removesuffix("'s").removesuffix("’s")
        if _is_address(folded) or folded in self._contacts:
            return word.replace(bare, LEFT_OUT)
        if bare[0].isupper() and base in self._names:
            return word.replace(bare, LEFT_OUT)
        if bare.lower() in _PRONOUNS:
            return word.replace(bare, _PRONOUNS[bare.lower()])
        return word


def _is_address(word: str) -> bool:
    """Whether a word is an e-mail address or leads to a page on the web."""
    name, at, host = word.partition("@")
    return bool(at and name and "." in host) or word.startswith(("http:", "https:", "www.", "linkedin.", "github.com"))


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())
