"""The screening agent: answers questions about the asker's own screenings. No language model takes part: what a
question wants is read from its words, and the answers show what the pages show, a blind screening's no more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.agent import AgentFailed, InputRequired, Question, Said, Text
from services.answering.asker import asker
from services.answering.markdown import plain
from services.answering.naming import named
from services.answering.sentences import when, which
from services.answering.words import Words, words_of
from services.auth.identity import Identity
from services.errors import TailraceError
from services.face import HostedAgent, SharedRooms
from services.screening.agent import candidate_answer, sheet, stack_answer
from services.screening.agent.known_names import KnownNames
from services.screening.agent.people import calls_by_name, meant, name_of, names_several
from services.screening.agent.search import search, unclear
from services.screening.agent.skills import DESCRIPTION, SKILLS
from services.screening.agent.unknown import nobody, unknown_opening
from services.screening.agent.vocabulary import OF_ONE, Topic, is_plain, topic_of, vocabulary
from services.screening.screening_run import Screening
from services.screening.screenings import Screenings
from services.screening.shown import ShownCandidate, ShownScreening
from services.thread import in_thread

MOST_SCREENINGS = 100
MOST_SEARCHED = 5
"""Screenings in which a name is looked for."""
EARLIER_TURNS = 6
_EMPTY = (
    "You have screened no résumés yet. Describe an opening and add résumés on [the page of screenings](/screening);"
    " then ask me who is best, why, who knows what, or which must-haves are missing."
)
_CAN_ASK = (
    "You can ask for the ranking or the best few, why somebody is ranked so, which must-haves are missing, who has a"
    " skill, a language or years of experience, to compare two candidates, for gaps, careers, education, decisions, and"
    " which files could not be read."
)
_PRIVATE = (
    "A screening does not judge or tell age, family, pay, looks or the like, and does not read when somebody can start."
)
_NOT_FILTERED = "A screening does not look for where people live; their location, if they gave one, is on their page."


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, or one before it: its words, what it asks, and about whom."""

    words: Words
    topic: Topic | None
    people: Sequence[ShownCandidate]


def screening_agent(screenings_of: Callable[[SharedRooms], Screenings]) -> HostedAgent:
    """``screenings_of`` gives the service of the face."""
    known = KnownNames()

    def answer(rooms: SharedRooms, question: Question) -> Iterator[Said]:
        screenings, who = screenings_of(rooms), asker(question.user_id)
        own = screenings.list(who, limit=MOST_SCREENINGS)
        if not own:
            yield Text(_EMPTY)
            return
        try:
            yield _Answer(screenings, who, own).said(question)
        except TailraceError as refusal:
            raise AgentFailed(str(refusal)) from None

    def names(rooms: SharedRooms, user_id: str) -> Collection[str]:
        return known.of(screenings_of(rooms), asker(user_id))

    return HostedAgent("screening", "Screening", DESCRIPTION, SKILLS, answer, names=names)


class _Answer:
    def __init__(self, screenings: Screenings, asker: Identity, own: Sequence[Screening]) -> None:
        self._screenings = screenings
        self._asker = asker
        self._own = own
        self._titles = list(dict.fromkeys(one.title for one in own))

    def said(self, question: Question) -> Said:
        texts = [turn.text for turn in question.turns if turn.role == "user"][-EARLIER_TURNS:]
        words = [words_of(text) for text in (*texts, question.text)]
        now, openings = words[-1], in_thread(lambda: [self._openings(one) for one in words])
        if topic_of(now, has_candidate=False) == "list" and not openings[-1]:
            return Text(sheet.listed(self._own))
        chosen = next((found for found in reversed(openings) if found), [])
        if len(chosen) > 1:
            return InputRequired(which(list(map(plain, chosen)), "openings"))
        shown = self._shown(chosen[0]) if chosen else self._naming(now)
        topic, people, several = in_thread(_understood, words, shown)
        if len(people) > 1 and topic != "compare":
            return InputRequired(which([plain(name_of(one)) for one in people], "candidates"))
        parts = list(self._parts(shown, topic, people, now))
        if not parts:
            return Text(f"I can't tell what you would like to know. {_CAN_ASK}")
        note = "" if chosen else unknown_opening(now, self._titles)
        if (topic == "compare" and len(several) < 2) or (topic in OF_ONE and not people):
            note = note or nobody(shown, now, self._titles)
        return Text("\n\n".join((sheet.heading(shown), *filter(None, [note]), *parts)))

    def _openings(self, words: Words) -> list[str]:
        return named(words, self._titles, is_plain)

    def _shown(self, title: str) -> ShownScreening:
        """The newest of this opening."""
        return self._of(next(one for one in self._own if one.title == title))

    def _naming(self, words: Words) -> ShownScreening:
        """The newest in which the question names somebody, else the newest."""
        newest = self._of(self._own[0])
        about_all = topic_of(words, has_candidate=False) not in (*OF_ONE, "compare", None)
        if about_all or all(map(is_plain, words.row)) or in_thread(calls_by_name, words, newest):
            return newest
        others = (self._of(one) for one in self._own[1:MOST_SEARCHED])
        return next((one for one in others if in_thread(calls_by_name, words, one)), newest)

    def _of(self, screening: Screening) -> ShownScreening:
        return in_thread(self._screenings.answer, self._asker, screening.screening_id)

    def _parts(
        self, shown: ShownScreening, topic: Topic | None, people: Sequence[ShownCandidate], words: Words
    ) -> Iterable[str]:
        """Nothing, if it is not clear what is asked."""
        if topic in (None, "has") or (topic in ("career", "skills") and not people):
            found = search(self._screenings, self._asker, shown, words, people)
            return found or ([unclear(words)] if topic == "has" else [])
        if topic == "career" and topic_of(words, has_candidate=True) is None:  # "does Ada know Go?"
            return search(self._screenings, self._asker, shown, words, people) or _about_one(shown, topic, people[0])
        if topic == "compare":
            return _compared(shown, people)
        if people:
            return _about_one(shown, topic, people[0])
        return _about_all(shown, topic, words.number(1, 50))


