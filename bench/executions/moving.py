"""A hundred executions that move at once, on the dashboard in Chromium: long tasks and memory.

    python -m bench.executions.moving http://127.0.0.1:8000 admin PASSWORD [SECONDS [OTHERS]]

OTHERS executions start and end meanwhile, one in fifty of them failing. A task's time is told twice: as it passed, and
as the processor spent on it, which other programs of a busy machine do not lengthen.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import requests
from playwright.sync_api import Page, sync_playwright

AT_ONCE = 100
_PORTION = 500
_WATCH = """() => { window.long = [];
  new PerformanceObserver((list) => list.getEntries().forEach((task) => window.long.push(task.duration)))
    .observe({type: "longtask", buffered: false}); }"""
_TRACED = {"categories": "toplevel,disabled-by-default-devtools.timeline", "transferMode": "ReportEvents"}

Say = Callable[[str, list[dict[str, object]]], None]


def main(url: str, user: str, password: str, seconds: str = "60", others: str = "0") -> None:
    say = _publisher(url, user, password)
    run = str(int(time.time()))
    ids = [f"{run}-{number}" for number in range(AT_ONCE)]
    say("started", [{"execution_id": id, "title": f"Move {id}", "kind": "move"} for id in ids])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        _open(page, url, user, password)
        time.sleep(5)
        page.evaluate(_WATCH)
        traced = _trace(page, lambda: _move(say, ids, float(seconds), int(others)))
        long = page.evaluate("window.long")
        heap = page.evaluate("performance.memory.usedJSHeapSize") / 2**20
        spent = [event["tdur"] / 1000 for event in traced if event.get("name", "").endswith("RunTask")]
        browser.close()
    say("finished", [{"execution_id": id, "status": "succeeded"} for id in ids])
    print("| others | heap MiB | long tasks | longest ms | most of the processor, ms |\n|---|---|---|---|---|")
    print(f"| {others} | {heap:.1f} | {len(long)} | {max(long, default=0):.0f} | {max(spent, default=0):.0f} |")


def _publisher(url: str, user: str, password: str) -> Say:
    session = requests.Session()
    body = {"username": user, "password": password}
    token = session.post(f"{url}/api/v1/auth/login", json=body, timeout=10).json()["access_token"]
    session.headers["Authorization"] = f"Bearer {token}"

    def say(what: str, said: list[dict[str, object]]) -> None:
        for first in range(0, len(said), _PORTION):
            portion = said[first : first + _PORTION]
            events = [{"channel": "jobs.move", "type": f"execution.{what}", "data": one} for one in portion]
            session.post(f"{url}/api/v1/publish", json=events, timeout=60).raise_for_status()

    return say


def _open(page: Page, url: str, user: str, password: str) -> None:
    page.goto(f"{url}/login?next=/dashboard")
    page.get_by_label("User name").fill(user)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/dashboard", timeout=60_000)


def _move(say: Say, ids: list[str], seconds: float, others: int) -> None:
    began, step, done = time.monotonic(), 0, 0
    while (share := (time.monotonic() - began) / seconds) < 1:
        step += 1
        say("progress", [{"execution_id": id, "progress": min(0.99, share), "message": f"step {step}"} for id in ids])
        some = [f"{ids[0]}-{number}" for number in range(done, int(others * share))]
        done += len(some)
        say("started", [{"execution_id": id, "title": f"Other {id}", "kind": "other"} for id in some])
        ends = [("failed" if number % 50 == 0 else "succeeded", id) for number, id in enumerate(some)]
        say("finished", [{"execution_id": id, "status": status} for status, id in ends])
        time.sleep(0.5)


def _trace(page: Page, do: Callable[[], None]) -> list[dict[str, Any]]:
    """What the page's main thread did meanwhile."""
    devtools = page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    is_complete: list[bool] = []
    devtools.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    devtools.on("Tracing.tracingComplete", lambda _end: is_complete.append(True))
    devtools.send("Tracing.start", _TRACED)
    do()
    devtools.send("Tracing.end")
    while not is_complete:
        page.wait_for_timeout(200)
    named = [event for event in events if event.get("name") == "thread_name"]
    main = {(event["pid"], event["tid"]) for event in named if event["args"].get("name") == "CrRendererMain"}
    return [event for event in events if (event.get("pid"), event.get("tid")) in main and "tdur" in event]


if __name__ == "__main__":
    main(*sys.argv[1:])
