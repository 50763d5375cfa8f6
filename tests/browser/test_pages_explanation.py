"""A language model explains one issue on request. Its answer is shown as plain text, and failures are reported."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.chat_server import Asked, ChatServer, Reply
from tests.support.server import Server
from tests.support.shared_server import ServerWith

pytestmark = [pytest.mark.browser, pytest.mark.integration]

NOTHING_FOUND = '{"findings": [], "summaries": {}}'
HOSTILE = "A shell runs <img src=x onerror=alert(1)>.\n\n</section><script>alert(2)</script> **Mend it**: pass a list."
FILES = [f"package/part{number % 7}/module{number}.py" for number in (0, 3, 6, 9)]


class Model(ChatServer):
    """Finds nothing by itself; answers ``explanation`` when asked about an issue."""

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.explanation: str | Reply = ""

    def _answer(self, asked: Asked) -> str | Reply:
        return self.explanation if asked.system.startswith("You explain") else NOTHING_FOUND

    @property
    def explained(self) -> int:
        return sum(asked.system.startswith("You explain") for asked in self.asked)


@pytest.fixture(scope="module")
def running_model() -> Iterator[Model]:
    model = Model()
    with model.running():
        yield model


@pytest.fixture
def model(running_model: Model) -> Model:
    running_model.asked.clear()
    running_model.explanation = HOSTILE
    return running_model


@pytest.fixture(scope="module")
def pages_server(server_with: ServerWith, repositories: Path, running_model: Model) -> Server:
    """A server whose model has two seconds to answer."""
    return server_with(
        {
            "TAILRACE_LOCAL_ROOTS": os.fspath(repositories),
            "TAILRACE_WORKERS": "1",
            "TAILRACE_LLM_BASE_URL": running_model.url,
            "TAILRACE_LLM_TIMEOUT_S": "2",
        }
    )


@pytest.fixture(scope="module")
def unexplained() -> Iterator[str]:
    """Each test takes a file of its own: an explanation is made once and kept."""
    return iter(FILES)


@pytest.fixture
def file_page(signed_in: Page, pages_server: Server, finished_scan: str, unexplained: Iterator[str]) -> Page:
    signed_in.goto(f"{pages_server.url}{finished_scan}/files/{next(unexplained)}")
    expect(explain(signed_in)).to_be_visible()
    return signed_in


def explain(page: Page, rule: str = "S602") -> Locator:
    return page.get_by_role("button", name=f"Explain {rule}").first


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog", name=re.compile(r"module\d+\.py"))


def test_an_issue_is_explained_in_text_and_asked_for_once(file_page: Page, model: Model) -> None:
    file_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explain(file_page).focus()
    file_page.keyboard.press("Enter")
    paragraphs = panel(file_page).locator("[aria-live=polite] p")
    expect(paragraphs).to_have_text(HOSTILE.split("\n\n"))
    expect(panel(file_page).locator("img, script")).to_have_count(0)
    panel(file_page).get_by_role("button", name="Copy").click()
    expect(file_page.locator("#announcer")).to_have_text("Copied.")
    assert file_page.evaluate("() => navigator.clipboard.readText()") == HOSTILE
    file_page.keyboard.press("Escape")
    expect(panel(file_page)).to_be_hidden()
    expect(explain(file_page)).to_be_focused()
    file_page.keyboard.press("Enter")
    expect(paragraphs.first).to_be_visible()
    assert model.explained == 1


def test_closing_stops_the_asking(file_page: Page, model: Model) -> None:
    released = threading.Event()
    model.explanation = Reply(body=b"", stalls=released)
    explain(file_page).click()
    expect(panel(file_page)).to_contain_text("Asking the model…")
    with file_page.expect_event("requestfailed", lambda request: request.url.endswith("/insight")):
        panel(file_page).get_by_role("button", name="Close the explanation").click()
    expect(panel(file_page)).to_be_hidden()
    released.set()


@pytest.mark.parametrize(
    ("status", "stalls", "cause"),
    [(401, False, "answered 401"), (200, True, "did not answer in time")],
    ids=["refused", "timeout"],
)
def test_a_failure_is_told_with_its_cause(
    file_page: Page, model: Model, page_errors: list[str], status: int, stalls: bool, cause: str
) -> None:
    released = threading.Event()
    model.explanation = Reply(body=b"", status=status, stalls=released if stalls else None)
    explain(file_page).click()
    expect(panel(file_page)).to_contain_text("No explanation")
    expect(panel(file_page)).to_contain_text(cause)
    released.set()
    model.explanation = "Now it answers."
    panel(file_page).get_by_role("button", name="Ask again").click()
    expect(panel(file_page)).to_contain_text("Now it answers.")
    assert [error for error in page_errors if "503" not in error] == []
    page_errors.clear()  # the expected 503


def test_the_list_of_issues_explains_too(
    signed_in: Page, pages_server: Server, finished_scan: str, model: Model
) -> None:
    signed_in.goto(pages_server.url + finished_scan)
    explain(signed_in).click()
    expect(signed_in.get_by_role("dialog", name="S602")).to_contain_text("pass a list")
    assert model.explained == 1
