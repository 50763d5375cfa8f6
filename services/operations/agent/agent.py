"""The operations agent: answers about the asker's own runs and how the server is. No language model takes part: what a
question wants is read from its words, and the answers show what the pages show.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence

from services.agent import AgentFailed, InputRequired, Question, Said, Text
from services.answering.asker import asker
from services.answering.markdown import counted, link, plain
from services.answering.naming import named
from services.answering.sentences import which
from services.answering.words import Words, words_of
from services.auth.identity import Identity
from services.errors import TailraceError
from services.face import HostedAgent, SharedRooms
from services.operations.agent import sentences
from services.operations.agent.skills import DESCRIPTION, SKILLS
from services.operations.agent.vocabulary import OF_ONE, Topic, is_plain, since_of, topic_of, vocabulary
from services.operations.executions.filter import ExecutionFilter
from services.operations.operations import Operations
from services.runs.execution import Execution
from services.thread import in_thread

DAY_S = 86_400.0
EARLIER_TURNS = 6
MOST_NAMED = 200
"""Of the newest runs, whose titles a question may name."""
_LISTS: dict[Topic, tuple[tuple[str, ...], str, str]] = {
    "running": (("running",), "run now", "Nothing of yours runs now."),
    "queued": (("queued",), "wait", "Nothing of yours waits."),
    "silent": (("no_news",), "have not been heard of", "All that you run has been heard of in time."),
}
_CAN_ASK = (
    "You can ask what runs, waits, failed or fell silent, why something failed, how long it took, how many succeeded,"
    " and how the server is."
)
_ACCESS = (
    "What you may do, your sign-ins and your keys are on [your account's page](/account). Admins see everybody's on"
    " [the pages for admins](/admin)."
)
_STREAMS = (
    "Open streams, and why a client missed an event, are for admins to see, on [the pages for admins](/admin). Whether"
    " a page is connected stands at its top right."
)


def operations_agent(operations_of: Callable[[SharedRooms], Operations]) -> HostedAgent:
    """``operations_of`` gives the service of the face."""

    def answer(rooms: SharedRooms, question: Question) -> Iterator[Said]:
        try:
            yield in_thread(_Answer(operations_of(rooms), asker(question.user_id)).said, question)
        except TailraceError as refusal:
            raise AgentFailed(str(refusal)) from None

    def names(rooms: SharedRooms, user_id: str) -> Collection[str]:
        return in_thread(_titles, operations_of(rooms), asker(user_id))

    return HostedAgent("operations", "Operations", DESCRIPTION, SKILLS, answer, names=names)


def _titles(operations: Operations, who: Identity) -> list[str]:
    newest = operations.executions.page(who, ExecutionFilter(), limit=MOST_NAMED).executions
    return list(dict.fromkeys(one.title for one in newest if not _is_answer(one)))


def _is_answer(execution: Execution) -> bool:
    """Whether it is an answer of an agent, such as the one that is being given: nobody asks about those."""
    return execution.channel.startswith("chat.")


class _Answer:
    """Blocks for a few statements: in a thread."""

    def __init__(self, operations: Operations, who: Identity) -> None:
        self._operations = operations
        self._who = who
        self._now = time.time()

    def said(self, question: Question) -> Said:
        texts = [turn.text for turn in question.turns if turn.role == "user"][-EARLIER_TURNS:]
        earlier, words = [words_of(text) for text in texts], words_of(question.text)
        titles = _titles(self._operations, self._who)
        chosen, topic = named(words, titles, is_plain), topic_of(words)
        if not chosen and vocabulary().goes_on(words):
            before = [(named(one, titles, is_plain), topic_of(one)) for one in reversed(earlier)]
            chosen = next((titles for titles, _ in before if titles), [])
            topic = topic or next((asked for _, asked in before if asked), None)
        if len(chosen) > 1:
            return InputRequired(which(list(map(plain, chosen)), "runs"))
        if chosen and (topic is None or topic in OF_ONE):
            return Text("\n\n".join(self._about(chosen[0])))
        parts = list(self._all(topic, words)) if topic else []
        return Text("\n\n".join(parts) if parts else f"I can't tell what you would like to know. {_CAN_ASK}")

    def _about(self, title: str) -> Iterator[str]:
        """The newest run of that title, and how those before it went."""
        found = [one for one in self._find(ExecutionFilter(text=title), 20) if one.title == title]
        yield from sentences.about(found[0], self._now)
        if len(found) > 1:
            yield "Before that:"
            yield sentences.listed(found[1:6], len(found) - 1, self._now)

    def _all(self, topic: Topic, words: Words) -> Iterator[str]:
        since, during = since_of(words, self._now) or (self._now - DAY_S, "in the last 24 hours")
        match topic:
            case "access":
                yield _ACCESS
            case "streams":
                yield _STREAMS
            case "server":
                yield from sentences.server(self._operations.status.standings())
            case "running" | "queued" | "silent":
                yield from self._live(topic)
            case "failed":
                yield from self._failed(since, during)
            case "slow":
                yield from self._slow(since, during)
            case "count" | "duration":
                yield from sentences.numbers(self._operations.ended(self._who, since), during)
            case "progress" | "recent":
                yield from self._recent()

    def _live(self, topic: Topic) -> Iterator[str]:
        states, do, nothing = _LISTS[topic]
        found = self._find(ExecutionFilter(status=states), 100)
        if topic == "running":
            found = [one for one in found if one.state == "running"]
        if not found:
            yield nothing
            return
        yield f"{counted(len(found), 'run')} of yours {do if len(found) > 1 else _singular(do)}."
        yield sentences.listed(found, len(found), self._now)

    def _failed(self, since: float, during: str) -> Iterator[str]:
        found = self._find(ExecutionFilter(status=("failed",), since=since), 100)
        if not found:
            yield f"No run of yours that began {during} failed."
            return
        yield f"{counted(len(found), 'run')} of yours that began {during} failed."
        yield sentences.failures(found[: sentences.MOST_SHOWN])
        yield f"All of them are on {link('the dashboard', '/dashboard')}; filter by state."

    def _slow(self, since: float, during: str) -> Iterator[str]:
        found = self._find(ExecutionFilter(since=since), 1000)
        longest = sorted(found, key=lambda one: sentences.took_s(one, self._now), reverse=True)
        if not longest:
            yield f"No run of yours began {during}."
            return
        yield f"Of your runs that began {during}, these took longest."
        yield sentences.listed(longest[:5], 5, self._now)

    def _recent(self) -> Iterator[str]:
        found = self._find(ExecutionFilter(), sentences.MOST_SHOWN)
        if not found:
            yield "Nothing of yours has run yet. What you start, and what your programs report, shows on the dashboard."
            return
        yield "Your latest runs:"
        yield sentences.listed(found, len(found), self._now)

    def _find(self, wanted: ExecutionFilter, most: int) -> Sequence[Execution]:
        found = self._operations.executions.page(self._who, wanted, limit=most).executions
        return [one for one in found if not _is_answer(one)]


def _singular(do: str) -> str:
    return {"run now": "runs now", "wait": "waits", "have not been heard of": "has not been heard of"}[do]
