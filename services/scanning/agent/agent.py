"""The repository agent: answers questions about the asker's own analyses from their rows and reports. No language model
takes part: what a question wants is read from its words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from services.agent import InputRequired, Question, Said, Text, Turn
from services.answering.markdown import code, link
from services.answering.naming import MOST_WORDS, named
from services.answering.sentences import MOST_CHOICES, when, which
from services.answering.words import Words, fold, words_of
from services.face import HostedAgent, SharedRooms
from services.scanning.agent.query import Query, query_of
from services.scanning.agent.reading import Judged, answer_from_report
from services.scanning.agent.repositories import Repository, listed, of_row, own_names, own_repositories, state_of
from services.scanning.agent.skills import DESCRIPTION, SKILLS
from services.scanning.agent.vocabulary import ROW_TOPICS, vocabulary
from services.scanning.scan_run import Scan
from services.scanning.scans import Scans
from services.thread import in_thread

EARLIER_TURNS = 6
"""Of the asker: how far back a question can refer."""
_REPOSITORY = frozenset(("repo", "repository", "repositorium", "repositorio", "depot"))
_OF = frozenset(("of", "in", "for", "on", "von", "fur", "im", "de", "du", "dans", "pour", "en", "del", "para"))
_EMPTY = (
    "You have analysed no repository yet. Start with its address or an archive on [the page of analyses](/analysis);"
    " then ask me for its worst files, secrets, complex functions, dependency cycles, or what changed."
)
_CAN_ASK = (
    "You can ask for its worst files, its issues (by severity, engine, language, folder or file), secrets, the most"
    " complex or longest functions, duplicated or unused code, dependency cycles, who imports a file, languages and"
    " sizes, what changed since the analysis before, how long it took, or whether it is done."
)
_UNKNOWN = {
    "history": "An analysis looks at one commit: it does not know who changed what, when, or how often.",
    "tests": "An analysis does not count tests, their coverage or comments.",
    "dependencies": "An analysis does not read which packages a project depends on, or how old they are.",
    "grade": "An analysis gives no grade or score; it counts issues by severity.",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, or one before it: its words, the repositories it names, and what it wants."""

    words: Words
    repositories: Sequence[Repository]
    query: Query


def answer_with(scans_of: Callable[[SharedRooms], Scans]) -> Callable[[SharedRooms, Question], Iterator[Said]]:
    def answer(rooms: SharedRooms, question: Question) -> Iterator[Said]:
        scans = scans_of(rooms)
        repositories = own_repositories(scans, question.user_id)
        if not repositories:
            yield Text(_EMPTY)
            return
        yield _Answer(scans, repositories).said(question)

    return answer


class _Answer:
    def __init__(self, scans: Scans, repositories: Sequence[Repository]) -> None:
        self._scans = scans
        self._repositories = repositories

    def said(self, question: Question) -> Said:
        now, *earlier = in_thread(self._read_all, [question.text, *(turn.text for turn in _asked(question.turns))])
        query = self._query(now, earlier)
        if query is None:
            return Text(f"I can't tell what you would like to know. {self._known()} {_CAN_ASK}")
        if query.topic == "list" and not now.repositories:
            return Text(listed(self._repositories, by_issues=_ranks(now.words)))
        if not now.repositories and (missing := _missing(now.words)):
            return Text(f"You have no analysis of {code(missing)}. {self._known()}")
        chosen = now.repositories or next((one.repositories for one in earlier if len(one.repositories) == 1), ())
        if len(chosen) > 1:
            return InputRequired(which([code(one.name) for one in chosen]))
        return Text(self._about(chosen[0] if chosen else self._repositories[0], query))

    def _read_all(self, texts: Sequence[str]) -> list[Reading]:
        """In a thread: a long question with many names takes a while."""
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Reading:
        words = words_of(text)
        names = [repository.name for repository in self._repositories]
        meant = named(words, names, is_plain=lambda word: vocabulary().knows(word))
        own = {part for name in meant for part in words_of(name.replace("/", " ")).row}
        own |= {fold(name) for name in meant} | {word for word in _telling(words) if _is_typed(word, meant)}
        found = [repository for repository in self._repositories if repository.name in meant]
        return Reading(words, found, query_of(words, tuple(own)))

    def _query(self, now: Reading, earlier: Sequence[Reading]) -> Query | None:
        """What is wanted now; what the question leaves unsaid was said before it."""
        before: Query | None = None
        for reading in (*reversed(earlier), now):
            query = _gone_on(reading, before)
            before = query or before
        return query

    def _about(self, repository: Repository, query: Query) -> str:
        topic = query.topic
        if topic in ROW_TOPICS:
            return of_row("status" if topic == "list" else topic, repository)
        if topic in _UNKNOWN:
            return f"{_UNKNOWN[topic]} {_CAN_ASK}"
        scan = repository.finished
        if scan is None:
            return f"{of_row('status', repository)} There is no finished analysis of it to answer from."
        return f"{_heading(repository, scan)}\n\n{self._from_report(scan, query)}"

    def _from_report(self, scan: Scan, query: Query) -> str:
        if query.topic != "changes":
            return answer_from_report(query, self._judged(scan))
        if scan.previous_id is None:
            return "There is no earlier analysis of this repository to compare with; analyse it again after a change."
        link_to = link("the one before", f"/analysis/{scan.previous_id}")
        before = replace(scan, scan_id=scan.previous_id)  # of the same repository and owner
        return f"Compared with {link_to}: {answer_from_report(query, self._judged(scan), self._judged(before))}"

    def _judged(self, scan: Scan) -> Judged:
        return Judged(self._scans.folder(scan.scan_id), in_thread(self._scans.triage.in_reports, scan))

    def _known(self) -> str:
        names = ", ".join(code(one.name) for one in self._repositories[:MOST_CHOICES])
        rest = len(self._repositories) - MOST_CHOICES
        return f"You have analysed {names}{f' and {rest:,} more' if rest > 0 else ''}."


