"""Who speaks: finds the agent for a run, by its choice, by who waits for the message, or by the router, and has it
answer.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from services.agent import AgentFailed, Question, Said
from services.agents.a2a.place import Place
from services.agents.a2a.remote_agent import RemoteAgent
from services.agents.conversations.branch import branch_to, messages_of, run_before, turns_of
from services.agents.directory import Directory, Entry
from services.agents.producer.kept_place import KeptPlace
from services.agents.producer.patience import patiently
from services.agents.routing.decision import Asked, Candidate
from services.agents.routing.router import Router
from services.agents.runs.run import ChatRun
from services.agents.runs.store import RunStore
from services.face import SharedRooms


@dataclass(frozen=True, slots=True)
class Choice:
    """Which agent answers, how sure that is (0 to 1), and why, in a sentence."""

    entry: Entry
    confidence: float
    reasoning: str
    alternatives: Sequence[tuple[str, float]] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "agent_id": self.entry.id,
            "agent_name": self.entry.name,
            "protocol": self.entry.protocol,
            "confidence": round(self.confidence, 3),
            "reasoning": self.reasoning,
            "alternatives": [{"agent_id": agent_id, "confidence": round(p, 3)} for agent_id, p in self.alternatives],
        }


class Speakers:
    """Of one producer."""

    def __init__(self, rooms: SharedRooms, store: RunStore, directory: Directory, router: Router) -> None:
        self._rooms = rooms
        self._store = store
        self._directory = directory
        self._router = router

    def question(self, run: ChatRun) -> Question:
        with self._rooms.database.session() as session:
            branch = branch_to(messages_of(session, run.conversation_id), run.question_id)
            if not branch:
                raise AgentFailed("The conversation was deleted.", "cancelled")
            *before, asked = branch
            turns = turns_of(session, before)
            return Question(run.id, run.conversation_id, run.owner_id, asked.text, turns)

    def choose(self, run: ChatRun, question: Question) -> Choice:
        """Raises: AgentFailed, nobody answers this."""
        if run.wanted_agent_id is not None:
            return self._wanted(run)
        entries = self._directory.entries()
        names = {
            entry.id: entry.hosted.names(self._rooms, run.owner_id) for entry in entries if entry.hosted is not None
        }
        last_agent_id, last_question = self._last_turn(run, question)
        candidates = [_candidate(entry) for entry in entries]
        asked = Asked(question.text, candidates, last_agent_id, last_question, names, run.owner_id)
        decision = self._router.decide(asked)
        entry = next((one for one in entries if one.id == decision.agent_id), None)
        if entry is None:
            raise AgentFailed(decision.message, "no_agent")
        return Choice(entry, decision.confidence, decision.reasoning, decision.alternatives)

    def speak(self, run: ChatRun, choice: Choice, question: Question) -> Generator[Said]:
        entry = choice.entry
        if entry.hosted is not None:
            return _said(entry.hosted.answer(self._rooms, question))
        remote = self._directory.remote(entry)
        assert remote is not None, "an agent is here or elsewhere"
        place = patiently(lambda: KeptPlace(self._store, run, entry.id))
        return _stoppable(remote, place, remote.answer(question, place))

    def resume(self, run: ChatRun, question: Question, said: str) -> Generator[Said]:
        """Go on with an answer that an earlier producer began. ``said`` is what was told of it."""
        agent_id = run.agent_id or ""
        entry = patiently(lambda: self._directory.find(agent_id))
        remote = None if entry is None else self._directory.remote(entry)
        if remote is None:
            raise AgentFailed("The agent that gave this answer is not here any more; ask again.", "lost")
        place = patiently(lambda: KeptPlace(self._store, run, agent_id, said))
        return _stoppable(remote, place, remote.resume(question, place))

    def _wanted(self, run: ChatRun) -> Choice:
        assert run.wanted_agent_id is not None
        entry = self._directory.find(run.wanted_agent_id)
        if entry is None:
            raise AgentFailed("The agent you chose is not here any more; choose another one.", "no_agent")
        before = self._run_before(run)
        has_asked = before is not None and before.state == "input_required" and before.agent_id == entry.id
        return Choice(entry, 1.0, "It had asked you back." if has_asked else "You chose this agent.")

    def _last_turn(self, run: ChatRun, question: Question) -> tuple[str | None, str]:
        """Who answered last in this branch, and what."""
        before = self._run_before(run)
        earlier = [turn.text for turn in question.turns if turn.role == "user"]
        return before.agent_id if before is not None else None, earlier[-1] if earlier else ""

    def _run_before(self, run: ChatRun) -> ChatRun | None:
        """The answer that this message follows."""
        with self._rooms.database.session() as session:
            return run_before(session, run.question_id)


def _candidate(entry: Entry) -> Candidate:
    is_here = entry.hosted is not None
    return Candidate(entry.id, entry.name, entry.description, entry.skills, is_here, entry.is_reachable)


def _said(said: Iterator[Said]) -> Generator[Said]:
    """Whatever an agent returned, as something that can be closed."""
    yield from said


def _stoppable(agent: RemoteAgent, place: Place, said: Iterator[Said]) -> Generator[Said]:
    """Whoever stops listening stops the agent's work as well."""
    is_over = False
    try:
        yield from said
        is_over = True
    except AgentFailed:
        is_over = not place.task_id  # too slow or too long for us: its task goes on
        raise
    finally:
        if not is_over:
            agent.cancel(place)
