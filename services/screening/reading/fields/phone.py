"""Telephone numbers, as E.164. Dates, addresses and numbers of other kinds are taken out before numbers are looked for.

A number without its country counts only where the country is sure: the résumé names it, or another number has it; else
if it is a number in one alone of the countries that speak the résumé's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from services.screening.profile import Value
from services.screening.reading.document import Place
from services.screening.reading.fields.contact import without_contacts
from services.screening.reading.fields.divided_phone import PhoneLine, join_phones
from services.screening.reading.fields.period import periods
from services.screening.reading.fields.text import fold

_MOST = 10
_MOST_LINES = 400
_CANDIDATE = re.compile(
    r"(?<![\w+/.-])(?:\+|\(\+|00(?=[1-9])|\(|(?=\d))[\d](?:[ ().\-/–\u2011\u00b7]{0,3}\d){5,16}(?![\w/])"
)
_OTHER_NUMBER = re.compile(
    r"(?:\bno\b|\bnr\b|\bid\b|number|nummer|numero|\bn°|#|personal-?nr|employee|matricule|passport|passeport|"
    r"pasaporte|"
    r"ausweis|\biban\b|\bbic\b|\bvat\b|\bust\b|\btax\b|steuer|\bssn\b|\bdni\b|\bnie\b|\bnif\b|siret|siren|isbn|"
    r"issn|orcid|"
    r"\bdoi\b|license|licence|lizenz|registration|registr|\bplz\b|\bzip\b|\bfax\b|telefax|customer|order|"
    r"account|konto|"
    r"budget|revenue|umsatz|eur\b|usd\b|gbp\b|€|\$|£)[^\d+]{0,16}$"
)
_LABEL = re.compile(
    r"(?:\b(?:tel|telephone|telefon|telefono|phone|ph|mobile|mobil|mob|cell|cellphone|handy|portable|movil|"
    r"celular|call|whatsapp|"
    r"contact no|phone no|mobile no|phone number|mobile number|telefonnummer|handynummer|mobilnummer|"
    r"numero de telephone|"
    r"fixe|gsm|rufnummer|telephone number|numero de telefono)\b|(?:^|[\s|])[tmph](?=[:.])|[☎☏✆📞📱🕿])[^\d+]{0,8}$"
)
_NORTH_AMERICAN = re.compile(r"(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}")
_SPEAKERS = {
    "en": ("US", "GB", "IE", "AU", "NZ", "ZA", "IN"),
    "de": ("DE", "AT", "CH"),
    "fr": ("FR", "BE", "CH", "LU", "MA"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE"),
}  # fmt: skip


class Phones(NamedTuple):
    """``lines`` are the numbers of the lines that hold one."""

    values: list[Value]
    lines: frozenset[int]


class _Candidate(NamedTuple):
    text: str
    place: Place
    lines: tuple[int, ...] = ()

    @property
    def is_international(self) -> bool:
        return self.text.lstrip("(").startswith(("+", "00"))


def read_phones(
    lines: Iterable[PhoneLine], targets: Iterable[str], *, country: str | None, language: str, this_year: int
) -> Phones:
    lines = list(lines)
    region = country or _region_of(list(_candidates(lines, this_year)))
    whole = join_phones(lines, lambda text: _number(_Candidate(text.strip(), Place()), region, language) is not None)
    candidates = list(_candidates(whole, this_year))
    candidates += [_Candidate(target[4:], Place()) for target in targets if target.casefold().startswith("tel:")]
    region = country or _region_of(candidates)
    found: dict[str, Value] = {}
    for candidate in candidates:
        number = _number(candidate, region, language)
        if number:
            text = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            found.setdefault(text, Value(text, candidate.place))
    lines_of = frozenset(line for candidate in candidates for line in candidate.lines)
    return Phones(list(found.values())[:_MOST], lines_of)


def is_phone_alone(text: str) -> bool:
    """Return whether a line holds a number and hardly anything else, as a page's foot does."""
    return text.lstrip().startswith(("+", "(+", "00")) and sum(char.isalpha() for char in text) <= 3 and len(text) < 60


