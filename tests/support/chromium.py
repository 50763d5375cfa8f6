"""The real browser, driven by Playwright: Debian's Chromium, which contacts nothing outside.

``page`` fails its test if the page logged a console error, threw, or violated its own Content-Security-Policy.
A test that expects such an error calls ``page_errors.clear()``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

WITHOUT = (
    # Parts of the browser's own window and renderers in reserve: half of the processor time that a page costs.
    "PreloadTopChromeWebUI",
    "SpareRendererForSitePerProcess",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
    # What Playwright switches off. Only the last list counts.
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    f"--disable-features={','.join(WITHOUT)}",
]
RESULTS = Path("test-results")
WITHIN_MS = 30_000
"""For a page that hangs. A busy machine gives a page a tenth of its usual speed."""

NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run. Contexts keep tests apart."""
    expect.set_options(timeout=WITHIN_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield browser
        browser.close()


def executable() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for found in map(shutil.which, names) if found), None)
    assert path, "Chromium is missing: `make test` installs it, or says how to"
    return path


@pytest.fixture
def page_errors() -> list[str]:
    """The errors of all pages in this test, in the browser's own words."""
    return []


@pytest.fixture
def new_context(chromium: Browser, page_errors: list[str]) -> Iterator[NewContext]:
    """``new_context(viewport=…, color_scheme=…)`` opens a context with its own cookies and storage."""
    contexts: list[BrowserContext] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: page_errors.append(f"thrown: {error}"))
        page.on("console", lambda line: page_errors.append(f"console: {line.text}") if line.type == "error" else None)

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"ignore_https_errors": True, "locale": "en-GB", **options})
        context.set_default_timeout(WITHIN_MS)
        context.on("page", watch)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: NewContext, page_errors: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a fresh context. If the test fails, its screenshot is kept under ``test-results/``."""
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    failed_before = request.session.testsfailed
    yield page
    if request.session.testsfailed > failed_before:
        RESULTS.mkdir(exist_ok=True)
        page.screenshot(path=RESULTS / f"{request.node.name[:100].replace('/', '_')}.png")
    assert not page_errors, page_errors
