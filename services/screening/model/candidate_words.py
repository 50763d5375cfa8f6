"""A candidate in words: a short summary and questions for an interview, worded by the language model, on request.

They are made once for what the model is shown, and kept with the screening until the candidate is deleted. Blind or
not, the model is shown the same: nothing of who the person is.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from services.errors import Unavailable
from services.files.run_folder import RunFolder
from services.language_model.budget import Use
from services.language_model.chat_endpoint import ChatEndpoint
from services.language_model.json_answer import find_object
from services.language_model.kept_answer import KeptAnswers, check_model
from services.language_model.spending import Spending
from services.screening.matching.criterion import Opening
from services.screening.model.prompt import about_candidate
from services.screening.profile import Profile
from services.screening.ranking.ranking import Score
from services.settings.settings import Settings

FOLDER = "words"
"""In the screening's folder; a folder for each candidate, which goes with them."""

_ANSWER_TOKENS = 800
_SUMMARY_CHARACTERS = 1500
_QUESTIONS = 8
_QUESTION_CHARACTERS = 400


class CandidateWords(msgspec.Struct, frozen=True):
    """``model`` is the name of who worded it."""

    summary: str
    questions: list[str]
    model: str


class Wordable(NamedTuple):
    """A candidate, whose ``profile`` and ``score`` these are, in the ``folder`` of their screening."""

    folder: RunFolder
    candidate_id: str
    opening: Opening
    profile: Profile
    score: Score


class CandidateWording:
    """Of one process. Calls block for as long as one call to the model may take (`language_model.timeout_s`)."""

    def __init__(self, spending: Spending) -> None:
        self._kept = KeptAnswers(spending)

    def words(self, settings: Settings, user_id: str, candidate: Wordable) -> CandidateWords:
        """Raises: Conflict: there is no model. LimitReached, Unavailable, NotFound: see `KeptAnswers.answer`."""
        check_model(settings)
        endpoint = ChatEndpoint(settings)
        messages = about_candidate(candidate.opening, candidate.profile, candidate.score)

        def ask(use: Use) -> str:
            said = endpoint.complete(
                messages, max_tokens=_ANSWER_TOKENS, within_s=settings.language_model.timeout_s
            )  # fmt: skip
            use.tokens = said.tokens
            words = _read(said.text, endpoint.model)
            return "" if words is None else msgspec.json.encode(words).decode()

        question = msgspec.json.encode([endpoint.model, messages])
        folder, place = candidate.folder, f"{FOLDER}/{candidate.candidate_id}"
        answered = self._kept.answer(settings, user_id, folder, place, question, _ANSWER_TOKENS, ask)
        if not answered:
            raise Unavailable("The language model's answer could not be used; ask again.", code="no_answer")
        return msgspec.json.decode(answered, type=CandidateWords)


def _read(text: str, model: str) -> CandidateWords | None:
    """What a model wrote, as far as it is what was asked for: words, and not too many."""
    found = find_object(text) or {}
    summary, questions = found.get("summary"), found.get("questions")
    if not isinstance(summary, str) or not isinstance(questions, list):
        return None
    asked = [_line(one, _QUESTION_CHARACTERS) for one in questions if isinstance(one, str)]
    return CandidateWords(_line(summary, _SUMMARY_CHARACTERS), [one for one in asked if one][:_QUESTIONS], model)


def _line(text: str, most: int) -> str:
    return " ".join(text.encode("utf-8", "replace").decode().split())[:most]
