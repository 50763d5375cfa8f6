"""The clients, on a machine of their own: the browser client and EventSource in Chromium, and the Python client."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserType, Page

from bench.network.outcome import Follower
from bench.network.site import Site
from tests.browser.page_flow import sign_in_by_form
from tests.support.chromium import ARGUMENTS, executable
from tests.support.server import ROOT

KINDS = ("ours", "native", "python")
STILL = "/docs/api"
"""A page that opens no stream of its own."""
_FOLLOW = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")


class Crowd:
    """``pages`` devices of each kind with ``count`` streams each. In Chromium a device is a browser profile, with
    cookies and connections of its own; in Python every stream has a connection of its own.
    """

    def __init__(self, site: Site, browser: Browser, pages: int, count: int, *, silence_s: float = 35.0) -> None:
        """``silence_s`` is the Python client's own."""
        self.devices = len(KINDS) * pages
        self._site = site
        self._count = count
        self._in_python = pages * count
        self.longest_stall_s = 0.0
        """How late a page was called by its own timer in the last job: a machine that is too busy, not a network."""
        self._silence_s = silence_s
        self._pages = {kind: [_sign_in(browser, site) for _ in range(pages)] for kind in ("ours", "native")}
        self._program: subprocess.Popen[str] | None = None

    def follow(self, channel: str) -> None:
        for kind, pages in self._pages.items():
            for page in pages:
                if not page.url.endswith(STILL):
                    page.goto(self._site.url + STILL, wait_until="commit")
                page.evaluate(_FOLLOW, {"kind": kind, "count": self._count, "channel": channel})
        script = str(ROOT / "bench/network/program.py")
        command = [sys.executable, script, self._site.url, channel, str(self._in_python), str(self._silence_s)]
        self._program = subprocess.Popen(
            self._site.laptop.command(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ
            | {
                "TAILRACE_TOKEN": self._site.token,
                "PYTHONPATH": str(ROOT / "clients/python"),
                "REQUESTS_CA_BUNDLE": str(self._site.nginx.certificate),
            },
        )

    def wait_for_first(self, within_s: float) -> None:
        """Return once every page has had an event."""
        for page in self._all_pages():
            page.wait_for_function(
                "() => window.followers.every(({ numbers }) => numbers.length > 0)", timeout=1000 * within_s
            )

    def gather(self, published: int, within_s: float) -> dict[str, list[Follower]]:
        """Wait for the end as long as that, and return what each has received."""
        until = time.monotonic() + within_s
        while time.monotonic() < until and not self._have_all_ended():
            time.sleep(0.2)
        found = {
            kind: [_follower(one, published) for page in pages for one in page.evaluate("window.followers")]
            for kind, pages in self._pages.items()
        }
        self.longest_stall_s = max(page.evaluate("window.longest_stall_ms") for page in self._all_pages()) / 1000
        assert self._program is not None
        told, _ = self._program.communicate("\n", timeout=60)
        return found | {"python": [_follower(one, published) for one in json.loads(told)]}

    def _have_all_ended(self) -> bool:
        return (
            self._program is not None and self._program.poll() is not None and all(map(_is_complete, self._all_pages()))
        )

    def _all_pages(self) -> list[Page]:
        return [page for pages in self._pages.values() for page in pages]


def _is_complete(page: Page) -> bool:
    return bool(page.evaluate("window.followers.every((follower) => follower.is_complete)"))


def _follower(told: dict[str, Any], published: int) -> Follower:
    total_ms = told.get("total_ms", 0)
    return Follower(
        published=published,
        numbers=told["numbers"],
        at_s=[ms / 1000 for ms in told["at_ms"]],
        is_complete=told["is_complete"],
        gaps=told["gaps"],
        reconnects=told["reconnects"],
        polled_share=told["polled_ms"] / total_ms if total_ms else 0.0,
        states=[tuple(state) for state in told["states"]],
    )


def _sign_in(browser: Browser, site: Site) -> Page:
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(120_000)
    page = context.new_page()
    sign_in_by_form(page, site)
    return page


@contextmanager
def chromium_on(site: Site, folder: Path, browser_type: BrowserType) -> Iterator[Browser]:
    """Chromium on the far machine, driven through a pipe and not over the network."""
    script = folder / "chromium"
    script.write_text(f'#!/bin/sh\nexec {" ".join(site.laptop.command([executable()]))} "$@"\n')
    script.chmod(0o755)
    browser = browser_type.launch(executable_path=script, args=ARGUMENTS)
    yield browser
    browser.close()
