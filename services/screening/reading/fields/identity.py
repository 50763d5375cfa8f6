"""What tells who somebody is, and must not reach the scoring: their name, contacts and circumstances, and their age.

Whole lines that say such things are marked. From the other lines the person's name, pronouns and the years of their
schooling are taken out, because those lines say more than that.
"""

from __future__ import annotations

import re

from services.screening.profile import Section
from services.screening.reading.fields.contact import holds_contact, without_contacts
from services.screening.reading.fields.month import MONTHS
from services.screening.reading.fields.period import periods
from services.screening.reading.fields.phrase import employer_score, title_score
from services.screening.reading.fields.place_name import is_place
from services.screening.reading.fields.text import fold, words
from services.screening.skills.catalogue import Catalogue

_CIRCUMSTANCE = re.compile(
    r"(?:^|[\t|•·;,(])\s?(?:date of birth|birth ?date|birthday|birthplace|place of birth|born|d\.?o\.?b\.?|age|"
    r"gender|sex|pronouns|"
    r"nationality|citizenship|citizen|ethnicity|race|religion|faith|denomination|marital status|civil status|"
    r"family status|"
    r"children|spouse|husband|wife|father's name|mother's name|parents|health|disability|blood group|height|"
    r"weight|photo|"
    r"photograph|picture|passport(?: no| number)?|dni|nie|nif|id card|personalausweis|carte d'identite|"
    r"visa status|social security|national insurance|"
    r"geburtsdatum|geburtsort|geburtstag|geboren|geb\.|alter|geschlecht|nationalitat|staatsangehorigkeit|"
    r"staatsburgerschaft|"
    r"familienstand|kinder|konfession|religion|gesundheit|foto|bewerbungsfoto|lichtbild|bild|eltern|"
    r"date de naissance|lieu de naissance|nee? le|ne\(e\) le|age|sexe|nationalite|etat civil|situation familiale|"
    r"situation de famille|enfants|sante|photo|"
    r"fecha de nacimiento|lugar de nacimiento|nacid[oa]|edad|sexo|genero|nacionalidad|estado civil|hijos|"
    r"religion|salud|foto)"
    r"(?:\s?[:\t=]|\s(?:am|in|on|le|el)?\s?\d|\s[-–]\s|$)"
)
_STATUS = re.compile(
    r"(?:^|[\t|•·;,])\s?(?:single|married|divorced|widowed|ledig|verheiratet|geschieden|verwitwet|celibataire|"
    r"mariee?|divorcee?|"
    r"pacsee?|soltero|soltera|casado|casada|divorciado|divorciada|male|female|mannlich|weiblich|masculin|"
    r"feminin|masculino|"
    r"femenino|\d{2} (?:years old|jahre alt|jahre|ans|anos)|\d{1} (?:children|kinder|enfants|hijos)|british|"
    r"german|french|"
    r"deutsch|deutsche staatsangehorigkeit|francaise?|espanol|espanola)\s?(?=$|[\t|•·;,])"
)
_AGE = re.compile(
    r"(?<!\d)\d{2}[ -](?:years?[ -]olds?|jahre alt|ans(?=$|[\t,;|])|anos de edad)|\baged? \d{2}\b|"
    r"\bgeb(?:oren)? (?:am )?\d"
)
_SCHOOLING = re.compile(
    r"graduat|\bdegree|\bb\.?sc|\bm\.?sc|\bb\.?a\b|\bm\.?a\b|bachelor|master|diplom|licen[cs]i?at|abitur|matura|"
    r"baccalaur|\bbac\b|"
    r"class of|promotion|\bphd|doctor|examen|abschluss|studi|maturite|bachiller|titul|\bgcse|a-level|"
    r"high school|apprentice|"
    r"ausbildung|gesellen"
)
_PRONOUN = re.compile(
    r"(?<!\w)(?:he|she|him|her|his|hers|himself|herself)(?:\s?/\s?(?:he|she|they|him|her|them|his|hers|"
    r"theirs)){0,3}(?!\w)",
    re.IGNORECASE,
)
_PRONOUNS = re.compile(
    r"\s?[(\[]?(?<!\w)(?:he|she|they)\s?/\s?(?:him|her|them)(?:\s?/\s?(?:his|hers|theirs))?(?!\w)[)\]]?", re.IGNORECASE
)
_NEUTRAL = {
    "he": "they", "she": "they", "him": "them", "her": "their", "his": "their", "hers": "theirs", "himself": "themself",
    "herself": "themself",
}  # fmt: skip


