"""What a question names and a screening does not have: said, so that nobody takes an answer for another one's."""

from __future__ import annotations

from collections.abc import Sequence

from services.answering.markdown import plain
from services.answering.words import Words, words_of
from services.screening.agent.vocabulary import is_plain
from services.screening.shown import ShownScreening

_OPENING = frozenset((
    "opening", "position", "job", "role", "stelle", "poste", "offre", "vacante", "puesto", "vacancy",
))  # fmt: skip
_ARTICLES = frozenset((
    "the", "a", "an", "of", "as", "for", "der", "die", "das", "den", "dem", "ein", "eine", "als", "fur", "zu", "mit",
    "im", "le", "la", "les", "un", "une", "de", "du", "des", "d", "l", "el", "los", "las", "una", "del", "en",
    "required",
))  # fmt: skip


def nobody(shown: ShownScreening, words: Words, titles: Sequence[str]) -> str:
    """A sentence, if the question names somebody whom this screening does not have, or does not show."""
    of_titles = {word for title in titles for word in words_of(title).row}
    before = ("", *words.row)
    telling = [
        spelled
        for word, spelled, previous in zip(words.row, words.spelled, before, strict=False)
        if not is_plain(word) and word not in of_titles and spelled[:1].isupper() and previous not in _ARTICLES
    ]
    telling = [word for word in telling if word.isalpha()]
    if not telling:
        return ""
    if shown.is_blind:
        return "This screening is blind, so candidates go by their numbers, such as “Candidate 2”."
    return f"I found no candidate called “{plain(' '.join(telling[:4]))}”."


def unknown_opening(words: Words, titles: Sequence[str]) -> str:
    """A sentence, if the question names an opening that nobody was screened for: "the nurse position"."""
    known = {word for title in titles for word in words_of(title).row}
    for place, word in enumerate(words.row):
        if word not in _OPENING:
            continue
        after = next((at for at in range(place + 1, len(words.row)) if words.row[at] not in _ARTICLES), None)
        for beside in (place - 1, after):
            if (
                beside is not None
                and beside >= 0
                and not is_plain(words.row[beside])
                and words.row[beside] not in known
            ):
                return f"You have no screening for “{plain(words.spelled[beside])}”, so this is from the newest."
    return ""
