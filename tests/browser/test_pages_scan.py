"""Watching an analysis on its page: live, reloaded, in two tabs, cancelled, compared, deleted."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import HOSTILE, ISSUES, expect_status, percent, start_analysis
from tests.support.git_repository import commit, make_repository
from tests.support.random_archive import random_archive
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


def test_a_pasted_address_is_watched_until_it_is_finished(
    signed_in: Page, repositories: Path, pages_server: Server
) -> None:
    page = signed_in
    start_analysis(page, repositories / "pasted")
    expect(page.locator("h1")).to_have_text("local/pasted")
    expect(page.locator("[data-page-subtitle]")).to_have_text("Repository analysis")
    expect(page.locator("[data-connection-text]")).to_have_text("Live")
    expect(page).to_have_title(re.compile(r"^\d+ % · local/pasted"))
    expect(page.locator('.stage[data-stage="analysis"]')).to_have_attribute("data-state", "active", timeout=30_000)
    expect_status(page, "succeeded")

    expect(page.locator("h1")).to_have_text("local/pasted")
    expect(page).to_have_title("local/pasted · Tailrace")
    expect(page.locator("[data-connection]")).to_be_hidden()
    for stage in ("source", "graph", "files", "analysis", "done"):
        expect(page.locator(f'.stage[data-stage="{stage}"]')).to_have_attribute("data-state", "done")
    scan = pages_server.api().get(f"/rlm/scans/{page.url.rsplit('/', 1)[1]}").json()
    expect(page.locator("[data-issue-total]")).to_have_text(str(scan["summary"]["total_issues"]))
    for severity in ("critical", "high", "medium", "low"):
        count = page.locator(f'.counts__item[data-severity="{severity}"] [data-count]')
        expect(count).to_have_text(str(scan["summary"][f"{severity}_issues"]))


def test_a_reload_and_a_second_tab_show_the_same_state(signed_in: Page, repositories: Path) -> None:
    page = signed_in
    start_analysis(page, repositories / "reloaded")
    what = page.locator("[data-progress-what]")
    expect(what).to_contain_text(re.compile(r"Batch \d\d"), timeout=60_000)
    before = percent(page)
    found = int(page.locator("[data-issue-total]").inner_text())
    page.reload()
    expect(what).to_contain_text("Batch")
    assert percent(page) >= before
    assert int(page.locator("[data-issue-total]").inner_text()) >= found > 0

    second = page.context.new_page()
    second.goto(page.url)
    expect_status(second, "succeeded")
    expect_status(page, "succeeded")
    for selector in (".counts", "[data-issue-total]", "[data-facts]"):
        assert page.locator(selector).inner_text() == second.locator(selector).inner_text()


def test_progress_never_goes_backwards(signed_in: Page, repositories: Path) -> None:
    page = signed_in
    start_analysis(page, repositories / "small")
    seen = [0]
    while page.locator("[data-status-badge]").get_attribute("data-status") in ("queued", "running"):
        seen.append(percent(page))
    assert seen == sorted(seen)
    expect_status(page, "succeeded")


def test_hostile_names_are_text(signed_in: Page, finished_scan: str, pages_server: Server) -> None:
    page = signed_in
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{pages_server.url}{finished_scan}?group=file")
    link = page.locator(".issue-file__path", has_text=HOSTILE)
    expect(link).to_be_visible()
    assert page.locator("main img").count() == 0
    page.get_by_role("tab", name="Files").click()
    expect(page.locator(".file-row", has_text=HOSTILE)).to_be_visible()
    page.get_by_role("tab", name="Issues").click()
    link.click()
    expect(page.locator("h1")).to_have_text(HOSTILE)
    expect(page.locator(".code__text").first).to_have_text("import subprocess")
    assert page.locator("main img").count() == 0
    assert not dialogs


def test_cancelling_asks_once_and_keeps_what_was_found(signed_in: Page, repositories: Path) -> None:
    page = signed_in
    start_analysis(page, repositories / "cancelled")
    expect(page.locator("[data-issue-total]")).to_have_text(re.compile(r"[1-9]"), timeout=60_000)
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Let it run").click()
    expect(page.locator("[data-status-badge]")).to_have_attribute("data-status", "running")
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel the analysis").click()
    expect_status(page, "cancelled")
    expect(page.get_by_text("The analysis was cancelled")).to_be_visible()
    found = page.locator("[data-issue-total]").inner_text()
    page.reload()
    expect(page.locator("[data-issue-total]")).to_have_text(found)
    expect(page.locator(".issue").first).to_be_visible()


def test_a_second_analysis_is_compared_with_the_first(signed_in: Page, repositories: Path) -> None:
    page = signed_in
    folder = make_repository(repositories / "changing", {"a.py": ISSUES, "b.py": ISSUES})
    start_analysis(page, folder)
    expect_status(page, "succeeded")
    first = page.url
    commit(folder, {"a.py": "VALUE = 1\n", "c.py": ISSUES}, "One fixed, one new")
    page.get_by_role("button", name="Analyse again").click()
    page.wait_for_url(lambda url: url != first)
    expect_status(page, "succeeded")
    page.get_by_role("tab", name="Changes").click()
    for kind, path in (("New", "c.py"), ("Fixed", "a.py"), ("Still there", "b.py")):
        page.get_by_role("button", name=kind).click()
        expect(page.locator("[data-changes] .issue", has_text=path).first).to_be_visible()


def test_deleting_asks_once_and_names_what_goes(signed_in: Page, repositories: Path) -> None:
    page = signed_in
    # the first of its repository: no comparison with an earlier one is under way when it is deleted
    start_analysis(page, make_repository(repositories / "unwanted", {"a.py": ISSUES}))
    expect_status(page, "succeeded")
    gone = page.url
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("#confirm-dialog")).to_contain_text("local/unwanted")
    page.get_by_role("button", name="Delete the analysis").click()
    page.wait_for_url("**/analysis")
    assert page.locator(f'[data-run-row="scan.{gone.rsplit("/", 1)[1]}"]').count() == 0


def test_what_fails_says_why_and_what_to_do(signed_in: Page, repositories: Path) -> None:
    page = signed_in
    page.get_by_text("Branch, tag or private repository").click()
    page.get_by_label("Branch, tag or commit").fill("no-such-branch")
    start_analysis(page, repositories / "small")
    expect_status(page, "failed")
    notice = page.get_by_role("alert").filter(has_text="The analysis failed")
    expect(notice).to_contain_text("no-such-branch")
    expect(notice).to_contain_text("analyse it again")
    expect(page.locator('.stage[data-stage="source"]')).to_have_attribute("data-state", "failed")


def test_a_refused_address_is_explained_at_the_field(signed_in: Page, page_errors: list[str]) -> None:
    page = signed_in
    page.get_by_label("Git address of the repository").fill("ext::sh -c id")
    page.get_by_role("button", name="Analyse", exact=True).click()
    expect(page.locator("[data-complaint]")).to_be_visible()
    expect(page.get_by_label("Git address of the repository")).to_have_attribute("aria-invalid", "true")
    assert page.url.endswith("/analysis")
    assert all("400" in error for error in page_errors)
    page_errors.clear()


def test_an_archive_is_uploaded_and_analysed(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    archive = tmp_path / "sources-1.2.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("sources/run.py", ISSUES)
    page.get_by_label("upload an archive").set_input_files(archive)
    page.wait_for_url("**/analysis/*")
    expect_status(page, "succeeded")
    expect(page.locator("h1")).to_have_text("upload/sources-1.2")
    expect(page.locator("#panel-issues .issue").first).to_contain_text("run.py")
    expect(page.get_by_role("button", name="Analyse again")).to_have_count(0)


@pytest.mark.parametrize("mebibytes", [1, 20])
def test_a_large_archive_is_uploaded_and_analysed(signed_in: Page, tmp_path: Path, mebibytes: int) -> None:
    page = signed_in
    archive = tmp_path / "large.tar.gz"
    archive.write_bytes(random_archive(mebibytes * 2**20))
    page.get_by_label("upload an archive").set_input_files(archive)
    page.wait_for_url("**/analysis/*")
    expect_status(page, "succeeded")
    expect(page.locator("h1")).to_have_text("upload/large")


def test_what_is_no_archive_is_not_sent(signed_in: Page, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not an archive")
    signed_in.get_by_label("upload an archive").set_input_files(file)
    expect(signed_in.locator("[data-complaint]")).to_contain_text("notes.txt")
