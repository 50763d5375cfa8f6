"""An operator's own agents: loaded, checked, and kept from harming others."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from services.agents.hosted import MOST_NAMES, hosted_agents, own_agent
from services.agents.settings import AgentSettings
from services.errors import SettingsError
from services.face import SharedRooms

ROOMS = cast(SharedRooms, None)
GOOD = """
from services.agent import Skill, Text
from services.face import HostedAgent


def answer(rooms, question):
    yield Text("yes")


def broken(*_):
    raise RuntimeError("broken")


def leaving(*_):
    raise SystemExit(3)


def endless(*_):
    number = 0
    while True:
        yield number
        yield f"name {number}"
        number += 1


SKILL = Skill("one", "One", "Does one thing.", ("tag",))
AGENT = HostedAgent("mine", "Mine", "My own.", (SKILL,), answer)
"""
Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a module with these lines at its end, and return how a setting names its agent."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(lines: str) -> str:
        (tmp_path / "own_module.py").write_text(GOOD + lines)
        monkeypatch.delitem(sys.modules, "own_module", raising=False)
        return "own_module:AGENT"

    return write


def test_an_agent_is_loaded_by_its_name(write: Write) -> None:
    agent = own_agent(write(""))
    assert (agent.id, agent.is_available(ROOMS), list(agent.names(ROOMS, "ada"))) == ("mine", True, [])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("raise RuntimeError('two\\nlines')", r"RuntimeError: two lines"),
        ("raise SystemExit(3)", r"SystemExit: 3"),
        ("def (", r"SyntaxError"),
        ("import no_such_module", r"No module named"),
        ("del AGENT", r"no attribute 'AGENT'"),
        ("AGENT = answer", r"is no HostedAgent"),
        ("AGENT = HostedAgent('No Id', 'Mine', 'My own.', (SKILL,), answer)", r"has the id 'No Id'"),
        ("AGENT = HostedAgent(7, 'Mine', 'My own.', (SKILL,), answer)", r"has the id 7"),
        ("AGENT = HostedAgent('mine', '', 'My own.', (SKILL,), answer)", r"has no name"),
        ("AGENT = HostedAgent('mine', 'Mine', 'My own.', ['a skill'], answer)", r"no tuple of Skill"),
        ("AGENT = HostedAgent('mine', 'Mine', 'My own.', (SKILL,), None)", r"cannot be called"),
    ],
)
def test_what_is_wrong_with_an_agent_is_said_in_one_sentence(write: Write, lines: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as failed:
        own_agent(write(lines))
    assert str(failed.value).startswith("TAILRACE_AGENTS: 'own_module:AGENT' ")
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize("id", ["math", "operations", "auto"])
def test_no_agent_has_the_id_of_another_one_or_of_the_router(write: Write, id: str) -> None:
    named = write(f"AGENT = HostedAgent('{id}', 'Mine', 'My own.', (SKILL,), answer)")
    rooms = cast(SharedRooms, SimpleNamespace(agents=[]))
    with pytest.raises(SettingsError, match=rf"'own_module:AGENT' has the id '{id}', which is taken"):
        hosted_agents(rooms, AgentSettings(own=(named,)))


def test_an_agent_is_named_once(write: Write) -> None:
    named = write("")
    rooms = cast(SharedRooms, SimpleNamespace(agents=[]))
    assert hosted_agents(rooms, AgentSettings(own=(named,)))[-1].id == "mine"
    with pytest.raises(SettingsError, match="taken"):
        hosted_agents(rooms, AgentSettings(own=(named, named)))


@pytest.mark.parametrize("named", ["own_module", ":AGENT", "own_module:", ""])
def test_a_name_that_names_no_agent_is_refused(named: str) -> None:
    with pytest.raises(SettingsError, match=r"write package\.module:name"):
        own_agent(named)


@pytest.mark.parametrize("way", ["broken", "leaving"])
def test_an_agent_that_breaks_while_others_are_served_is_left_out(write: Write, way: str) -> None:
    more = f"AGENT = HostedAgent('mine', 'Mine', 'My own.', (SKILL,), answer, is_available={way}, names={way})"
    agent = own_agent(write(more))
    assert agent.is_available(ROOMS) is False
    assert list(agent.names(ROOMS, "ada")) == []


def test_names_without_end_are_cut_and_only_text_counts(write: Write) -> None:
    agent = own_agent(write("AGENT = HostedAgent('mine', 'Mine', 'My own.', (SKILL,), answer, names=endless)"))
    names: Any = agent.names(ROOMS, "ada")
    assert len(names) == MOST_NAMES // 2
    assert names[0] == "name 0"
