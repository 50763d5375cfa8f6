"""An agent that does what the question says, for tests that need to know exactly what an agent says and when. A server
has it with ``TAILRACE_AGENTS=tests.support.scripted_agent:AGENT``; its id is ``scripted``.

A question is one or several commands, one on each line, carried out in order:

- ``say N [MS]``: N numbered words ("w1 w2 w3 …"), each its own `Text`, with MS milliseconds in between (0)
- ``text …``: the rest of the line as it is, with ``\\n`` as a line end
- ``long N``: N characters of text in one `Text`
- ``status …``: a `Status` with these words · ``step …``: one that calls the tool of this name
- ``wait MS``: says nothing for so long
- ``file [NAME [BYTES]]``: a file in two parts ("note.txt", 20 bytes) · ``data [N]``: a JSON object with N items (3)
- ``ask …``: asks this back; the next message is answered with "Thank you for …"
- ``use IN OUT [cut]``: tells the tokens that the answer took
- ``echo``: what the agent was asked: the user's id and every earlier turn, as data
- ``fail [CODE] [after N]``: N words, then AgentFailed with this code (agent_failed)
- ``crash [after N]``: N words, then a RuntimeError · ``stall [after N]``: N words, then nothing for an hour
- ``endless``: empty texts without end · ``flood``: 1,000 characters at a time without end, as fast as they are taken
- ``nonsense``: yields something that is none of the words of an agent · ``none``: returns nothing at all
- ``stubborn``: goes on speaking after it was told to stop · ``deaf``: waits, and swallows every exception

``stopped(run_id)`` tells whether the agent of this run was told to stop, if agent and test share a process; otherwise
look for its line in the server's log (``scripted_agent_stopped``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any, cast

from gevent import GreenletExit

from services.agent import AgentFailed, Artifact, FailureCode, InputRequired, Question, Said, Skill, Status, Text, Use
from services.face import HostedAgent, SharedRooms

_HOUR_S = 3600.0
_ASKED = "Scripted question: "
_stopped: set[str] = set()
_log = logging.getLogger(__name__)


def stopped(run_id: str) -> bool:
    return run_id in _stopped


def answer(rooms: SharedRooms, question: Question) -> Iterator[Said]:
    if question.text.strip() == "none":
        return cast("Iterator[Said]", None)
    return _answer(question)


def _answer(question: Question) -> Iterator[Said]:
    try:
        if question.turns and _ASKED in question.turns[-1].text:
            yield Text(f"Thank you for {question.text}.")
            return
        for line in question.text.splitlines():
            name, _, rest = line.strip().partition(" ")
            command = _COMMANDS.get(name.lower())
            if command is None:
                yield Text(f"No such command: {name}. ")
            else:
                yield from command(rest, question)
    except (GeneratorExit, GreenletExit):
        _stopped.add(question.run_id)
        _log.warning("scripted_agent_stopped", extra={"run": question.run_id})
        raise


def _number(word: str, otherwise: int = 0) -> int:
    return int(word) if word.isdecimal() else otherwise


def _say(rest: str, _question: Question) -> Iterator[Said]:
    count, _, pause_ms = rest.partition(" ")
    for number in range(1, _number(count, 1) + 1):
        yield Text(f"w{number} ")
        if pause_ms:
            time.sleep(_number(pause_ms) / 1000)


def _after(rest: str, question: Question) -> Iterator[Said]:
    _, _, count = rest.partition("after ")
    yield from _say(count, question) if count else ()


def _text(rest: str, _question: Question) -> Iterator[Said]:
    yield Text(rest.replace("\\n", "\n"))


def _long(rest: str, _question: Question) -> Iterator[Said]:
    yield Text(("0123456789" * (_number(rest) // 10 + 1))[: _number(rest)])


def _status(rest: str, _question: Question) -> Iterator[Said]:
    yield Status(rest)


def _step(rest: str, _question: Question) -> Iterator[Said]:
    yield Status(f"Calling {rest}", {"tool": rest, "arguments": {"of": "the test"}})


def _wait(rest: str, _question: Question) -> Iterator[Said]:
    time.sleep(_number(rest) / 1000)
    yield from ()


def _file(rest: str, _question: Question) -> Iterator[Said]:
    name, _, size = rest.partition(" ")
    content = (b"A file for the test." * (_number(size, 20) // 20 + 1))[: _number(size, 20)]
    half, named = len(content) // 2, name or "note.txt"
    about: dict[str, Any] = {"name": "A file", "filename": named, "media_type": "text/plain"}
    yield Artifact(f"file-{named}", **about, content=content[:half], last_chunk=False)
    yield Artifact(f"file-{named}", **about, content=content[half:], append=True)


def _items(rest: str, _question: Question) -> Iterator[Said]:
    yield Artifact("items", name="Items", data={f"item {number}": number for number in range(_number(rest, 3))})


def _ask(rest: str, _question: Question) -> Iterator[Said]:
    yield InputRequired(_ASKED + rest)


def _use(rest: str, _question: Question) -> Iterator[Said]:
    tokens_in, tokens_out, *cut = rest.split()
    yield Use(_number(tokens_in), _number(tokens_out), bool(cut))


def _echo(_rest: str, question: Question) -> Iterator[Said]:
    turns = [{"role": turn.role, "text": turn.text} for turn in question.turns]
    yield Artifact(
        "echo", data={"user_id": question.user_id, "conversation_id": question.conversation_id, "turns": turns}
    )


def _fail(rest: str, question: Question) -> Iterator[Said]:
    yield from _after(rest, question)
    code = rest.partition("after ")[0].strip() or "agent_failed"
    raise AgentFailed("The script says that this fails; ask something else.", cast("FailureCode", code))


def _crash(rest: str, question: Question) -> Iterator[Said]:
    yield from _after(rest, question)
    raise RuntimeError("the script says that this crashes")


def _stall(rest: str, question: Question) -> Iterator[Said]:
    yield from _after(rest, question)
    time.sleep(_HOUR_S)


def _endless(_rest: str, _question: Question) -> Iterator[Said]:
    while True:
        yield Text("")
        time.sleep(0)


def _flood(_rest: str, _question: Question) -> Iterator[Said]:
    while True:
        yield Text("flood " * 166 + "... ")
        time.sleep(0)


def _nonsense(_rest: str, _question: Question) -> Iterator[Said]:
    yield cast("Said", {"this": "is none of the words of an agent"})


def _stubborn(_rest: str, _question: Question) -> Iterator[Said]:
    while True:
        try:
            yield Text("still here ")
            time.sleep(0.05)
        except GeneratorExit:
            continue


def _deaf(_rest: str, _question: Question) -> Iterator[Said]:
    yield Text("waiting ")
    while True:
        try:
            time.sleep(_HOUR_S)
        except BaseException:
            _log.warning("scripted_agent_did_not_listen")


_COMMANDS: dict[str, Callable[[str, Question], Iterator[Said]]] = {
    "say": _say,
    "text": _text,
    "long": _long,
    "status": _status,
    "step": _step,
    "wait": _wait,
    "file": _file,
    "data": _items,
    "ask": _ask,
    "use": _use,
    "echo": _echo,
    "fail": _fail,
    "crash": _crash,
    "stall": _stall,
    "endless": _endless,
    "flood": _flood,
    "nonsense": _nonsense,
    "stubborn": _stubborn,
    "deaf": _deaf,
}

AGENT = HostedAgent(
    id="scripted",
    name="Scripted",
    description="Does what a test says.",
    skills=(
        Skill("script", "Follow a script", "Says exactly what it is told to say.", ("test",), ("say 3", "ask a name")),
    ),
    answer=answer,
)
