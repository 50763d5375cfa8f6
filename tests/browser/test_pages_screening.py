"""Watching a stack of résumés on its page: dropped, live, ranked; and what goes wrong, told in place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_flow import expect_status, sign_in
from tests.browser.screening_flow import DESCRIPTION, HOSTILE, screened, stack_in
from tests.support.server import ROOT, Server, StartServer

pytestmark = [pytest.mark.browser, pytest.mark.integration]

PEOPLE = ROOT / "bench" / "screening" / "files"
WATCH_SHIFTS = """() => {
    window.shifted = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
}"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return stack_in(tmp_path_factory.mktemp("stack"))


@pytest.fixture
def screening_page(page: Page, server: Server) -> Page:
    sign_in(page, server, "/screening")
    return page


def start(page: Page, stack: list[Path]) -> None:
    page.get_by_label("Job description").fill(DESCRIPTION)
    page.locator("[data-files]").set_input_files(stack)
    page.get_by_role("button", name=f"Screen {len(stack)} files").click()
    page.wait_for_url("**/screening/*")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_stack_is_watched_until_it_is_ranked(
    screening_page: Page, server: Server, stack: list[Path], width: int
) -> None:
    page = screening_page
    page.set_viewport_size({"width": width, "height": 844})
    page.add_init_script(f"({WATCH_SHIFTS})()")
    start(page, stack)
    expect(page.locator("h1")).to_have_text("Data engineer")
    expect_status(page, "succeeded")
    expect(page.locator(".ranking__rows .candidate")).to_have_count(6)
    expect(page.locator("[data-outcome]")).to_have_text("6 candidates ranked; 2 files could not be read.")
    assert page.evaluate("shifted") < 0.1

    ranks = [int(text) for text in page.locator(".ranking__rows .candidate__rank .number").all_inner_texts()]
    assert ranks == sorted(ranks)
    ranking = server.api().get(f"/api/v1/screenings/{page.url.rpartition('/')[2]}").json()["ranking"]
    expect(page.locator(".candidate__who a")).to_have_text([one["profile"]["name"] for one in ranking])
    expect(page.locator("[data-plot-stage] [data-mark]")).to_have_count(6)


def test_a_reload_and_a_second_tab_show_the_same(screening_page: Page, stack: list[Path]) -> None:
    page = screening_page
    start(page, stack)
    page.reload()
    second = page.context.new_page()
    second.goto(page.url)
    for tab in (page, second):
        expect_status(tab, "succeeded")
        expect(tab.locator(".ranking__rows .candidate")).to_have_count(6)
    rows = ".ranking__rows .candidate__who"
    expect(page.locator(rows)).to_have_text(second.locator(rows).all_text_contents())


def test_files_that_cannot_be_read_say_why_and_doubles_are_told(page: Page, server: Server, stack: list[Path]) -> None:
    screening = screened(server, stack)
    sign_in(page, server, f"/screening/{screening['screening_id']}")
    page.get_by_role("tab", name="Files").click()
    panel = page.locator("[data-files-panel]")
    for failed in screening["failed"]:
        expect(panel.locator(".files__row", has_text=failed["file"])).to_contain_text(failed["error"])
    expect(panel).to_contain_text("The same bytes as “page.pdf”")
    page.get_by_role("button", name="Try the failed files again").click()
    page.wait_for_url(lambda url: screening["screening_id"] not in url)
    expect_status(page, "succeeded")
    expect(page.get_by_role("link", name="goes on from an earlier one")).to_be_visible()


def test_a_hostile_name_is_text(page: Page, server: Server, stack: list[Path]) -> None:
    screening = screened(server, [path for path in stack if path.name == HOSTILE])
    path = f"/screening/{screening['screening_id']}"
    sign_in(page, server, path)
    expect(page.locator(".candidate__who a")).to_have_attribute("title", HOSTILE)
    page.locator(".candidate__who a").click()
    expect(page.locator("[data-profile]")).to_contain_text("Kofi Mensah")
    assert page.locator("img[onerror]").count() == 0