def _candidates(lines: Iterable[PhoneLine], this_year: int) -> Iterator[_Candidate]:
    read = 0
    for line in lines:
        if sum(char.isdigit() for char in line.text[:400]) < 6:
            continue
        read += 1
        if read > _MOST_LINES:
            return
        text = _without_dates(without_contacts(line.text[:2000]), this_year)
        folded = fold(text)
        for match in _CANDIDATE.finditer(text):
            before = folded[max(0, match.start() - 40) : match.start()]
            labelled = bool(_LABEL.search(before))
            international = match[0].lstrip("(").startswith("+")
            if not labelled and _OTHER_NUMBER.search(before):
                continue
            if labelled or line.is_contact or international:
                yield _Candidate(match[0], line.place, line.numbers)


def _without_dates(text: str, this_year: int) -> str:
    for period in periods(text, this_year=this_year):
        inside = text[period.begin : period.finish]
        if (
            period.kind == "single"
            and not re.search(r"[./-]|\D\s", inside)
            and _goes_on(text, period.begin, period.finish)
        ):
            continue  # "+44 20 1946 0958": four digits of a number, no year
        text = text[: period.begin] + "|" * (period.finish - period.begin) + text[period.finish :]
    return text


def _goes_on(text: str, begin: int, end: int) -> bool:
    before, after = text[:begin].rstrip(" -.()"), text[end:].lstrip(" -.()")
    return before[-1:].isdigit() or after[:1].isdigit()


def _region_of(candidates: list[_Candidate]) -> str | None:
    """Return the country of the numbers that say theirs, if it is one."""
    numbers = [_parse(candidate.text, None) for candidate in candidates if candidate.is_international]
    regions = {
        phonenumbers.region_code_for_number(number)
        or phonenumbers.region_code_for_country_code(number.country_code or 0)
        for number in numbers
        if number
    }
    return regions.pop() if len(regions) == 1 else None


def _number(candidate: _Candidate, region: str | None, language: str) -> PhoneNumber | None:
    if candidate.is_international:
        return _parse(candidate.text, region)
    if region:
        number = _parse(candidate.text, region)
        return number if number and _is_local(number, candidate.text) else None
    if language == "en" and _NORTH_AMERICAN.fullmatch(candidate.text.strip()):
        number = _parse(candidate.text, "US")
        return number if number and phonenumbers.is_valid_number(number) else None
    if not candidate.text.lstrip("(").startswith("0") and language in ("en", "de", "fr"):
        return None
    possible = [number for code in _SPEAKERS.get(language, ()) if (number := _parse(candidate.text, code))]
    valid = [number for number in possible if phonenumbers.is_valid_number(number)]
    mobile = [number for number in valid if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE]
    sure = mobile if len(valid) > 1 else valid
    return sure[0] if len(sure) == 1 else None


def _is_local(number: PhoneNumber, text: str) -> bool:
    """Return whether it is a number of its country; one with the trunk's 0 may be of a range that is not in use."""
    if phonenumbers.is_valid_number(number):
        return True
    return _is_possible(number) and text.lstrip("(").startswith("0")


def _parse(text: str, region: str | None) -> PhoneNumber | None:
    text = text.strip()
    if text.lstrip("(").startswith("00"):
        text = "+" + text.lstrip("(")[2:]
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if text.lstrip("(").startswith("+"):
        return number if _is_possible(number) and _has_region(number) else None
    return number


def _is_possible(number: PhoneNumber) -> bool:
    """Return whether it has as many digits as numbers of its country; those of a town alone, without its code, have
    fewer."""
    return phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE


def _has_region(number: PhoneNumber) -> bool:
    return bool(phonenumbers.region_codes_for_country_code(number.country_code or 0))