def _asked(turns: Sequence[Turn]) -> Iterator[Turn]:
    """The asker's own earlier turns, the newest first."""
    own = [turn for turn in turns if turn.role == "user"]
    return reversed(own[-EARLIER_TURNS:])


def _gone_on(reading: Reading, before: Query | None) -> Query | None:
    """The query of a question that follows another one."""
    query = reading.query
    if query.topic is not None:
        return query
    if before is None:
        if query.says_something:
            return msgspec.structs.replace(query, topic="issues")
        return Query(topic="summary") if reading.repositories else None
    says_something = query.says_something or reading.repositories or vocabulary().goes_on(reading.words)
    return query.after(before) if says_something else None


def _telling(words: Words) -> list[str]:
    return list(dict.fromkeys(word for word in words.row if not vocabulary().knows(word)))[:MOST_WORDS]


def _is_typed(word: str, meant: Sequence[str]) -> bool:
    """Whether this word, mistyped or shortened, is what names a repository."""
    return bool(meant) and bool(named(words_of(word), meant, is_plain=lambda one: vocabulary().knows(one)))


def _ranks(words: Words) -> bool:
    weights = vocabulary().weigh(words)
    return any(topic in weights for topic in ("issues", "files", "worst"))


def _missing(words: Words) -> str | None:
    """What the question calls a repository, and is none of the asker's: "the billing repo"."""
    for place, word in enumerate(words.row):
        if word not in _REPOSITORY:
            continue
        for beside in (place - 1, place + 1):
            if 0 <= beside < len(words.row) and _names_something(words.row[beside]):
                return _compound(words, beside)
    pairs = zip(words.row, words.spelled[1:], strict=False)
    named_there = (spelled for before, spelled in pairs if before in _OF and "-" in spelled)
    return next((spelled for spelled in named_there if _names_something(fold(spelled))), None)


def _compound(words: Words, place: int) -> str:
    """The word, or the compound that it is the end of: ``pay-server``."""
    word = words.spelled[place]
    return next((whole for whole in words.spelled[:place] if whole.endswith(f"-{word}")), word)


def _names_something(word: str) -> bool:
    parts = word.split("-")
    return len(word) > 2 and "." not in word and not word.isdecimal() and not any(map(vocabulary().knows, parts))


def _heading(repository: Repository, scan: Scan) -> str:
    """Which analysis is answered from, and whether there is a newer one."""
    heading = f"**{link(code(repository.name), f'/analysis/{scan.scan_id}')}**, analysed {when(scan.finished_at)}:"
    if repository.newest is scan:
        return heading
    newer = link("newer analysis", f"/analysis/{repository.newest.scan_id}")
    return f"{heading}\n\n(A {newer} of it is {state_of(repository.newest)}.)"


def repository_agent(scans_of: Callable[[SharedRooms], Scans]) -> HostedAgent:
    """``scans_of`` gives the service of the face."""

    def names(rooms: SharedRooms, user_id: str) -> Collection[str]:
        return own_names(scans_of(rooms), user_id)

    return HostedAgent("repository", "Repository", DESCRIPTION, SKILLS, answer_with(scans_of), names=names)
