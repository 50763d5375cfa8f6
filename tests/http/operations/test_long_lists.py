"""Pages for admins with more rows than anybody reads at once, and names longer than a title has room for."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.container import Container
from services.settings.settings import Settings
from tests.http.conftest import PASSWORD, sign_in, sign_in_by_form
from tests.support.setting import settings_in

DAY_S = 86_400


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, operations={"webhooks": 200})


@pytest.fixture
def headers(client: FlaskClient, container: Container) -> dict[str, str]:
    container.users.create("root", PASSWORD, "admin")
    return sign_in(client, "root")


def read(client: FlaskClient, headers: dict[str, str], path: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def links(html: str) -> dict[str, str]:
    """Where "Previous" and "Next" lead."""
    found = re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(?:<[^>]*>|\s)*(Previous|Next)\b', html)
    return {name: address for address, name in found}


def pages(client: FlaskClient, headers: dict[str, str], path: str, row: str) -> list[list[str]]:
    """The rows of each page, forward to the end and back to the first."""
    html = read(client, headers, path)
    found = [re.findall(row, html)]
    while "Next" in links(html):
        html = read(client, headers, links(html)["Next"])
        found.append(re.findall(row, html))
    for earlier in reversed(found[:-1]):
        html = read(client, headers, links(html)["Previous"])
        assert re.findall(row, html) == earlier
    assert "Previous" not in links(html)
    return found


def test_tokens_come_in_pages(client: FlaskClient, headers: dict[str, str], container: Container) -> None:
    made = [container.service_tokens.create(name=f"token {number:03}", publish=["a"]) for number in range(120)]
    found = pages(client, headers, "/admin/tokens", r">(token \d+)</h2>")
    assert [len(page) for page in found] == [50, 50, 20]
    assert sorted(name for page in found for name in page) == [row.name for row in made]
    assert made[0].name in read(client, headers, f"/admin/tokens?at={made[0].id}")
    assert "token 119" in read(client, headers, "/admin/tokens?at=gone")
    assert found[0] != ["token 007"] == re.findall(r">(token \d+)</h2>", read(client, headers, "/admin/tokens?q=007"))


def test_a_revoked_token_is_shown_where_it_was(
    client: FlaskClient, headers: dict[str, str], container: Container
) -> None:
    first = container.service_tokens.create(name="the first", publish=["a"])
    for _ in range(50):
        container.service_tokens.create(name="another", publish=["a"])
    html = read(client, headers, "/admin/tokens")
    assert "the first" not in html
    name = r'class="admin-card__name">([^<]+)</h2>'
    sign_in_by_form(client, "root")
    form = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/admin/tokens").text)[0]
    revoked = client.post(f"/admin/tokens/{first.id}/revoke", data={"csrf_token": form}, follow_redirects=True)
    assert re.findall(name, revoked.text) == ["the first"]
    assert re.findall(name, read(client, headers, "/admin/tokens?state=revoked")) == ["the first"]


def test_many_tokens_that_expire_soon_are_one_notice(
    client: FlaskClient, headers: dict[str, str], container: Container
) -> None:
    for days in (4, 2, 3, 5):
        container.service_tokens.create(name=f"in {days}", publish=["a"], lasts_s=days * DAY_S)
    html = read(client, headers, "/admin/tokens")
    assert "4 tokens expire soon" in html and "The first is “in 2”" in html
    assert "” expires on" not in html
    assert "/admin/tokens?state=expiring" in html


def test_groups_come_in_pages_and_are_found(client: FlaskClient, headers: dict[str, str], container: Container) -> None:
    for number in range(60):
        container.groups.create(f"Group {number:02}")
    found = pages(client, headers, "/admin/groups", r"<bdi>(Group \d+)</bdi>")
    assert [len(page) for page in found] == [50, 10]
    assert re.findall(r"<bdi>(Group \d+)</bdi>", read(client, headers, "/admin/groups?q=group 59")) == ["Group 59"]
    assert "Nothing fits" in read(client, headers, "/admin/groups?q=zzz")


def test_webhooks_come_in_pages(client: FlaskClient, headers: dict[str, str]) -> None:
    for number in range(60):
        fields = {"name": f"hook {number:02}", "url": "https://example.com/", "types": ["execution.failed"]}
        assert client.post("/dashboard/api/webhooks", json=fields, headers=headers).status_code == 201
    found = pages(client, headers, "/dashboard/webhooks", r">(hook \d+)</a>")
    assert [len(page) for page in found] == [50, 10]


def test_a_long_name_can_be_read_and_copied(client: FlaskClient, headers: dict[str, str], container: Container) -> None:
    channel, name = "c" * 128, "u" * 64
    sent = client.post(
        "/api/v1/publish", json={"channel": channel, "type": "a", "data": {"text": "x" * 1000}}, headers=headers
    )
    assert sent.status_code == 201
    assert f'data-copy="{channel}"' in read(client, headers, f"/admin/channels/{channel}")
    assert "x" * 1000 in read(client, headers, f"/admin/channels/{channel}")
    at = f"/admin/users/{container.users.create(name, PASSWORD).id}"
    assert f'data-copy="{name}"' in read(client, headers, at)
    assert f'data-copy="{name}"' in read(client, headers, f"/admin/groups/{container.groups.create(name).id}")