def _understood(
    texts: Sequence[Words], shown: ShownScreening
) -> tuple[Topic | None, Sequence[ShownCandidate], Sequence[ShownCandidate]]:
    """What is asked, about whom, and whom a comparison is between. In a thread: many names take a while."""
    readings = [_read(words, shown) for words in texts]
    topic = _topic(readings)
    people = _people(readings, topic) if topic is not None else ()
    several = names_several(texts[-1], shown) if topic == "compare" or len(people) > 1 else []
    if topic in ("why", "ranking", "career") and len(several) > 1:
        return "compare", several, several
    return topic, people, several


def _read(words: Words, shown: ShownScreening) -> Reading:
    people = meant(words, shown)
    topic = topic_of(words, bool(people))
    if topic == "compare":
        people = names_several(words, shown) or list(shown.ranking[:2])
    return Reading(words, topic, people)


def _topic(readings: Sequence[Reading]) -> Topic | None:
    """What is asked now; a question that says only about whom goes on with the one before."""
    topic: Topic | None = None
    for reading in readings:
        goes_on = reading.people or vocabulary().goes_on(reading.words)
        if reading.topic is not None:
            topic = reading.topic
        elif goes_on and topic is None and reading.people:
            topic = "career"
        elif not goes_on and not _tells(reading.words, topic):
            topic = None
    return topic


def _tells(words: Words, topic: Topic | None) -> bool:
    """Whether a question only names another thing to look for: "Docker?" after "who knows Python?"."""
    return topic == "has" and len(words.row) <= 4 and any(not is_plain(word) for word in words.row)


def _people(readings: Sequence[Reading], topic: Topic) -> Sequence[ShownCandidate]:
    """About whom; "they" are those of the question before."""
    now = readings[-1]
    if now.people or topic not in OF_ONE:
        return now.people
    says_they = not now.words.known.isdisjoint(_THEY)
    earlier = [one.people for one in reversed(readings[:-1]) if len(one.people) == 1]
    return earlier[0] if says_they and earlier else ()


_THEY = frozenset((
    "they", "them", "their", "he", "him", "his", "she", "her", "sie", "ihr", "ihre", "er", "ihm", "il", "elle", "lui",
    "son", "sa", "ses", "el", "ella", "su", "sus", "le",
))  # fmt: skip


def _compared(shown: ShownScreening, people: Sequence[ShownCandidate]) -> Iterator[str]:
    if len(people) < 2:
        yield "Name two candidates to compare, such as “compare the first and the second”."
        yield from stack_answer.ranking(shown, None)
        return
    yield from candidate_answer.compare(shown, people[:3])


def _about_one(shown: ShownScreening, topic: Topic, one: ShownCandidate) -> Iterator[str]:
    match topic:
        case "why" | "ranking":
            return candidate_answer.why(shown, one)
        case "missing":
            return candidate_answer.missing(shown, one)
        case "years":
            return candidate_answer.years(shown, one)
        case "education":
            return candidate_answer.education(shown, one)
        case "skills":
            return candidate_answer.skills(shown, one)
        case "gaps":
            return candidate_answer.gaps(shown, one)
        case "contact" | "location":
            return candidate_answer.contact(shown, one)
        case "career":
            return candidate_answer.career(shown, one)
        case _:
            return _about_all(shown, topic, None)


def _about_all(shown: ShownScreening, topic: Topic, most: int | None) -> Iterator[str]:
    match topic:
        case "missing":
            return stack_answer.missing(shown, most)
        case "gaps":
            return stack_answer.gaps(shown)
        case "decisions":
            return stack_answer.decisions(shown)
        case "failed":
            return stack_answer.failed(shown)
        case "flags":
            return stack_answer.flags(shown)
        case "duplicates":
            return stack_answer.duplicates(shown)
        case "criteria":
            return stack_answer.criteria(shown)
        case "years":
            return stack_answer.years(shown, most)
        case "education":
            return stack_answer.education(shown)
        case "count":
            return stack_answer.count(shown)
        case "private":
            return iter((_PRIVATE,))
        case "location" | "contact":
            return iter((_NOT_FILTERED,))
        case "duration":
            return iter((_duration(shown),))
        case "status":
            return stack_answer.count(shown)
        case _:
            return stack_answer.ranking(shown, most)


def _duration(shown: ShownScreening) -> str:
    if shown.started_at is None or shown.finished_at is None:
        return "It has not ended yet."
    return f"It took {shown.finished_at - shown.started_at:.1f} s and ended {when(shown.finished_at)}."
