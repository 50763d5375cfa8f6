"""No page violates a rule of axe-core, in light and dark, on a desk and on a phone, in any of its states."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.page_flow import expect_status, sign_in, sources
from tests.browser.playground_flow import MEMBER_PASSWORD, connect, publish, sign_in_as
from tests.browser.screening_flow import CRITERIA, candidate_named, screened, stack_in
from tests.support.axe import violations
from tests.support.chromium import NewContext
from tests.support.condition import wait_until
from tests.support.git_repository import make_repository
from tests.support.server import Server, stop_all

pytestmark = [pytest.mark.browser, pytest.mark.integration]

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")

State = Callable[[Page], Any]


@pytest.fixture(scope="module")
def every_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two faces, one of them with the pages that every face gets, and runs in every state."""
    folder = tmp_path_factory.mktemp("every-page")
    make_repository(folder / "finished", sources(12, "axe"))
    make_repository(folder / "live", sources(400, "axe-live"))
    env = {
        "TAILRACE_LOCAL_ROOTS": os.fspath(folder),
        "TAILRACE_BATCH_FILES": "1",
        "TAILRACE_WORKERS": "1",
        "TAILRACE_COUNT_TO": "1000",
        "TAILRACE_JOBS_PER_USER": "20",
    }
    server = Server(folder / "server" / "data", env, application="tests.counting.wsgi:application")
    server.data.parent.mkdir()
    server.start()
    server.add_user("newcomer", MEMBER_PASSWORD)
    server.add_user("reader", MEMBER_PASSWORD, publish=["jobs.*"], subscribe=["jobs.*"])
    yield server
    stop_all([server])