def test_the_form_says_what_is_missing_and_what_is_left_out(screening_page: Page, tmp_path: Path) -> None:
    page = screening_page
    page.get_by_role("button", name="Screen", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("Paste the job description")
    page.get_by_label("Job description").fill("Baker")
    page.get_by_role("button", name="Screen", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose the résumés")
    for name in ("Thumbs.db", "~$cv.docx", "cv.txt"):
        (tmp_path / name).write_text("Anna Baker")
    page.locator("[data-files]").set_input_files(sorted(tmp_path.iterdir()))
    expect(page.locator("[data-left-out]")).to_have_text("Left out: Thumbs.db, ~$cv.docx.")
    expect(page.locator("[data-stack-total]")).to_have_text(re.compile("^1 file, "))
    page.get_by_role("button", name="Remove cv.txt").click()
    expect(page.locator("[data-stack]")).to_be_hidden()


def test_an_upload_can_be_cancelled(screening_page: Page, tmp_path: Path) -> None:
    page = screening_page
    large = tmp_path / "large.txt"
    large.write_bytes(b"Anna Baker\n" * 1_500_000)
    page.get_by_label("Job description").fill("Baker")
    page.locator("[data-files]").set_input_files([large])
    network = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 100_000}
    network.send("Network.emulateNetworkConditions", slow)
    page.get_by_role("button", name="Screen 1 file").click()
    page.get_by_role("button", name="Cancel upload").click()
    expect(page.locator("[data-upload]")).to_be_hidden()
    expect(page.get_by_role("button", name="Screen 1 file")).to_be_enabled()
    assert page.url.endswith("/screening")


def test_a_blind_screening_names_nobody_until_it_is_unblinded(page: Page, server: Server, stack: list[Path]) -> None:
    screening = screened(server, stack, blind="1")
    path = f"/screening/{screening['screening_id']}"
    sign_in(page, server, path)
    expect(page.locator(".ranking__rows .candidate")).to_have_count(6)
    expect(page.get_by_text("This screening is blind")).to_be_visible()
    names = re.compile("Halvorsen|Achterberg|Nandakumar|Tierney|Mensah|Wieniawa|strong.txt")
    assert not names.search(page.content())
    page.locator(".candidate__who a").first.click()
    expect(page.locator("[data-judged] li").first).to_be_visible()
    assert not names.search(page.content())
    expect(page.get_by_role("link", name="Original file")).to_have_count(0)

    page.goto(server.url + path)
    page.get_by_role("button", name="Un-blind…").click()
    page.get_by_role("button", name="Un-blind it").click()
    expect(page.get_by_text("un-blinded by admin")).to_be_visible()
    expect(page.get_by_role("link", name="Ines Halvorsen")).to_be_visible()


def test_a_stack_that_is_cancelled_keeps_what_was_read_and_the_rest_is_read_later(screening_page: Page) -> None:
    page, files = screening_page, sorted(PEOPLE.glob("*.pdf"))[:40]
    assert len(files) == 40
    start(page, files)
    rows = page.locator(".ranking__rows .candidate")
    expect(rows.first).to_be_attached(timeout=60_000)
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel the screening").click()
    expect_status(page, "cancelled")
    expect(page.locator("[data-outcome]")).to_contain_text(re.compile(r"^Cancelled\. \d+ candidates? ranked"))
    assert 0 < rows.count() < len(files)

    before = page.url
    page.get_by_role("button", name="Read the rest").click()
    page.wait_for_url(lambda url: url != before)
    expect_status(page, "succeeded")
    expect(rows).to_have_count(len(files))


@pytest.mark.long
def test_files_are_added_in_a_new_screening_that_reads_only_them(page: Page, server: Server, stack: list[Path]) -> None:
    screening = screened(server, stack[:2])
    sign_in(page, server, f"/screening/{screening['screening_id']}")
    page.get_by_role("button", name="Add files").click()
    dialog = page.get_by_role("dialog", name="Add files to this stack")
    dialog.get_by_role("button", name="Add and rank").click()
    expect(dialog.get_by_role("alert")).to_have_text("Choose the files to add.")
    dialog.get_by_label("Résumés, or one .zip").set_input_files(stack[2:4])
    expect(dialog.get_by_role("alert")).to_be_hidden()
    dialog.get_by_role("button", name="Add and rank").click()
    page.wait_for_url(lambda url: screening["screening_id"] not in url)
    expect_status(page, "succeeded")
    expect(page.locator(".ranking__rows .candidate")).to_have_count(4)
    expect(page.get_by_role("link", name="goes on from an earlier one")).to_be_visible()


@pytest.mark.parametrize(("form", "begin"), [("PDF report", b"%PDF-"), ("CSV", b"\xef\xbb\xbf"), ("JSON", b"{")])
def test_the_ranking_is_downloaded_from_a_menu(
    page: Page, server: Server, stack: list[Path], form: str, begin: bytes
) -> None:
    screening = screened(server, stack[:1])
    sign_in(page, server, f"/screening/{screening['screening_id']}")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.locator("#export-menu").get_by_role("link", name=form).click()
    assert download.value.path().read_bytes().startswith(begin)
    assert download.value.suggested_filename.startswith("Data engineer.")


def test_a_decision_of_somebody_signed_out_is_not_taken_and_they_are_told(
    page: Page, server: Server, stack: list[Path], page_errors: list[str]
) -> None:
    screening = screened(server, stack[:1])
    sign_in(page, server, f"/screening/{screening['screening_id']}")
    row = page.locator(".ranking__rows .candidate")
    expect(row).to_have_count(1)
    assert page.request.post(f"{server.url}/api/v1/auth/logout").status == 204
    row.get_by_role("button", name="Shortlist").click()
    expect(page.get_by_text("You are signed out", exact=True)).to_be_visible()
    expect(row).to_have_attribute("data-decision", "")
    page_errors.clear()  # the answers 401


def test_a_dead_server_is_told_where_it_is_missed_and_nothing_is_lost(
    page: Page, start_server: StartServer, stack: list[Path], page_errors: list[str]
) -> None:
    server = start_server({"TAILRACE_WORKERS": "1"})
    screening = screened(server, stack[:1])
    sign_in(page, server, f"/screening/{screening['screening_id']}")
    form = page.context.new_page()
    form.goto(f"{server.url}/screening")
    form.get_by_label("Job description").fill(DESCRIPTION)
    form.locator("[data-files]").set_input_files(stack[:1])
    row = page.locator(".ranking__rows .candidate")
    expect(row).to_have_count(1)
    server.kill9("all")

    row.get_by_role("button", name="Shortlist").click()
    expect(page.get_by_text("The server does not answer.")).to_be_visible()
    expect(row).to_have_attribute("data-decision", "")
    form.get_by_role("button", name="Screen 1 file").click()
    expect(form.get_by_role("alert").first).to_contain_text("The upload broke off: the server does not answer.")

    server.start()
    row.get_by_role("button", name="Shortlist").click()
    expect(row).to_have_attribute("data-decision", "shortlist")
    form.get_by_role("button", name="Screen 1 file").click()
    form.wait_for_url("**/screening/*")
    page_errors.clear()  # the calls that failed
