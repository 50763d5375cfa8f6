"""Whom a question means: by name, by number where a screening is blind, by rank."""

from __future__ import annotations

from collections.abc import Sequence

from services.answering.naming import MOST_WORDS, named
from services.answering.words import Words
from services.screening.agent.vocabulary import PLACES, is_plain, vocabulary
from services.screening.shown import ShownCandidate, ShownScreening

_AND = frozenset(("and", "or", "with", "to", "und", "oder", "mit", "et", "ou", "avec", "y", "o", "con"))
_PERSON = frozenset((
    "candidates", "applicants", "kandidaten", "bewerbern", "candidats", "candidatas", "candidatos", "places",
    "candidate", "applicant", "kandidat", "kandidatin", "bewerber", "bewerberin", "candidat", "candidata", "candidato",
    "postulant", "aspirante", "number", "nummer", "numero", "no", "nr", "place", "platz", "person",
))  # fmt: skip


def name_of(candidate: ShownCandidate) -> str:
    """What the page calls them: in a blind screening their number, which is all that ``file`` is there."""
    return candidate.profile.name or candidate.file


def meant(words: Words, screening: ShownScreening) -> list[ShownCandidate]:
    """The candidates that a question names, in the order of the ranking."""
    number_of = _numbers(screening)
    by_number = [one for one in screening.ranking if _is_numbered(words, number_of[one.candidate_id])]
    if by_number or screening.is_blind:
        return by_number or _by_place(words, screening.ranking)
    return calls_by_name(words, screening) or _by_place(words, screening.ranking)


def calls_by_name(words: Words, screening: ShownScreening) -> list[ShownCandidate]:
    """Nobody, where a screening is blind."""
    if screening.is_blind:
        return []
    names = named(words, [name_of(one) for one in screening.ranking], is_plain)
    return [one for one in screening.ranking if name_of(one) in names]


def names_several(words: Words, screening: ShownScreening) -> list[ShownCandidate]:
    """Everybody whom a comparison names, each by a name or a place of their own."""
    if not calls_by_name(words, screening):
        return meant(words, screening)
    found: list[ShownCandidate] = []
    for place in range(min(len(words.row), MOST_WORDS)):
        for size in (1, 2, 3):
            part = Words(words.row[place : place + size], words.spelled[place : place + size])
            part = Words(part.row, part.spelled, frozenset(part.row))
            one = meant(part, screening)
            if len(one) == 1 and one[0] not in found:
                found.append(one[0])
    return found


def _numbers(screening: ShownScreening) -> dict[str, str]:
    """By candidate, their number where the screening is blind, else their place in the ranking."""
    if screening.is_blind:
        return {one.candidate_id: one.file.rpartition(" ")[2] for one in screening.ranking}
    return {one.candidate_id: f"{place}" for place, one in enumerate(screening.ranking, 1)}


def _is_numbered(words: Words, number: str) -> bool:
    """``candidate 7``, ``candidates 2 and 7``."""
    is_counting = False
    for word in words.row:
        if is_counting and word.lstrip("#0") == number:
            return True
        is_counting = word in _PERSON or (is_counting and (word in _AND or word.lstrip("#").isdecimal()))
    return False


def _by_place(words: Words, ranking: Sequence[ShownCandidate]) -> list[ShownCandidate]:
    weights = vocabulary().weigh(words)
    found = [ranking[place] for place, name in enumerate(PLACES) if name in weights and place < len(ranking)]
    if "last" in weights and ranking and ranking[-1] not in found:
        found.append(ranking[-1])
    return found
