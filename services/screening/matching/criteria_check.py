"""Criteria and weights as somebody posts them: parsed, checked, and refused with the field, the cause and the mend."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from services.errors import BadRequest
from services.screening.matching.criterion import DEFAULT_WEIGHTS, Criterion, CriterionKind, Part
from services.screening.matching.phrase import fold
from services.screening.matching.protected import refusal

MOST_CRITERIA = 60
MOST_TERMS = 30
LONGEST_TEXT = 300
LONGEST_NOTE = 2_000
LONGEST_TERM = 100
LONGEST_ID = 64
MOST_YEARS = 60

_KINDS: dict[str, CriterionKind] = {
    "must": "must", "musthave": "must", "nice": "nice", "nicetohave": "nice",
    "knockout": "knockout", "note": "note",
}  # fmt: skip
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_PLACE = re.compile(r" - at `\$([^`]*)`$")


class _Posted(msgspec.Struct, forbid_unknown_fields=True):
    """A criterion as posted: an id is made, the text follows from the terms, a kind may be spelled as people do."""

    id: str = ""
    kind: str = "must"
    text: str = ""
    terms: list[str] = []
    part: Part | None = None
    stars: int = 1
    years: float | None = None
    level: int | None = None


def read_criteria(posted: str | bytes | list[Any]) -> list[Criterion]:
    """Return the criteria in a JSON text, or in the value decoded from one.

    Raises:
        BadRequest: with the first field that is wrong, and what to do about it.
    """
    value: Any = posted
    if isinstance(posted, str | bytes):
        try:
            value = msgspec.json.decode(posted)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise BadRequest(f"criteria is not valid JSON ({error}). Post a list of criteria.") from None
    try:
        rows = msgspec.convert(value, list[_Posted])
    except msgspec.ValidationError as error:
        raise BadRequest(_explained("criteria", error)) from None
    if len(rows) > MOST_CRITERIA:
        raise BadRequest(f"criteria has {len(rows)} entries; post at most {MOST_CRITERIA}.")
    taken = _given_ids(rows)
    return [_criterion(f"criteria[{index}]", row, taken) for index, row in enumerate(rows)]


def read_weights(posted: str | bytes | dict[str, Any] | None) -> dict[Part, float]:
    """Return the weights of the parts; a part that is left out weighs 0, and nothing at all means the defaults.

    Raises:
        BadRequest: with the part that is wrong, and what to do about it.
    """
    if posted is None:
        return dict(DEFAULT_WEIGHTS)
    value: Any = posted
    if isinstance(posted, str | bytes):
        try:
            value = msgspec.json.decode(posted)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise BadRequest(f"weights is not valid JSON ({error}). Post numbers by part.") from None
    try:
        weights = msgspec.convert(value, dict[Part, float])
    except msgspec.ValidationError as error:
        raise BadRequest(f"{_explained('weights', error)} The parts are {', '.join(DEFAULT_WEIGHTS)}.") from None
    for part, weight in weights.items():
        if not 0 <= weight <= 1_000:
            raise BadRequest(f"weights.{part} is {weight:g}; give a number from 0 to 1000.")
    if not any(weights.values()):
        raise BadRequest("weights are all 0, so nothing would be scored. Give at least one part a weight.")
    return {part: weights.get(part, 0.0) for part in DEFAULT_WEIGHTS}


def _explained(name: str, error: msgspec.ValidationError) -> str:
    message = str(error)
    place = _PLACE.search(message)
    reason = (message[: place.start()] if place else message).replace("`", "")
    return f"{name}{place[1] if place else ''}: {reason[:1].lower()}{reason[1:]}. Correct it and post it again."


def _given_ids(rows: list[_Posted]) -> set[str]:
    taken: set[str] = set()
    for index, row in enumerate(rows):
        if row.id in taken:
            raise BadRequest(
                f"criteria[{index}].id is {row.id[:LONGEST_ID]!r} a second time; give each its own, or none."
            )
        if row.id:
            taken.add(row.id)
    return taken


def _criterion(where: str, row: _Posted, taken: set[str]) -> Criterion:
    kind = _KINDS.get(_NOT_LETTERS.sub("", fold(row.kind)))
    if kind is None:
        raise BadRequest(f"{where}.kind is {row.kind[:40]!r}; give must, nice, knockout or note.")
    terms = list(dict.fromkeys(" ".join(term.split()) for term in row.terms))
    text = row.text.strip() or " or ".join(terms)
    _check_lengths(where, row, kind, text, terms)
    _check_numbers(where, row)
    for field, said in (("text", text), *((f"terms[{index}]", term) for index, term in enumerate(terms))):
        if found := refusal(said):
            raise BadRequest(
                f"{where}.{field} names {found.name} (“{found.quoted[:80]}”), which may not decide about a person. "
                f"{found.mend}"
            )
    part = row.part or (
        "education" if row.level is not None else "skills" if terms or row.years is None else "experience"
    )
    made = row.id or _new_id(text, taken)
    return Criterion(made, kind, text, terms, part, row.stars, row.years, row.level)


def _check_lengths(where: str, row: _Posted, kind: CriterionKind, text: str, terms: list[str]) -> None:
    longest = LONGEST_NOTE if kind == "note" else LONGEST_TEXT
    if not text:
        raise BadRequest(f"{where} has neither text nor terms; say in text what is asked for.")
    if len(text) > longest:
        raise BadRequest(f"{where}.text has {len(text)} characters; shorten it to {longest}.")
    if len(row.id) > LONGEST_ID or not row.id.isprintable():
        raise BadRequest(
            f"{where}.id must be at most {LONGEST_ID} printable characters; leave it out to have one made."
        )
    if len(terms) > MOST_TERMS:
        raise BadRequest(f"{where}.terms has {len(terms)} entries; give at most {MOST_TERMS}.")
    for index, term in enumerate(terms):
        if not term or len(term) > LONGEST_TERM:
            raise BadRequest(f"{where}.terms[{index}] must have 1 to {LONGEST_TERM} characters.")


def _check_numbers(where: str, row: _Posted) -> None:
    if not 1 <= row.stars <= 3:
        raise BadRequest(f"{where}.stars is {row.stars}; give 1, 2 or 3.")
    if row.years is not None and not 0 <= row.years <= MOST_YEARS:
        raise BadRequest(f"{where}.years is {row.years:g}; give a number from 0 to {MOST_YEARS}.")
    if row.level is not None and not 1 <= row.level <= 8:
        raise BadRequest(
            f"{where}.level is {row.level}; give a level of the European Qualifications Framework, 1 to 8."
        )


def _new_id(text: str, taken: set[str]) -> str:
    """Make an id from the words, so that the same criteria have the same ids again."""
    base = _NOT_LETTERS.sub("-", fold(text))[:40].strip("-") or "criterion"
    made = next(name for name in _numbered(base) if name not in taken)
    taken.add(made)
    return made


def _numbered(base: str) -> Iterable[str]:
    yield base
    yield from (f"{base}-{count}" for count in range(2, MOST_CRITERIA + 2))