@pytest.fixture(scope="module")
def runs(every_page: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The path of an analysis in each state that lasts, by that state."""
    api = every_page.api()
    root = every_page.data.parent.parent

    def started(name: str, ref: str | None = None) -> str:
        return str(api.post("/rlm/analyze", json={"url": str(root / name), "ref": ref}).json()["scan_id"])

    def reached(scan_id: str, status: str) -> str:
        wait_until(lambda: api.get(f"/rlm/scans/{scan_id}").json()["status"] == status, f"it is {status}", within_s=90)
        return f"/analysis/{scan_id}"

    finished = reached(started("finished"), "succeeded")
    failed = reached(started("finished", "no-such-branch"), "failed")
    cancelled = started("finished", "main")
    api.post(f"/rlm/scans/{cancelled}/cancel")
    return {"finished": finished, "failed": failed, "cancelled": reached(cancelled, "cancelled")}


def check(page: Page, name: str, found: dict[str, list[str]]) -> None:
    """The page in both themes and both widths. What is no matter of colour is looked at once for each width."""
    for size, schemes in ((DESK, SCHEMES), (PHONE, SCHEMES[::-1])):
        page.set_viewport_size(size)
        for scheme in schemes:
            for line in violations(page, scheme, colours_only=scheme != schemes[0]):
                found.setdefault(line, []).append(f"{name}, {scheme}, {size['width']} px")


def told(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{line}\n    on: {'; '.join(where)}" for line, where in found.items())


def walk(page: Page, server: Server, states: dict[str, tuple[str, State]]) -> str:
    """Visit each path, bring the page into its state, and check it. What is wrong, or an empty text."""
    found: dict[str, list[str]] = {}
    for name, (path, bring) in states.items():
        page.set_viewport_size(DESK)
        page.goto(server.url + path)
        page.wait_for_load_state("load")
        bring(page)
        check(page, name, found)
    return told(found)


def as_it_is(_page: Page) -> None:
    pass


def press(*keys: str) -> State:
    def bring(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return bring


def open_tab(name: str) -> State:
    return lambda page: page.get_by_role("tab", name=name).click()


def complain(page: Page) -> None:
    page.get_by_role("button", name="Analyse", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()


def open_account_menu(page: Page) -> None:
    page.get_by_role("button", name="Account").click()


def make_key(page: Page) -> None:
    page.get_by_label("What is it for?").fill("Editor")
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_text("copy it now")).to_be_visible()
    page.locator("summary", has_text="Revoke").first.click()
    expect(page.get_by_role("button", name="Revoke this key")).to_be_visible()


def triage(page: Page) -> None:
    page.locator(".issue-line [data-triage]").first.click()
    expect(page.get_by_role("dialog", name="Triage")).to_be_visible()


def ask_to_delete(page: Page) -> None:
    page.get_by_role("button", name="Delete").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def watch_events(page: Page) -> None:
    connect(page)
    publish(page)
    expect(page.locator(".entry[data-kind=event]").first).to_be_visible()


def be_signed_out(page: Page) -> None:
    connect(page)
    page.request.post(page.url.split("/playground")[0] + "/api/v1/auth/logout")
    expect(page.get_by_text("You are signed out", exact=True)).to_be_visible()


def test_for_whoever_is_not_signed_in(new_context: NewContext, every_page: Server) -> None:
    states = {
        "sign-in": ("/login", as_it_is),
        "sign-in with an error": ("/login", lambda page: page.get_by_role("button", name="Sign in").click()),
        "an error": ("/static/nothing.css", as_it_is),
        "a token in the address": ("/?token=forged", as_it_is),
    }
    assert not (wrong := walk(new_context().new_page(), every_page, states)), wrong


def test_for_a_newcomer(new_context: NewContext, every_page: Server) -> None:
    page = new_context().new_page()
    sign_in_as(page, every_page, "newcomer")
    states = {
        "home, empty": ("/", as_it_is),
        "analyses, empty": ("/analysis", as_it_is),
        "counts, empty": ("/counting", as_it_is),
        "screenings, empty": ("/screening", as_it_is),
        "openings, empty": ("/screening/openings", as_it_is),
        "playground without a grant": ("/playground", as_it_is),
        "403": ("/styleguide", as_it_is),
        "404": ("/nothing", as_it_is),
        "404 of a face": ("/analysis/no-such-scan", as_it_is),
        "search without a hit": ("/analysis?q=nothing", as_it_is),
    }
    assert not (wrong := walk(page, every_page, states)), wrong


@pytest.mark.long
def test_lists_and_tools(new_context: NewContext, every_page: Server, runs: dict[str, str]) -> None:
    page = new_context().new_page()
    sign_in(page, every_page)
    states: dict[str, tuple[str, State]] = {
        "home": ("/", as_it_is),
        "analyses": ("/analysis", as_it_is),
        "the form with an error": ("/analysis", complain),
        "the account menu": ("/", open_account_menu),
        "shortcuts": ("/", press("?")),
        "the API": ("/docs/api", as_it_is),
        "the style guide": ("/styleguide", as_it_is),
        "the account": ("/account", as_it_is),
        "a new key": ("/account", make_key),
        "the agents": ("/chat/agents", as_it_is),
        "the playground": ("/playground", as_it_is),
        "the playground, live": ("/playground?channel=jobs.axe", watch_events),
    }
    assert not (wrong := walk(page, every_page, states)), wrong


def test_an_analysis(new_context: NewContext, every_page: Server, runs: dict[str, str]) -> None:
    page = new_context().new_page()
    sign_in(page, every_page)
    finished = runs["finished"]
    states: dict[str, tuple[str, State]] = {
        "finished": (finished, lambda page: expect(page.locator("canvas").first).to_be_visible()),
        "finished, its files": (finished, open_tab("Files")),
        "finished, its events": (finished, open_tab("Events")),
        "asking before it is deleted": (finished, ask_to_delete),
        "triaging an issue": (finished, triage),
        "a file": (f"{finished}/files/package/part0/module0.py", as_it_is),
        "a file that is not there": (f"{finished}/files/nothing.py", as_it_is),
        "failed": (runs["failed"], lambda page: expect_status(page, "failed")),
        "cancelled": (runs["cancelled"], lambda page: expect_status(page, "cancelled")),
    }
    assert not (wrong := walk(page, every_page, states)), wrong


def compare(page: Page) -> None:
    for place in range(2):
        page.locator("[data-pick]").nth(place).check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def change_criteria(page: Page) -> None:
    page.get_by_role("button", name="Criteria and weights").click()
    page.locator(".criterion summary").first.click()


def choose_files(page: Page) -> None:
    page.locator("[data-files]").set_input_files({"name": "cv.txt", "mimeType": "text/plain", "buffer": b"Anna"})


def judged(page: Page) -> None:
    expect(page.locator("[data-judged] li").first).to_be_visible()


@pytest.mark.long
def test_screenings(new_context: NewContext, every_page: Server, tmp_path: Path) -> None:
    page = new_context().new_page()
    sign_in(page, every_page)
    stack = [path for path in stack_in(tmp_path) if path.name != "again.pdf"]
    screening = screened(every_page, stack)
    one = f"/screening/{screening['screening_id']}"
    blind = f"/screening/{screened(every_page, stack[:1], blind='1')['screening_id']}"
    opening = every_page.api().post("/api/v1/openings", json={"title": "Baker", "criteria": CRITERIA}).json()
    states: dict[str, tuple[str, State]] = {
        "screenings": ("/screening", choose_files),
        "a screening": (one, lambda page: expect(page.locator("[data-mark]").first).to_be_visible()),
        "its files": (one, open_tab("Files")),
        "its criteria": (one, change_criteria),
        "two candidates side by side": (one, compare),
        "a screening without a hit": (f"{one}?q=nothing", as_it_is),
        "a blind screening": (blind, as_it_is),
        "a candidate": (f"{one}/candidates/{candidate_named(screening, 'Ines Halvorsen')}", judged),
        "openings": ("/screening/openings", as_it_is),
        "an opening": (f"/screening/openings/{opening['opening_id']}", as_it_is),
        "a new opening": ("/screening/openings/new", as_it_is),
    }
    assert not (wrong := walk(page, every_page, states)), wrong


@pytest.mark.long
def test_what_is_live(new_context: NewContext, every_page: Server) -> None:
    page = new_context().new_page()
    sign_in(page, every_page)
    api = every_page.api()
    count = api.post("/api/v1/counts", json={"title": "To a thousand"}).json()["count_id"]
    scan = api.post("/rlm/analyze", json={"url": str(every_page.data.parent.parent / "live")}).json()["scan_id"]

    def be_live(page: Page) -> None:
        expect(page.locator("[data-connection-text]")).to_have_text("Live")

    states: dict[str, tuple[str, State]] = {
        "an analysis, live": (f"/analysis/{scan}", be_live),
        "a count, live": (f"/counting/{count}", be_live),
        "counts, live": ("/counting", as_it_is),
        "home, live": ("/", as_it_is),
    }
    wrong = walk(page, every_page, states)
    api.post(f"/api/v1/counts/{count}/cancel")
    api.post(f"/rlm/scans/{scan}/cancel")
    assert not wrong, wrong


def test_signed_out_while_watching(new_context: NewContext, every_page: Server) -> None:
    page = new_context().new_page()
    sign_in_as(page, every_page, "reader")
    wrong = walk(page, every_page, {"signed out": ("/playground?channel=jobs.axe", be_signed_out)})
    assert not wrong, wrong
