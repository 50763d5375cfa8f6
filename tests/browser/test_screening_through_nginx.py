"""A stack of fifty mixed files, five of them broken in different ways, screened live in a real browser through nginx,
with a reload in the middle.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect
from reportlab.pdfgen import canvas

from tests.browser.page_flow import expect_status, percent, sign_in_by_form
from tests.browser.screening_flow import DESCRIPTION, pdf
from tests.support.chromium import NewContext
from tests.support.nginx import StartNginx
from tests.support.server import ROOT
from tests.support.shared_server import BEHIND_NGINX, ServerWith

pytestmark = [pytest.mark.browser, pytest.mark.integration]

PEOPLE = ROOT / "bench" / "screening" / "files"
MIXED = {".pdf": 15, ".docx": 12, ".odt": 8, ".txt": 10}


def broken(folder: Path) -> list[Path]:
    """Nothing in it; encrypted; torn off; no page; an archive that is no document."""
    whole = pdf("Torn Off\ntorn@example.org")
    (folder / "empty.pdf").write_bytes(b"")
    locked = canvas.Canvas(str(folder / "locked.pdf"), encrypt="secret")
    locked.drawString(60, 700, "Locked Away")
    locked.save()
    (folder / "torn.docx").write_bytes(b"PK\x03\x04" + whole[:400])
    (folder / "nothing.pdf").write_bytes(b"%PDF-1.7\nno page, no table, nothing")
    with zipfile.ZipFile(folder / "archive.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return sorted(folder.iterdir())


def mixed() -> list[Path]:
    files = [path for suffix, count in MIXED.items() for path in sorted(PEOPLE.glob(f"*{suffix}"))[:count]]
    assert len(files) == 45
    return files


@pytest.mark.long
def test_fifty_files_are_screened_live_through_nginx_with_a_reload_in_the_middle(
    server_with: ServerWith, start_nginx: StartNginx, new_context: NewContext, tmp_path: Path
) -> None:
    server, bad = server_with(BEHIND_NGINX), tmp_path / "broken"
    bad.mkdir()
    nginx = start_nginx(f"127.0.0.1:{server.port}")
    page = new_context().new_page()
    sign_in_by_form(page, nginx)
    page.goto(f"{nginx.url}/screening")
    page.get_by_label("Job description").fill(DESCRIPTION)
    page.locator("[data-files]").set_input_files([*mixed(), *broken(bad)])
    page.get_by_role("button", name="Screen 50 files").click()
    page.wait_for_url("**/screening/*")

    rows = page.locator(".ranking__rows .candidate")
    expect(rows.nth(4)).to_be_attached(timeout=60_000)
    expect(page.locator("[data-connection-text]")).to_have_text("Live")
    before, seen = percent(page), rows.count()
    page.reload()
    expect(rows.nth(seen - 1)).to_be_attached()
    assert percent(page) >= before
    expect_status(page, "succeeded")

    kept = server.api().get(f"/api/v1/screenings/{page.url.rpartition('/')[2]}").json()
    assert len(kept["ranking"]) == 45
    assert {one["file"] for one in kept["failed"]} == {path.name for path in bad.iterdir()}
    expect(rows).to_have_count(45)
    expect(page.locator("[data-outcome]")).to_have_text("45 candidates ranked; 5 files could not be read.")
    page.get_by_role("tab", name="Files").click()
    for failed in kept["failed"]:
        reason = page.locator(".files__row", has_text=failed["file"])
        expect(reason).to_contain_text(failed["error"])
    assert len({one["error"] for one in kept["failed"]}) >= 3
