"""The LLM agent streams a model's answer, remembers the conversation, stays within its day, and says what is wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.agent import AgentFailed, Question, Said, Status, Text, Turn, Use
from services.agents.builtin.llm import AGENT
from services.agents.settings import AgentSettings
from services.container import Container
from services.language_model.spending import ModelSpending
from services.settings.settings import Settings
from tests.support.raw_endpoint import DONE, HEAD, Connection, frame, raw_endpoint, said

STOP = frame({}, "stop")
COUNT = frame(usage={"prompt_tokens": 30, "completion_tokens": 5, "total_tokens": 35})


class Asked:
    """One question, put to the agent with a model that a test plays."""

    def __init__(self, folder: Path, script: Callable[[Connection], None] | bytes, **settings: Any) -> None:
        self._script = script if callable(script) else lambda connection: connection.send(HEAD + script)
        self._settings = Settings(faces=(AgentSettings(),)).changed(server={"data": folder})
        self._changes = settings
        self.said: list[Said] = []
        self.failed: AgentFailed | None = None

    def ask(self, text: str = "hello", turns: list[Turn] | None = None, most: int | None = None) -> Asked:
        with raw_endpoint(self._script) as server:
            model = {"base_url": server.url, **self._changes.pop("language_model", {})}
            container = Container(self._settings.changed(language_model=model, **self._changes))
            container.database.migrate()
            answer: Any = AGENT.answer(container, Question("r", "c", "ada", text, turns or []))
            try:
                for piece in answer:
                    self.said.append(piece)
                    if most is not None and len(self.said) >= most:
                        break
            except AgentFailed as failed:
                self.failed = failed
            answer.close()
            with container.database.session() as session:
                row = session.scalar(select(ModelSpending).where(ModelSpending.user_id == "ada"))
                self.spent = (row.tokens, row.calls) if row is not None else (0, 0)
            container.close()
        self.bodies = [connection.body for connection in server.connections]
        return self

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.said if isinstance(piece, Text))

    @property
    def steps(self) -> list[Status]:
        return [piece for piece in self.said if isinstance(piece, Status)]


def test_an_answer_is_streamed_and_its_tokens_are_counted(tmp_path: Path) -> None:
    asked = Asked(tmp_path, said("Hello", " 🙂") + STOP + COUNT + DONE).ask()
    assert asked.said == [Text("Hello"), Text(" 🙂"), Use(30, 5)]
    assert asked.spent == (35, 1)
    [body] = asked.bodies
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert "tools" not in body


def test_tokens_are_guessed_where_the_server_does_not_count(tmp_path: Path) -> None:
    asked = Asked(tmp_path, said("x" * 300) + DONE).ask()
    use = asked.said[-1]
    assert isinstance(use, Use)
    assert (use.tokens_out, use.cut) == (100, False)
    assert asked.spent == (use.tokens_in + use.tokens_out, 1)


def test_an_answer_cut_at_the_limit_says_so(tmp_path: Path) -> None:
    asked = Asked(tmp_path, said("half an") + frame({}, "length") + DONE).ask()
    assert asked.failed is None
    assert isinstance(asked.said[-1], Use)
    assert asked.said[-1].cut


def test_an_answer_that_breaks_off_has_failed_and_keeps_its_text(tmp_path: Path) -> None:
    asked = Asked(tmp_path, said("half", " an answer")).ask()
    assert asked.text == "half an answer"
    assert asked.failed is not None
    assert (asked.failed.code, str(asked.failed)) == (
        "agent_failed", "The language model's endpoint broke off its answer. Ask again."
    )  # fmt: skip


def test_the_conversation_is_told_again(tmp_path: Path) -> None:
    turns = [Turn("user", "I am Ada."), Turn("agent", "Hello Ada."), Turn("user", "Bye."), Turn("user", "Wait.")]
    [body] = Asked(tmp_path, said("Ada") + DONE).ask("Who am I?", turns).bodies
    assert body["messages"][1:] == [
        {"role": "user", "content": "I am Ada."},
        {"role": "assistant", "content": "Hello Ada."},
        {"role": "user", "content": "Bye.\n\nWait.\n\nWho am I?"},
    ]


def test_how_a_program_wants_to_be_answered_is_told_with_the_instructions(tmp_path: Path) -> None:
    turns = [Turn("system", "Answer in rhymes."), Turn("user", "Hi."), Turn("agent", "My.")]
    [body] = Asked(tmp_path, said("ok") + DONE).ask("Why?", turns).bodies
    assert [message["role"] for message in body["messages"]] == ["system", "user", "assistant", "user"]
    assert body["messages"][0]["content"].endswith("adds:\nAnswer in rhymes.")


def test_a_conversation_that_is_too_long_loses_its_beginning(tmp_path: Path) -> None:
    turns = [Turn("user", "first " * 200), Turn("agent", "second " * 50 + "end"), Turn("user", "third")]
    settings = {"agents": {"memory_tokens": 110}}
    [body] = Asked(tmp_path, said("ok") + DONE, **settings).ask("x" * 3000, turns).bodies
    [_system, *messages] = body["messages"]
    assert messages == [{"role": "user", "content": "third\n\n" + "x" * 3000}]
    [body] = Asked(tmp_path, said("ok") + DONE, agents={"memory_tokens": 250}).ask("last", turns).bodies
    [_system, begun, answered, asked] = body["messages"]
    assert begun["content"].startswith("… ")
    assert len(begun["content"]) < 1000
    assert answered["content"].endswith("second end")
    assert asked["content"] == "third\n\nlast"


@pytest.mark.parametrize(
    ("said_by_model", "code", "words"),
    [
        (frame({"content": None, "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{}"}}]})
         + frame({}, "tool_calls") + DONE, "agent_failed", "only called tools"),
        (STOP + DONE, "agent_failed", "empty answer"),
        (said(" \n") + DONE, "agent_failed", "empty answer"),
        (said("I") + frame({}, "content_filter") + DONE, "rejected", "filter"),
        (frame({"reasoning_content": "hm"}) + frame({}, "length") + DONE, "limit", "TAILRACE_LLM_ANSWER_TOKENS"),
        (frame(error={"message": "secret", "code": 400}), "rejected", "new conversation"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_no_success(tmp_path: Path, said_by_model: bytes, code: str, words: str) -> None:
    failed = Asked(tmp_path, said_by_model).ask().failed
    assert failed is not None
    assert failed.code == code
    assert words in str(failed)
    assert "secret" not in str(failed)


def test_tool_calls_are_shown_as_steps(tmp_path: Path) -> None:
    call = {"id": "a", "index": 0, "function": {"name": "search", "arguments": '{"query":"x"}'}}
    other = {"id": "b", "index": 0, "function": {"name": "run", "arguments": "[" * 5000}}
    deltas = frame({"content": "Let me see."}) + frame({"tool_calls": [call]}) + frame({"tool_calls": [other]})
    asked = Asked(tmp_path, deltas + frame({}, "tool_calls") + DONE).ask()
    assert asked.failed is None
    assert asked.text == "Let me see."
    assert [step.step for step in asked.steps] == [
        {"tool": "search", "arguments": {"query": "x"}},
        {"tool": "run", "arguments": "[" * 500},
    ]


def test_thoughts_are_a_step_and_no_part_of_the_answer(tmp_path: Path) -> None:
    thoughts = b"".join(frame({"reasoning_content": "hm"}) for _ in range(20))
    asked = Asked(tmp_path, thoughts + said("Yes.") + DONE).ask()
    assert asked.text == "Yes."
    assert asked.steps == [Status("The model is thinking.")]


def test_a_used_up_day_is_said_before_the_model_is_asked(tmp_path: Path) -> None:
    asked = Asked(tmp_path, said("no") + DONE, language_model={"user_tokens": 100}).ask()
    assert asked.failed is not None
    assert asked.failed.code == "limit"
    assert "today is used up" in str(asked.failed)
    assert (asked.bodies, asked.spent) == ([], (0, 0))


def test_nobody_there_is_said_to_be_so(tmp_path: Path) -> None:
    asked = Asked(tmp_path, b"", language_model={"base_url": "ftp://nowhere"}).ask()
    assert asked.failed is not None
    assert asked.failed.code == "unreachable"
    assert asked.spent[1] == 1


def test_an_answer_that_is_stopped_closes_the_connection_and_is_settled(tmp_path: Path) -> None:
    closed: list[bool] = []
    done = threading.Event()

    def script(connection: Connection) -> None:
        connection.send(HEAD + said("x" * 300))
        closed.append(connection.is_closed_within(10))
        done.set()

    asked = Asked(tmp_path, script).ask(most=1)
    assert done.wait(10)
    assert closed == [True]
    assert 100 < asked.spent[0] < 1000


def test_it_is_there_only_with_a_model(tmp_path: Path) -> None:
    without = Settings(faces=(AgentSettings(),)).changed(server={"data": tmp_path})
    assert not AGENT.is_available(Container(without))
    assert AGENT.is_available(Container(without.changed(language_model={"base_url": "http://host/v1"})))
