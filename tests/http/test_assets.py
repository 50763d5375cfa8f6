"""The files of pages have addresses that change with them, and browsers keep them."""

from __future__ import annotations

import gzip
import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blueprints.edge.assets import Assets
from services.container import Container
from tests.http.conftest import PASSWORD, sign_in

STATIC = Path(__file__).resolve().parents[2] / "static"
KEPT = "public, max-age=31536000, immutable"


def addresses(client: FlaskClient) -> list[str]:
    return re.findall(r'(?:src|href)="(/static/[^"#]+)', client.get("/login").text)


def test_every_file_of_a_page_is_kept_for_good(client: FlaskClient) -> None:
    found = addresses(client)
    assert len(found) > 3 and len({address.split("/")[2] for address in found}) == 1
    for address in found:
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, KEPT), address
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_has_one_style_sheet_made_of_several_in_order(client: FlaskClient) -> None:
    (address,) = (address for address in addresses(client) if address.endswith(".css"))
    names = address.split("/css/")[1].removesuffix(".css").split("+")
    assert names[:2] == ["tokens", "base"]
    whole = "\n".join((STATIC / "css" / f"{name}.css").read_text() for name in names)
    answer = client.get(address)
    assert (answer.text, answer.mimetype) == (whole, "text/css")
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.data).decode() == whole


def test_every_page_gets_the_styles_that_it_names(app: Flask, client: FlaskClient, container: Container) -> None:
    """A sheet that is not there, or is named twice, would leave a page without any."""
    container.users.create("root", PASSWORD, "admin")
    headers = sign_in(client, "root")
    paths = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments}
    pages = {path: client.get(path, headers=headers) for path in paths if not path.startswith(("/api/", "/v1/"))}
    html = {path: page.text for path, page in pages.items() if page.mimetype == "text/html" and page.status_code == 200}
    assert len(html) > 15 and {"/admin/users", "/admin/connections", "/dashboard/webhooks", "/status"} <= html.keys()
    for path, text in html.items():
        for address in re.findall(r'<link rel="stylesheet" href="([^"]+)', text):
            assert client.get(unescape(address)).mimetype == "text/css", path


@pytest.mark.parametrize("version", ["v-0123456789abcdef/", ""])
def test_others_get_what_there_is_and_ask_on_every_use(client: FlaskClient, version: str) -> None:
    """A page of another version, as while a server is replaced, and whoever names a file without a version."""
    address = f"/static/{version}js/components/theme.js"
    for encoding in ("identity", "gzip"):
        asked = {"Accept-Encoding": encoding}
        answer = client.get(address, headers=asked)
        body = gzip.decompress(answer.data) if encoding in answer.headers.get("Content-Encoding", "") else answer.data
        assert body == (STATIC / "js/components/theme.js").read_bytes()
        assert "no-cache" in answer.headers["Cache-Control"]
        again = client.get(address, headers=asked | {"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "css/none.css", "css/tokens+none.css", "css/tokens+tokens.css", "css/tokens+../../app.css", "css/+.css",
        "css/" + "+".join(f"none{number}" for number in range(2000)) + ".css", "../app.py", "", "css",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(client: FlaskClient, name: str) -> None:
    version = addresses(client)[0].split("/")[2]
    assert client.get(f"/static/{version}/{name}").status_code == 404


def test_the_version_changes_with_content_and_names(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1;")
    first = Assets(tmp_path).version
    assert Assets(tmp_path).version == first
    (tmp_path / "a.js").write_text("2;")
    second = Assets(tmp_path).version
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    assert len({first, second, Assets(tmp_path).version}) == 3
