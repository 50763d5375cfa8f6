"""What people do on the pages and what they analyse, for the browser tests."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page, expect

from tests.support.condition import wait_until
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, Server

HOSTILE = '<img src=x onerror=alert(1)> "&amp;.py'
ISSUES = """import subprocess


def run(command):
    subprocess.call(command, shell=True)
    try:
        eval(command)
    except:
        pass
"""


def sources(count: int, salt: str) -> dict[str, str]:
    """Return files of which every third has issues, plus two with hostile names.
    ``salt`` makes them differ from all files analysed before.
    """
    files = {f"package/part{number % 7}/module{number}.py": f"VALUE = {number}  # {salt}\n" for number in range(count)}
    files |= {path: f"{ISSUES}# {salt} {number}\n" for number, path in enumerate(files) if number % 3 == 0}
    return files | {f"package/{HOSTILE}": ISSUES, "package/</script><script>alert(2)<&.py": ISSUES}


class Site(Protocol):
    """A server, or the proxy in front of it."""

    url: str


def sign_in(page: Page, server: Server, path: str = "/") -> None:
    """Open ``path`` as the admin. Skips the form, which saves loading two pages."""
    name, value = server.session_cookie()
    page.context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page.goto(server.url + path)


def sign_in_by_form(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/login")
    page.get_by_label("User name").fill(ADMIN_USER)
    page.get_by_label("Password").fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.url}/")


def analyse(server: Server, repository: Path) -> str:
    """Return the path of a finished analysis's page."""
    api = server.api()
    scan_id = api.post("/rlm/analyze", json={"url": str(repository)}).json()["scan_id"]
    wait_until(
        lambda: api.get(f"/rlm/scans/{scan_id}").json()["status"] == "succeeded",
        "the analysis has finished",
        within_s=60,
    )
    return f"/analysis/{scan_id}"


def start_analysis(page: Page, address: str | Path) -> None:
    page.get_by_label("Git address of the repository").fill(str(address))
    page.get_by_role("button", name="Analyse", exact=True).click()
    page.wait_for_url("**/analysis/*")


def expect_status(page: Page, status: str) -> None:
    expect(page.locator("[data-status-badge]")).to_have_attribute("data-status", status, timeout=60_000)


def percent(page: Page) -> int:
    return int(page.locator("[data-progress-percent]").inner_text().rstrip("% \u202f"))


def open_section(page: Page, name: str) -> None:
    """Shows the issues of a section of the list, if they are folded."""
    head = page.get_by_role("button", name=name)
    if head.get_attribute("aria-expanded") == "false":
        head.click()
