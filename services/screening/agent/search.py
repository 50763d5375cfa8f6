"""Searching a stack for what somebody asks about: "who speaks German?", "more than 8 years of Java".

The question becomes an opening with these criteria alone, and the warm ranking process judges everybody by it: names of
skills in any spelling, denials, years and levels are read as in every ranking, and each verdict has its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.agent import AgentFailed
from services.answering.markdown import counted, plain, table
from services.answering.sentences import more
from services.answering.words import Words, words_of
from services.auth.identity import Identity
from services.errors import TailraceError
from services.screening.agent import sheet
from services.screening.agent.people import name_of
from services.screening.agent.vocabulary import is_plain
from services.screening.matching.criterion import Criterion, Opening
from services.screening.opening_request import SentOpening
from services.screening.ranking_work import RankableStack
from services.screening.report.wording import verdict_words
from services.screening.screenings import Screenings
from services.screening.shown import ShownCandidate, ShownScreening
from services.thread import in_thread

_AND = frozenset(("and", "or", "und", "oder", "et", "ou", "y", "o"))
MOST_WORDS = 12


def search(
    screenings: Screenings, asker: Identity, screening: ShownScreening, words: Words, people: Sequence[ShownCandidate]
) -> list[str]:
    """What the résumés say of it, those of these people or of all. Empty if it is not clear what to look for.

    Raises: AgentFailed, it cannot be searched now.
    """
    words = _without(words, people)
    criteria = _criteria(screenings, asker, words) if _telling(words) else []
    if not criteria:
        return []
    found = _judged(screenings, asker, screening.screening_id, criteria)
    if people:
        return [_of_one(found, one.candidate_id) for one in people]
    ranks = {one.candidate_id: one.rank for one in screening.ranking}
    found.ranking.sort(key=lambda one: ranks.get(one.candidate_id, 0))
    parts = [part for criterion in found.criteria for part in _about(found, criterion)]
    return [*parts, *_all_of_it(found)] if len(found.criteria) > 1 else parts


def unclear(words: Words) -> str:
    about = " ".join(_telling(words))
    what = f" what “{plain(about)}” means" if about else " which skill, language or experience you mean"
    return f"I don't know{what}, so I can't say who has it. Name a skill, a language, a certificate or years."


def _without(words: Words, people: Sequence[ShownCandidate]) -> Words:
    """The words of a question but for the names of these people."""
    names = {part for one in people for part in words_of(name_of(one)).row}
    kept = [(word, spelled) for word, spelled in zip(words.row, words.spelled, strict=True) if word not in names]
    return Words(tuple(word for word, _ in kept), tuple(spelled for _, spelled in kept), words.known - names)


def _of_one(found: ShownScreening, candidate_id: str) -> str:
    one = next(candidate for candidate in found.ranking if candidate.candidate_id == candidate_id)
    return f"{sheet.person(found, one)}:\n\n{sheet.criteria_table(found, one)}"


def _criteria(screenings: Screenings, asker: Identity, words: Words) -> list[Criterion]:
    """What the ranking process makes of the telling words, else of the whole question, else of any of the words."""
    telling = _telling(words)
    for line in dict.fromkeys((" ".join(telling), " ".join(words.spelled), *telling[:4])):
        if line:
            try:
                sent = SentOpening("", f"Must have:\n- {line}\n")
                opening = screenings.work.opening(asker.user_id, sent)
            except TailraceError as refusal:
                raise AgentFailed(str(refusal)) from None
            if opening.criteria:
                return opening.criteria[:5]
    return []


def _telling(words: Words) -> list[str]:
    """The words that say what to look for, with numbers of years and what joins them."""
    found: list[str] = []
    for word, spelled in zip(words.row, words.spelled, strict=True):
        if word.isdecimal() and int(word[:4]) < 60:
            found += [spelled, "years", "of"]
        elif word in _AND:
            found += [spelled] if found else []
        elif not is_plain(word) or word in ("certification", "licence", "license"):
            found.append(spelled)
    while found and found[-1].lower() in _AND:
        found.pop()
    return found[:MOST_WORDS]


def _judged(screenings: Screenings, asker: Identity, screening_id: str, criteria: list[Criterion]) -> ShownScreening:
    stack = RankableStack(in_thread(screenings.folder(screening_id).read_profiles), {})
    opening = Opening("", "", criteria)
    try:
        ranked = screenings.work.ranked(asker.user_id, opening, stack)
    except TailraceError as refusal:
        raise AgentFailed(str(refusal)) from None
    return in_thread(screenings.answer_by, asker, screening_id, opening, ranked)


def _about(found: ShownScreening, criterion: Criterion) -> Iterator[str]:
    met = [one for one in found.ranking if _verdict(one, criterion) == "met"]
    denied = [one for one in found.ranking if _verdict(one, criterion) == "denied"]
    partly = [
        one
        for one in found.ranking
        if _verdict(one, criterion) == "unknown" and (judged := sheet.judged(one, criterion)) and judged.evidence
    ]
    if met:
        yield f"{plain(criterion.text)}: {counted(len(met), 'candidate')} of {len(found.ranking)}."
        yield table(
            ("Candidate", "How", "The résumé says"), [_row(found, one, criterion) for one in met[: sheet.LISTED]]
        )
        yield from more(len(met), sheet.LISTED, "candidate")
    else:
        yield f"{plain(criterion.text)}: no résumé shows it."
    if partly:
        yield "Mentioned, but not enough to count:"
        yield table(
            ("Candidate", "How", "The résumé says"), [_row(found, one, criterion) for one in partly[: sheet.ROWS]]
        )
    if denied:
        yield f"Denied by {_names(found, denied)}."
    silent = [one for one in found.ranking if one not in (*met, *partly, *denied)]
    if silent and met:
        yield f"Not a word of it: {_names(found, silent)}."


def _all_of_it(found: ShownScreening) -> Iterator[str]:
    whole = [one for one in found.ranking if all(_verdict(one, criterion) == "met" for criterion in found.criteria)]
    yield f"All of it: {_names(found, whole)}." if whole else "Nobody has all of it."


def _names(found: ShownScreening, people: Sequence[ShownCandidate]) -> str:
    names = ", ".join(sheet.person(found, one) for one in people[: sheet.ROWS])
    rest = len(people) - sheet.ROWS
    return f"{names} and {rest:,} more" if rest > 0 else names


def _verdict(candidate: ShownCandidate, criterion: Criterion) -> str:
    judged = sheet.judged(candidate, criterion)
    return "unknown" if judged is None else judged.verdict


def _row(found: ShownScreening, one: ShownCandidate, criterion: Criterion) -> tuple[str, str, str]:
    judged = sheet.judged(one, criterion)
    return sheet.person(found, one), verdict_words(judged), sheet.quoted(judged)
