"""Pages for admins, as a browser without scripts uses them: forms that say what happened, secrets shown once."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from services.auth.audit import AuditFilter
from services.auth.user import User
from services.container import Container
from services.operations.face import FACE
from tests.http.conftest import PASSWORD, sign_in

PAGES = ("users", "groups", "tokens", "limits", "settings", "audit")


class Browser:
    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def get(self, path: str, status: int = 200) -> str:
        answer = self._client.get(path, follow_redirects=True)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def send(self, page: str, path: str, **fields: str) -> TestResponse:
        """Send a form that is on a page."""
        html = self.get(page)
        assert f'action="{path}"' in html, "the page offers no such form"
        token = re.findall(r'name="csrf_token" value="([^"]+)"', html)[0]
        return self._client.post(path, data={**fields, "csrf_token": token}, follow_redirects=True)


@pytest.fixture
def browser(client: FlaskClient, container: Container) -> Browser:
    container.users.create("root", PASSWORD, "admin")
    form = client.get("/login").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
    client.post("/login", data={"username": "root", "password": PASSWORD, "csrf_token": token})
    return Browser(client)


@pytest.fixture
def ada(container: Container) -> User:
    return container.users.create("ada", PASSWORD)


def secret_of(answer: TestResponse) -> str:
    assert answer.headers["Cache-Control"] == "no-store"
    return unescape(re.findall(r'class="copy copy--block" type="button" data-copy="([^"]+)"', answer.text)[0])


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_there_for_admins_and_for_nobody_else(
    browser: Browser,
    client: FlaskClient,
    ada: User,
    page: str,
) -> None:
    html = browser.get(f"/admin/{page}")
    assert f'href="/admin/{page}" aria-current="page"' in re.sub(r"\s+", " ", html)
    client.delete_cookie("tailrace_session")
    assert client.get(f"/admin/{page}").headers["Location"].startswith("/login")
    member = sign_in(client, "ada")
    assert client.get(f"/admin/{page}", headers=member).status_code == 403


def test_admin_begins_with_the_users(browser: Browser) -> None:
    assert "root" in browser.get("/admin")


def test_a_user_is_made_changed_and_deleted(browser: Browser, client: FlaskClient, container: Container) -> None:
    made = browser.send("/admin/users", "/admin/users", username="bob", role="member")
    assert sign_in(client, "bob", secret_of(made))
    bob = container.users.by_name("bob")
    at = f"/admin/users/{bob.id}"
    assert "Take back" in browser.send(at, f"{at}/grants", action="publish", pattern="jobs.*").text
    assert "Take back" not in browser.send(at, f"{at}/grants/remove", action="publish", pattern="jobs.*").text
    assert "Admin" in browser.send(at, f"{at}/role/admin").text
    browser.send(at, f"{at}/role/member")
    assert sign_in(client, "bob", secret_of(browser.send(at, f"{at}/password")))
    assert "Nowhere" not in browser.get(at)
    assert "Disabled" in browser.send(at, f"{at}/disable").text
    browser.send(at, f"{at}/enable")
    assert "user.enabled" in browser.get(at)
    assert "bob" not in browser.send(at, f"{at}/delete").text
    assert "user.deleted" in browser.get("/admin/audit?subject=bob")
    browser.get(at, 404)


def test_what_cannot_be_done_is_said_on_the_page(browser: Browser, container: Container) -> None:
    root = container.users.by_name("root")
    at = f"/admin/users/{root.id}"
    refused = browser.send(at, f"{at}/disable")
    assert (refused.status_code, "root is the last admin" in refused.text) == (409, True)
    taken = browser.send("/admin/users", "/admin/users", username="root", role="member")
    assert (taken.status_code, 'value="root"' in taken.text) == (409, True)
    bad = browser.send(at, f"{at}/grants", action="publish", pattern="No")
    assert bad.status_code == 400
    assert browser.send("/admin/groups", "/admin/groups", name=" ").status_code == 400


def test_a_login_is_ended(browser: Browser, client: FlaskClient, ada: User, container: Container) -> None:
    headers = sign_in(client, "ada")
    (login,) = container.logins.live(ada.id)
    at = f"/admin/users/{ada.id}"
    assert "Nowhere at the moment" in browser.send(at, f"{at}/logins/{login.id}/end").text
    assert client.get("/api/v1/auth/me", headers=headers).status_code == 401
    (entry,) = container.audit_log.newest(AuditFilter(subject=ada.id), 1)
    assert (entry.act, entry.actor) == ("user.logged_out", "root")


def test_a_group_is_made_filled_and_deleted(browser: Browser, container: Container, ada: User) -> None:
    assert "Night shift" in browser.send("/admin/groups", "/admin/groups", name="Night shift").text
    (group,) = container.groups.all()
    at = f"/admin/groups/{group.id}"
    assert "1 member" in browser.send(at, f"{at}/members", username="ada").text
    assert browser.send(at, f"{at}/members", username="nobody").status_code == 404
    assert "jobs.*" in browser.send(at, f"{at}/grants", action="subscribe", pattern="jobs.*").text
    assert "Night shift" in browser.get(f"/admin/users/{ada.id}")
    assert "Late shift" in browser.send(at, f"{at}/name", name="Late shift").text
    browser.send(at, f"{at}/grants/remove", action="subscribe", pattern="jobs.*")
    browser.send(at, f"{at}/members/{ada.id}/remove")
    assert container.groups.get(group.id).members == ()
    assert "No groups yet" in browser.send(at, f"{at}/delete").text


def test_a_token_is_made_rotated_and_revoked(browser: Browser, client: FlaskClient, container: Container) -> None:
    def opens(token: str) -> bool:
        return client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200

    made = browser.send("/admin/tokens", "/admin/tokens", name="ci", publish="jobs.*, a.b", subscribe="", days="30")
    first = secret_of(made)
    (row,) = container.service_tokens.list()
    assert (row.publish, row.maker) == (["jobs.*", "a.b"], "root")
    at = f"/admin/tokens/{row.id}"
    second = secret_of(browser.send("/admin/tokens", f"{at}/rotate", grace="1", days=""))
    assert opens(first) and opens(second)
    assert first not in browser.get("/admin/tokens") and second not in browser.get("/admin/tokens")
    assert "Revoked" in browser.send("/admin/tokens", f"{at}/revoke").text
    assert not opens(first) and not opens(second)
    nothing = browser.send("/admin/tokens", "/admin/tokens", name="kept words", publish="", subscribe="", days="0")
    assert (nothing.status_code, 'value="kept words"' in nothing.text) == (400, True)


def test_a_token_that_expires_soon_is_pointed_out(browser: Browser, container: Container) -> None:
    container.service_tokens.create(name="old", publish=["a"], lasts_s=86_400)
    assert "“old” expires on" in browser.get("/admin/tokens")


def test_a_form_without_its_token_changes_nothing(browser: Browser, client: FlaskClient, container: Container) -> None:
    assert client.post("/admin/groups", data={"name": "Night shift"}).status_code == 400
    assert container.groups.all() == []


def test_no_name_becomes_markup(browser: Browser, client: FlaskClient, container: Container) -> None:
    evil = '<img src=x onerror="x">'
    container.groups.create(evil)
    container.service_tokens.create(name=evil, publish=["a"])
    for page in ("groups", "tokens", "audit"):
        assert "<img" not in client.get(f"/admin/{page}").text


def test_settings_are_found_and_secrets_stay_secret(browser: Browser) -> None:
    html = browser.get("/admin/settings?q=admin")
    assert "TAILRACE_ADMIN_PASSWORD" in html and "(secret)" in html
    assert "TAILRACE_WORKERS" not in html
    assert "Nothing fits" in browser.get("/admin/settings?q=zzz")


def test_a_lock_of_sign_ins_is_opened_by_a_button(browser: Browser, client: FlaskClient, ada: User) -> None:
    for _ in range(6):
        client.post("/api/v1/auth/login", json={"username": "ada", "password": "wrong wrong wrong"})
    html = browser.get("/admin/limits")
    assert "reached" in html and "limited now" in html
    browser.send("/admin/limits", "/admin/limits/sign-ins/clear", username="ada", address="")
    assert "Nobody is near a limit" in browser.get("/admin/limits")
    assert sign_in(client, "ada")


def test_what_went_wrong_is_told_on_a_page_also_when_the_database_is_gone(
    browser: Browser, container: Container
) -> None:
    """The frame of every page asks whether maintenance is on."""
    maintenances = container.service(FACE).notifications.maintenances
    maintenances._looked_at = 0.0
    with container.database.session() as session:
        session.execute(text("ALTER TABLE maintenance RENAME TO gone"))
    page = browser.get("/admin/users/nobody", 404)
    assert page.count("<h1") == 1 and 'class="rail"' in page


def test_many_groups_are_not_listed_one_by_one(browser: Browser, container: Container, ada: User) -> None:
    for number in range(20):
        container.groups.add_member(container.groups.create(f"Group {number:02}").id, ada)
    users = browser.get("/admin/users")
    assert "Group 02" in users and "Group 03" not in users and "and 17 more" in users
    assert "and 8 more" in browser.get(f"/admin/users/{ada.id}")


def test_the_audit_log_says_what_a_rule_is_now(browser: Browser) -> None:
    browser.send("/admin/channels", "/admin/retention", pattern="jobs.*", events="5", age="3600")
    shown = re.sub(r"\s+", " ", browser.get("/admin/audit"))
    assert "events 5, age 1 h 0 min" in shown
