from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.a2a_agents import Agents, a2a_agents


@pytest.fixture(scope="session")
def agents() -> Iterator[Agents]:
    """Agents of the A2A SDK, which the tests share."""
    with a2a_agents() as agents:
        yield agents
