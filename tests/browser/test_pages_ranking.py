"""Working with a finished ranking: deciding, comparing, changing what counts, reading one candidate."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.page_flow import sign_in
from tests.browser.screening_flow import candidate_named, screened, stack_in
from tests.support.condition import wait_until
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return stack_in(tmp_path_factory.mktemp("stack"))


@pytest.fixture(scope="module")
def screening(server: Server, stack: list[Path]) -> dict[str, Any]:
    return screened(server, stack)


@pytest.fixture
def ranking(page: Page, server: Server, screening: dict[str, Any]) -> Page:
    sign_in(page, server, f"/screening/{screening['screening_id']}")
    expect(page.locator(".ranking__rows .candidate")).to_have_count(6)
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator(".ranking__rows .candidate", has=page.get_by_role("link", name=name))


def test_a_row_counts_the_must_haves_that_are_met_on_a_phone_too(ranking: Page) -> None:
    for width in (1280, 390):
        ranking.set_viewport_size({"width": width, "height": 844})
        for name, shown in (("Ines Halvorsen", "2 / 2"), ("Priya Nandakumar", "1 / 2"), ("Bronagh Tierney", "0 / 2")):
            count = row(ranking, name).get_by_text(shown)
            expect(count).to_be_visible()
            expect(count.locator("..")).to_have_attribute("title", shown.replace("/", "of") + " are met")


def test_a_decision_is_one_click_or_key_and_stays(ranking: Page, server: Server, screening: dict[str, Any]) -> None:
    row(ranking, "Devon Achterberg").get_by_role("button", name="Shortlist").click()
    expect(row(ranking, "Devon Achterberg")).to_have_attribute("data-decision", "shortlist")
    row(ranking, "Bronagh Tierney").get_by_role("link").focus()
    ranking.keyboard.press("r")
    expect(row(ranking, "Bronagh Tierney")).to_have_attribute("data-decision", "reject")
    ranking.reload()
    expect(row(ranking, "Devon Achterberg")).to_have_attribute("data-decision", "shortlist")
    ranking.get_by_label("Decision").select_option("reject")
    expect(ranking.locator(".ranking__rows .candidate")).to_have_count(1)
    assert "decision=reject" in ranking.url
    ranking.keyboard.press("Escape")
    row(ranking, "Bronagh Tierney").get_by_role("button", name="Reject").click()
    expect(ranking.get_by_text("Nobody matches")).to_be_visible()
    ranking.get_by_role("button", name="Clear the filter").click()
    expect(ranking.locator(".ranking__rows .candidate")).to_have_count(6)


def test_many_are_decided_at_once_and_it_can_be_undone(ranking: Page) -> None:
    for name in ("Ines Halvorsen", "Kofi Mensah"):
        row(ranking, name).get_by_role("checkbox").check()
    bar = ranking.get_by_role("region", name="Selected candidates")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_role("button", name="Reject").click()
    expect(row(ranking, "Kofi Mensah")).to_have_attribute("data-decision", "reject")
    ranking.get_by_role("button", name="Undo").click()
    for name in ("Ines Halvorsen", "Kofi Mensah"):
        expect(row(ranking, name)).to_have_attribute("data-decision", "")


def test_two_are_compared_side_by_side(ranking: Page) -> None:
    for name in ("Ines Halvorsen", "Priya Nandakumar"):
        row(ranking, name).get_by_role("checkbox").check()
    ranking.get_by_role("button", name="Compare").click()
    dialog = ranking.get_by_role("dialog", name="Side by side")
    expect(dialog.locator("thead a")).to_have_count(2)
    kubernetes = dialog.get_by_role("row").filter(has=ranking.get_by_role("rowheader", name="Kubernetes"))
    expect(kubernetes).to_contain_text("No experience with Kubernetes.")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_other_weights_make_another_ranking_that_is_compared_with_the_first(
    page: Page, server: Server, stack: list[Path]
) -> None:
    screening = screened(server, stack)
    sign_in(page, server, f"/screening/{screening['screening_id']}")
    expect(page.locator(".ranking__rows .candidate")).to_have_count(6)
    page.get_by_role("button", name="Criteria and weights").click()
    panel = page.locator("[data-rerank]")
    kind = panel.get_by_label("Kind").nth(1)
    kind.select_option("nice")
    panel.get_by_role("slider", name="Skills").fill("100")
    panel.get_by_role("button", name="Rank again").click()
    expect(panel.get_by_role("status")).to_contain_text("Ranked in")
    expect(page.get_by_label("Ranking shown").locator("option")).to_have_count(2)
    page.get_by_role("tab", name="Moves").click()
    expect(page.locator("[data-moves] li, .moves__none").first).to_be_visible()
    page.get_by_label("Ranking shown").select_option("1")
    page.get_by_role("tab", name="Ranking").click()
    first = [one["profile"]["name"] for one in screening["ranking"]]
    expect(page.locator(".ranking__rows .candidate__who a")).to_have_text(first)


def test_a_criterion_that_may_not_decide_is_refused_in_its_row(ranking: Page, page_errors: list[str]) -> None:
    ranking.get_by_role("button", name="Criteria and weights").click()
    panel = ranking.locator("[data-rerank]")
    panel.get_by_role("button", name="Add a criterion").click()
    added = panel.locator(".criterion").last
    added.get_by_role("textbox", name="Criterion").fill("At best somebody younger than 30")
    panel.get_by_role("button", name="Rank again").click()
    expect(added.get_by_role("alert")).to_be_visible()
    expect(added.get_by_role("textbox", name="Criterion")).to_have_attribute("aria-invalid", "true")
    page_errors.clear()  # the 400 of the refusal
    added.get_by_role("button", name="Remove").click()
    expect(panel.locator(".criterion")).to_have_count(4)


def test_a_quote_and_its_place_on_the_page_point_at_each_other(
    page: Page, server: Server, screening: dict[str, Any]
) -> None:
    candidate = candidate_named(screening, "Tomasz Wieniawa")
    sign_in(page, server, f"/screening/{screening['screening_id']}/candidates/{candidate}")
    quote = page.locator("[data-judged] .quote", has_text="Ran Kubernetes").first
    box = page.locator('.page__box[aria-label*="Ran Kubernetes"]')
    quote.hover()
    expect(box).to_have_attribute("data-on", "")
    page.mouse.move(0, 0)
    expect(box).not_to_have_attribute("data-on", "")
    box.focus()
    expect(quote).to_have_attribute("data-on", "")
    image, frame = page.locator(".page > img").first, box.bounding_box()
    wait_until(lambda: image.evaluate("image => image.naturalWidth > 500"), "the page is drawn", within_s=90)
    where = image.bounding_box()
    assert frame and where
    assert where["x"] < frame["x"] < frame["x"] + frame["width"] < where["x"] + where["width"]


def test_a_file_without_pages_shows_its_text_with_the_quotes_marked(
    page: Page, server: Server, screening: dict[str, Any]
) -> None:
    candidate = candidate_named(screening, "Ines Halvorsen")
    sign_in(page, server, f"/screening/{screening['screening_id']}/candidates/{candidate}")
    marked = page.locator(".page-text mark", has_text="Ran Python and Kubernetes in production.")
    expect(marked).to_be_visible()
    page.locator("[data-judged] .quote", has_text="Ran Python").first.focus()
    expect(page.locator(".page-text__quote[data-on]")).to_have_count(1)


def test_notes_stay_with_who_and_when_and_keys_lead_on(page: Page, server: Server, screening: dict[str, Any]) -> None:
    ids = [one["candidate_id"] for one in screening["ranking"]]
    path = f"/screening/{screening['screening_id']}/candidates/"
    sign_in(page, server, path + ids[1])
    expect(page.locator("[data-step-text]")).to_have_text("2 of 6")
    page.get_by_role("textbox", name="Note").fill("Call on Monday")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".history li").first).to_contain_text("Call on Monday")
    expect(page.locator(".history li").first).to_contain_text(re.compile("by admin.*just now", re.DOTALL))
    page.locator("h1").click()
    page.keyboard.press("j")
    page.wait_for_url(f"**{path}{ids[2]}")
    expect(page.locator("[data-step-text]")).to_have_text("3 of 6")
    page.keyboard.press("k")
    page.wait_for_url(f"**{path}{ids[1]}")
    expect(page.get_by_role("textbox", name="Note")).to_have_value("Call on Monday")


def test_a_deleted_candidate_is_gone_after_one_question(page: Page, server: Server, stack: list[Path]) -> None:
    screening = screened(server, stack)
    sign_in(page, server, f"/screening/{screening['screening_id']}")
    row(page, "Priya Nandakumar").get_by_role("checkbox").check()
    page.get_by_role("region", name="Selected candidates").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("Delete Priya Nandakumar?")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".ranking__rows .candidate")).to_have_count(5)
    expect(page.locator("[data-plot-stage] [data-mark]")).to_have_count(5)
    expect(page.locator("[data-outcome]")).to_contain_text("5 candidates ranked")
    api = server.api()
    gone = candidate_named(screening, "Priya Nandakumar")
    assert api.get(f"/api/v1/screenings/{screening['screening_id']}/candidates/{gone}").status_code == 404


def test_an_opening_is_made_changed_and_screened_for(page: Page, server: Server) -> None:
    sign_in(page, server, "/screening/openings/new")
    page.get_by_label("Title").fill("Baker of the pages")
    page.get_by_label("Description").fill("Must have:\n- sourdough")
    page.get_by_role("button", name="Propose criteria").click()
    page.wait_for_url(re.compile(r"/screening/openings/(?!new)"))
    page.get_by_role("button", name="Add a criterion").click()
    page.locator(".criterion").last.get_by_role("textbox", name="Criterion").fill("Night shifts")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-opening-saved]")).to_contain_text("Saved")
    page.reload()
    expect(page.locator(".criterion").last.get_by_role("textbox", name="Criterion")).to_have_value("Night shifts")
    page.get_by_role("link", name="Screen résumés").click()
    expect(page.locator("[name=opening_id] option:checked")).to_have_text("Baker of the pages")


MOVING = """async () => {
    const { RankingList } = await import("/static/js/screening/ranking-list.js");
    const entry = (id, rank) => ({ candidate_id: id, rank });
    const box = document.querySelector("[data-ranking]");
    box.replaceChildren();
    window.list = new RankingList(box, {
        headings: document.createElement("div"),
        cellsOf: ({ candidate_id }) => [document.createTextNode(candidate_id)],
        signatureOf: (given) => JSON.stringify(given),
    });
    list.show(["a", "b", "c"].map(entry));
    window.next = () => list.show(["d", "c", "b", "a"].map(entry));
}"""


def test_a_long_list_draws_the_rows_in_view(ranking: Page) -> None:
    page = ranking
    page.evaluate(MOVING)
    page.evaluate("list.show(Array.from({ length: 500 }, (_, at) => ({ candidate_id: `c${at}`, rank: at + 1 })))")
    rows = page.locator("[data-ranking] [data-id]")
    assert rows.count() < 120
    page.evaluate("list.reveal('c499')")
    expect(page.locator("[data-id=c499]")).to_be_in_viewport()
    assert rows.count() < 120


def test_nothing_moves_under_the_pointer(ranking: Page) -> None:
    page = ranking
    page.evaluate(MOVING)
    rows = page.locator("[data-ranking] [data-id]")
    rows.nth(1).hover()
    page.evaluate("next()")
    assert rows.all_inner_texts() == ["a", "b", "c"]
    expect(page.get_by_role("button", name="1 new")).to_be_visible()
    page.mouse.move(5, 5)
    expect(rows).to_have_text(["d", "c", "b", "a"])
    expect(page.get_by_role("button", name="1 new")).to_be_hidden()
