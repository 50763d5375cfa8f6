"""No address makes a page's script throw or break the page's own policy, whatever stands in its query and fragment."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import sign_in
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]

HOSTILE = (
    "%",
    "%E0%A4%A",
    "%00",
    "//[",
    "http://[",
    "javascript:alert(1)",
    "<img src=x onerror=alert(1)>",
    '"]}{[\\\\',
    "L99999999999999999999",
    "L-1",
    "__proto__",
    "&=&==&",
    "x" * 2000,
)
NAMES = (
    "q", "status", "page", "channel", "next", "url", "ref", "severity", "engine", "language", "line",
    "toString", "__proto__", "constructor", "hasOwnProperty",
)  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(
    "path", ["/", "/analysis", "/playground", "/docs/api", "/styleguide", "/login", "SCAN", "FILE"]
)
def test_a_hostile_address_breaks_no_script(
    page: Page, pages_server: Server, finished_scan: str, page_errors: list[str], path: str
) -> None:
    places = {"SCAN": finished_scan, "FILE": f"{finished_scan}/files/package/part0/module0.py"}
    if path == "/login":
        page.goto(pages_server.url + path)
    else:
        sign_in(page, pages_server, path := places.get(path, path))
    # In one address each way round; a fragment alone does not load the page again.
    for values in (HOSTILE, HOSTILE[::-1]):
        query = "&".join(f"{name}={value}" for name, value in zip(NAMES, values, strict=False))
        address = f"{pages_server.url}{path}?{query.replace('#', '')}#{values[0]}"
        answer = page.goto(address, timeout=30_000)
        assert answer is not None
        assert answer.status < 500
        expect(page.locator("h1")).to_be_visible()
        for value in values:
            page.evaluate("(value) => { location.hash = value; }", value)
    page.wait_for_timeout(200)
    assert not [error for error in page_errors if "status of 4" not in error], page_errors
    page_errors.clear()  # a search that cannot be understood may be refused with a 400
    assert page.evaluate("() => document.querySelectorAll('img[src=x]').length") == 0
