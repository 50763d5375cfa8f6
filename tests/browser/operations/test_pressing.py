"""A click is never lost: neither one that comes before the page's scripts, nor one during which the page is redrawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.operations.test_dashboard import Program
from tests.browser.page_flow import sign_in
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


def failed(server: Server, kind: str) -> Program:
    program = Program(server.api(), kind)
    program.say("started", "1", title="Nightly import")
    program.say("finished", "1", status="failed", error="Disk full")
    return program


def test_what_is_clicked_before_the_scripts_have_come_is_done_once_they_have(page: Page, server: Server) -> None:
    program = failed(server, "kind-early")
    sign_in(page, server, f"/dashboard?kind={program.kind}")
    held: list[Route] = []
    page.route("**/js/operations/execution.js", lambda route: held.append(route))
    marks: list[str] = []
    page.on("request", lambda request: marks.append(request.url) if "false_positive" in request.url else None)
    page.get_by_role("link", name="Nightly import").click(no_wait_after=True)
    page.get_by_role("button", name="False positive").dblclick()
    assert [route.request.resource_type for route in held] == ["script"]
    held[0].continue_()
    expect(page.get_by_role("button", name="It is real after all")).to_be_visible()
    assert len(marks) == 1, "an impatient person means one click"


def test_a_button_is_not_drawn_anew_while_it_is_pressed(page: Page, server: Server) -> None:
    program = failed(server, "kind-pressed")
    sign_in(page, server, f"/dashboard?kind={program.kind}")
    page.get_by_role("link", name="Nightly import").click()
    button = page.get_by_role("button", name="False positive")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    button.hover()
    page.mouse.down()
    node = button.element_handle()
    with page.expect_response(lambda answer: answer.request.resource_type == "fetch" and "/executions/" in answer.url):
        program.say("progress", "1", progress=0.9, message="A late word, which is kept")
    page.wait_for_timeout(200)  # the answer is there: it would be drawn by now
    assert node is not None and node.evaluate("node => node.isConnected")
    page.mouse.up()
    expect(page.get_by_role("button", name="It is real after all")).to_be_visible()
    expect(page.get_by_text("A late word, which is kept", exact=True)).to_be_visible()
