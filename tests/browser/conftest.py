"""What the page tests share: a server that may analyse repositories in its own folder, one with agents that do what
tests say, and signed-in pages.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat_flow import CHAT, open_chat
from tests.browser.page_flow import analyse, sign_in, sources
from tests.browser.playground_flow import visit
from tests.support.git_repository import make_repository
from tests.support.server import Server, stop_all
from tests.support.shared_server import ServerWith

# Only a page that hangs takes so long; what a page should do within less is asked for where it is tested.
SLOW_MS = 60_000


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """Let expectations wait as long as a busy machine may take. Playwright's own five seconds are too few there."""
    expect.set_options(timeout=SLOW_MS)


@pytest.fixture(scope="session")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``small`` and ``pasted`` take a moment to analyse.
    The first analysis of any other takes long enough for a test to do something meanwhile.
    """
    folder = tmp_path_factory.mktemp("repositories")
    make_repository(folder / "small", sources(20, "small"))
    make_repository(folder / "pasted", sources(20, "pasted"))
    make_repository(folder / "reloaded", sources(160, "reloaded"))
    make_repository(folder / "cancelled", sources(400, "cancelled"))
    return folder


@pytest.fixture(scope="module")
def pages_server(server_with: ServerWith, repositories: Path) -> Server:
    """One file per batch gives many steps to watch, even in a small repository."""
    return server_with(
        {"TAILRACE_LOCAL_ROOTS": os.fspath(repositories), "TAILRACE_BATCH_FILES": "1", "TAILRACE_WORKERS": "1"}
    )


@pytest.fixture(scope="module")
def counting_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose face for tests counts to three thousand, which takes over a minute; it beats fast."""
    data = tmp_path_factory.mktemp("counting") / "data"
    env = {"TAILRACE_COUNT_TO": "3000", "TAILRACE_HEARTBEAT_S": "1", "TAILRACE_JOBS_PER_USER": "20"}
    server = Server(data, env, application="tests.counting.wsgi:application")
    server.start()
    yield server
    stop_all([server])


@pytest.fixture
def signed_in(page: Page, pages_server: Server) -> Page:
    """The page of analyses, signed in as the admin."""
    sign_in(page, pages_server, "/analysis")
    return page


@pytest.fixture(scope="module")
def finished_scan(pages_server: Server, repositories: Path) -> str:
    """The path of the page for a finished analysis of ``small``."""
    return analyse(pages_server, repositories / "small")


@pytest.fixture(scope="module")
def chat_server(server_with: ServerWith) -> Server:
    return server_with(CHAT)


@pytest.fixture
def chat(page: Page, chat_server: Server) -> Page:
    """A new chat, signed in as the admin."""
    open_chat(page, chat_server)
    return page


@pytest.fixture
def playground(page: Page, server: Server, request: pytest.FixtureRequest) -> Page:
    """The playground, set to a channel that no other test uses."""
    return visit(page, server, f"jobs.{re.sub('[^a-z0-9]+', '-', request.node.name.lower())}")