def _neutral(pronoun: re.Match[str]) -> str:
    word = pronoun[0].split("/")[0].strip()
    neutral = _NEUTRAL[word.lower()]
    return neutral.capitalize() if word[:1].isupper() else neutral


def is_circumstance(text: str, section: Section) -> bool:
    """Return whether the line says a person's age, origin, gender, family, religion or health."""
    folded = fold(text[:400])
    if section in ("header", "personal", "other", "summary") and (_CIRCUMSTANCE.search(folded) or _AGE.search(folded)):
        return True
    return section in ("header", "personal") and bool(_STATUS.search(folded))


_SHORT_WORDS = 12


class Identity:
    """Knows one person, and takes them out of their résumé's lines."""

    def __init__(self, name: str, catalogue: Catalogue, *, this_year: int, language: str) -> None:
        parts = [part for part in re.split(r"[\s-]", name) if len(part) > 2 and part[:1].isupper()]
        self._whole = fold(name)
        self._parts = frozenset(fold(part).strip(".'") for part in parts)
        self._names = frozenset(part for part in self._parts if not _is_word(part, catalogue))
        """The parts that are nothing else: a text keeps its bakers though the person is called Baker."""
        self._this_year = this_year
        self._language = language

    def is_named_in(self, text: str) -> bool:
        """Return whether a short line holds the name: it is there for nothing else."""
        return (
            bool(self._whole) and self._whole in fold(text) and len(words(text)) <= _SHORT_WORDS
        ) or self._is_turned(text)

    def _is_turned(self, text: str) -> bool:
        """``DOE, Jane`` and ``J. Doe`` in a page's margin."""
        spoken = {fold(word) for word in words(text)}
        return bool(self._parts) and len(spoken) <= 6 and self._parts <= spoken

    def taken_out(self, text: str, section: Section) -> str:
        """Return the line without the person's name, pronouns, contacts and the years of schooling."""
        text = without_contacts(text) if holds_contact(text) else text
        if section == "education" or _SCHOOLING.search(fold(text[:400])):
            text = self._without_years(text)
        text = self._without_name(text)
        if self._language == "en":
            text = _PRONOUNS.sub("", text)
            text = _PRONOUN.sub(_neutral, text)
        return text

    def _without_years(self, text: str) -> str:
        for period in reversed(periods(text[:4000], this_year=self._this_year)):
            text = (
                f"{text[: period.begin].rstrip(' ([–-')}{text[period.finish :].lstrip(' )]')}"
                if _alone(text, period.begin, period.finish)
                else f"{text[: period.begin]}{text[period.finish :]}"
            )
        return _EMPTY.sub("", text).strip(" \t,|·–-")

    def _without_name(self, text: str) -> str:
        folded = fold(text)
        if self._whole and (at := folded.find(self._whole)) >= 0:
            text = text[:at] + text[at + len(self._whole) :]
        if not any(part in folded for part in self._names):
            return text
        text = _WORD.sub(lambda word: "" if word[0][:1].isupper() and fold(word[0]) in self._names else word[0], text)
        return text.replace("  ", " ").strip()


def _is_word(part: str, catalogue: Catalogue) -> bool:
    ordinary = part in MONTHS or title_score(part) > 0 or employer_score(part) > 0 or is_place(part)
    return ordinary or catalogue.resolve(part) is not None


_EMPTY = re.compile(r"[(\[]\s{0,4}[)\]]\s{0,3}")
_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]+")


def _alone(text: str, begin: int, end: int) -> bool:
    return text[max(0, begin - 1) : begin] in ("(", "[") and text[end : end + 1] in (")", "]")
