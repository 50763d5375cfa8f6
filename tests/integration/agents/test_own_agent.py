"""An operator's own agent: the one that the guide prints, those that misbehave, and those that cannot be loaded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.chat import SCRIPTED, ask, ended, words
from tests.support.server import StartServer

GUIDE = Path("docs/chat.md").read_text(encoding="utf-8").partition("## An agent of your own")[2]
MISBEHAVING = {
    "crash after 2": ("agent_failed", "failed unexpectedly"),
    "none": ("agent_failed", "failed unexpectedly"),
    "nonsense": ("agent_failed", "cannot be part of an answer"),
    "fail after 2": ("agent_failed", "ask something else"),
    "fail limit": ("limit", "ask something else"),
    "stall after 2": ("timeout", "said nothing for 2 s"),
    "flood": ("limit", "larger than"),
    "endless": ("limit", "larger than"),
    "deaf": ("timeout", "said nothing for 2 s"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the agent of the guide lies, exactly as it is printed there."""
    printed = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert printed is not None
    folder = tmp_path / "agents"
    folder.mkdir()
    (folder / "orchard.py").write_text(printed[1], encoding="utf-8")
    return folder


def test_the_agent_of_the_guide_answers_and_misbehaving_ones_fail_alone(
    start_server: StartServer, folder: Path
) -> None:
    server = start_server(
        env={
            **SCRIPTED,
            "PYTHONPATH": str(folder),
            "TAILRACE_AGENTS": f"orchard:AGENT,{SCRIPTED['TAILRACE_AGENTS']}",
            "TAILRACE_ANSWER_SILENCE_S": "2",
            "TAILRACE_ANSWER_BYTES": "200000",
        }
    )
    api = server.api()
    bad = {message: ask(api, message)["run_id"] for message in MISBEHAVING}
    stubborn = ask(api, "stubborn")["run_id"]
    good = [ask(api, "say 20 10")["run_id"] for _ in range(5)]
    asked = ask(api, "how many are left?", agent_id="orchard")
    assert [ended(api, run_id)["text"] for run_id in good] == [words(20)] * 5

    assert api.post(f"/api/v1/chat/{stubborn}/cancel").status_code == 202
    assert ended(api, stubborn)["code"] == "cancelled"
    for message, (code, sentence) in MISBEHAVING.items():
        answer = ended(api, bad[message])
        state = "broken_off" if answer["text"] else "failed"
        assert (message, answer["state"], answer["code"]) == (message, state, code)
        assert sentence in answer["message"]
        assert answer["text"].startswith(words(2) if "after 2" in message else "")

    assert ended(api, asked["run_id"])["message"] == "Which fruit: apples or pears?"
    told = ask(api, "the pears", agent_id="orchard", conversation_id=asked["conversation_id"])
    assert ended(api, told["run_id"])["text"] == "There are **35** pears."


def test_the_guide_says_how_its_agent_is_tried_without_a_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(folder))
    names: dict[str, object] = {}
    exec("from orchard import AGENT\nfrom services.agent import Question, Text", names)
    printed = " ".join(re.search(r"`(list\(.*?)`", GUIDE, re.DOTALL)[1].split())  # type: ignore[index]
    said = eval(printed, names)
    assert said[-1].text == "There are **35** pears."
