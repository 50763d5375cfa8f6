"""Signing in with a second factor: on the pages, over the API, by command; turned on, off, reset, demanded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from services.auth.audit import AuditFilter
from services.auth.user import User
from services.container import Container
from tests.http.conftest import PASSWORD, error_code, form_token, make_app, revoked, sign_in, sign_in_by_form
from tests.support.setting import settings_in


class Phone:
    """An authenticator app on the clock of the server. It waits for the next code each time."""

    secret = ""

    def __init__(self, container: Container) -> None:
        container.keyring.prepare()
        container.second_factors._clock = lambda: self._now
        self._now = 1_800_000_000.0

    def code(self) -> str:
        self._now += 30
        return pyotp.TOTP(self.secret).at(int(self._now))

    def wrong(self) -> str:
        near = {pyotp.TOTP(self.secret).at(int(self._now) + 30 * steps) for steps in range(-3, 4)}
        return next(code for number in range(10) if (code := f"{number:06d}") not in near)

    def scan(self, page: str) -> None:
        """Take the secret from a page that shows it."""
        found = re.search(r'data-copy="([A-Z2-7]{32})"', page)
        assert found is not None, page
        self.secret = found[1]


class TurnedOn:
    """A user's second factor that is on."""

    def __init__(self, container: Container, user: User) -> None:
        self.phone = Phone(container)
        self.phone.secret = container.second_factors.begin(user.id)
        self.recovery_codes = container.second_factors.confirm(user.id, self.phone.code())


@pytest.fixture
def on(container: Container, alice: User) -> TurnedOn:
    return TurnedOn(container, alice)


def renewal(client: FlaskClient, headers: dict[str, str], code: str) -> Any:
    path = "/api/v1/auth/second-factor/recovery-codes"
    return client.post(path, json={"code": code}, headers=headers)


def api_login(client: FlaskClient, **fields: Any) -> Any:
    return client.post("/api/v1/auth/login", json={"username": "alice", "password": PASSWORD, **fields})


def give_code(client: FlaskClient, code: str, **fields: str) -> Any:
    fields = {"code": code, "csrf_token": form_token(client, "/login/code"), **fields}
    return client.post("/login/code", data=fields)


# -- new recovery codes ------------------------------------------------------------------------------------------------


def test_new_recovery_codes_replace_the_old_ones_and_leave_it_on(
    client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    assert error_code(renewal(client, bearer, "123456")) == "no_second_factor"
    on = TurnedOn(container, alice)
    assert error_code(renewal(client, bearer, on.phone.wrong())) == "wrong_code"
    answer = renewal(client, bearer, on.phone.code())
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    codes = answer.json["recovery_codes"]
    assert len(set(codes)) == 10 and not set(codes) & set(on.recovery_codes)
    assert api_login(client, code=on.recovery_codes[0]).status_code == 401
    assert api_login(client, code=codes[0]).status_code == 200
    assert container.second_factors.on_since(alice.id) is not None
    [entry] = container.audit_log.newest(AuditFilter(act="user.recovery_codes_renewed"), 5)
    assert (entry.actor, entry.subject) == ("alice", "alice")
    assert not set(codes) & set(str(entry.details).split())


def test_the_account_page_makes_new_recovery_codes(client: FlaskClient, container: Container, on: TurnedOn) -> None:
    sign_in_by_form(client, "alice")
    give_code(client, on.phone.code())
    path = "/account/second-factor/recovery-codes"
    wrong = {"renewal_code": on.phone.wrong(), "csrf_token": form_token(client, "/account")}
    assert client.post(path, data=wrong).status_code == 401
    right = {"renewal_code": on.phone.code(), "csrf_token": form_token(client, "/account")}
    shown = client.post(path, data=right)
    assert shown.status_code == 200 and "worth nothing now" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"


# -- programs ----------------------------------------------------------------------------------------------------------


def test_a_program_sends_the_code_with_the_password(client: FlaskClient, on: TurnedOn) -> None:
    missing = api_login(client)
    assert (missing.status_code, error_code(missing)) == (401, "code_required")
    wrong = api_login(client, code=on.phone.wrong())
    assert (wrong.status_code, error_code(wrong)) == (401, "wrong_code")
    code = on.phone.code()
    assert api_login(client, code=code).status_code == 200
    assert api_login(client, code=code).status_code == 401
    assert api_login(client, code=on.recovery_codes[0]).status_code == 200
    assert api_login(client, code=123).status_code == 400


def test_a_wrong_password_says_nothing_of_a_second_factor(client: FlaskClient, on: TurnedOn) -> None:
    answers = {
        (answer.status_code, answer.data)
        for fields in ({}, {"code": on.phone.code()}, {"username": "nobody"})
        for answer in [api_login(client, **{"password": "wrong", **fields})]
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 401


def test_knowing_the_password_makes_guessing_codes_no_cheaper(client: FlaskClient, on: TurnedOn) -> None:
    """Passwords and codes count for one limit (5 here), and a right password alone does not wipe it."""
    statuses = [api_login(client, code=on.phone.wrong()).status_code for _ in range(3)]
    statuses += [api_login(client).status_code for _ in range(3)]
    assert statuses == [401] * 5 + [429]


# -- people ------------------------------------------------------------------------------------------------------------


def test_a_person_is_asked_after_the_password(client: FlaskClient, on: TurnedOn) -> None:
    asked = sign_in_by_form(client, "alice", next="/analysis?q=x")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/login/code?next=/analysis?q%3Dx")
    assert client.get("/api/v1/auth/me").status_code == 401
    wrong = give_code(client, on.phone.wrong())
    assert wrong.status_code == 401 and "The code is wrong" in wrong.text
    done = give_code(client, on.phone.code(), next="/analysis?q=x")
    assert (done.status_code, done.headers["Location"]) == (303, "/analysis?q=x")
    assert client.get("/api/v1/auth/me").json["username"] == "alice"
    with client.session_transaction() as session:
        assert set(session) == {"login", "_permanent"}


def test_the_second_step_needs_the_first(client: FlaskClient, container: Container, on: TurnedOn) -> None:
    for path in ("/login/code", "/login/second-factor"):
        assert client.get(path).headers["Location"].startswith("/login?")
    token = form_token(client)
    for path in ("/login/code", "/login/second-factor"):
        answer = client.post(path, data={"csrf_token": token, "code": on.phone.code()})
        assert answer.headers["Location"].startswith("/login?")
    sign_in_by_form(client, "alice")
    container.users.set_password("alice", "another password")
    assert client.get("/login/code").status_code == 303


def test_the_second_step_is_limited_and_leads_to_no_other_site(client: FlaskClient, on: TurnedOn) -> None:
    sign_in_by_form(client, "alice")
    statuses = [give_code(client, on.phone.wrong()).status_code for _ in range(5)]
    assert statuses == [401] * 4 + [429]


def test_a_recovery_code_works_on_the_page(client: FlaskClient, on: TurnedOn) -> None:
    sign_in_by_form(client, "alice")
    done = give_code(client, on.recovery_codes[3], next="//evil.example")
    assert (done.status_code, done.headers["Location"]) == (303, "/")


# -- turning it on and off ---------------------------------------------------------------------------------------------


def test_it_is_turned_on_and_off_on_the_account_page(client: FlaskClient, container: Container, alice: User) -> None:
    phone = Phone(container)
    sign_in_by_form(client, "alice")
    fields = {"csrf_token": form_token(client, "/account")}
    refused = client.post("/account/second-factor", data={**fields, "password": "wrong"})
    assert refused.status_code == 401 and "password is wrong" in refused.text
    assert client.get("/account/second-factor").status_code == 303
    assert client.post("/account/second-factor", data={**fields, "password": PASSWORD}).status_code == 303
    page = client.get("/account/second-factor")
    assert page.headers["Cache-Control"] == "no-store" and "<svg" in page.text
    phone.scan(page.text)
    wrong = client.post("/account/second-factor/confirm", data={**fields, "code": phone.wrong()})
    assert wrong.status_code == 400 and phone.secret in wrong.text
    done = client.post("/account/second-factor/confirm", data={**fields, "code": phone.code()})
    codes = re.findall(r"<li>([a-z2-7-]{19})</li>", done.text)
    assert done.status_code == 200 and len(codes) == 10
    assert codes[0] not in client.get("/account").text and "10 recovery codes are left" in client.get("/account").text
    for password, code in (("wrong", phone.code()), (PASSWORD, phone.wrong())):
        off = client.post("/account/second-factor/off", data={**fields, "password": password, "code": code})
        assert off.status_code == 401
    off = client.post("/account/second-factor/off", data={**fields, "password": PASSWORD, "code": phone.code()})
    assert off.status_code == 303
    assert sign_in(client, "alice")


def test_it_is_turned_on_and_off_over_the_api(
    client: FlaskClient, container: Container, alice: User, bearer: dict[str, str]
) -> None:
    path = "/api/v1/auth/second-factor"
    assert client.get(path, headers=bearer).json["is_on"] is False
    assert client.post(path, json={"password": "wrong"}, headers=bearer).status_code == 401
    phone = Phone(container)
    begun = client.post(path, json={"password": PASSWORD}, headers=bearer)
    assert begun.json["address"].startswith("otpauth://totp/Tailrace:alice?secret=" + begun.json["secret"])
    phone.secret = begun.json["secret"]
    confirmed = client.post(f"{path}/confirm", json={"code": phone.code()}, headers=bearer)
    assert len(confirmed.json["recovery_codes"]) == 10
    shown = client.get(path, headers=bearer).json
    assert (shown["is_on"], shown["is_demanded"], shown["recovery_codes_left"]) == (True, False, 10)
    assert client.post(path, json={"password": PASSWORD}, headers=bearer).status_code == 409
    off = {"password": PASSWORD, "code": phone.code()}
    assert client.post(f"{path}/off", json=off, headers=bearer).status_code == 204
    again = client.post(f"{path}/off", json=off, headers=bearer)
    assert (again.status_code, error_code(again)) == (404, "no_second_factor")


def test_an_admin_or_a_command_resets_it_for_who_lost_it(
    client: FlaskClient, runner: FlaskCliRunner, container: Container, alice: User, bearer: dict[str, str], on: TurnedOn
) -> None:
    container.users.create("root", PASSWORD, "admin")
    admin = sign_in(client, "root")
    path = f"/api/v1/admin/users/{alice.id}/second-factor"
    assert client.delete(path, headers=bearer).status_code == 403
    assert client.get(path, headers=admin).json["is_on"] is True
    assert client.delete(path, headers=admin).status_code == 204
    assert client.get("/api/v1/private", headers=bearer).status_code == 401
    assert revoked(container, "user_id") == [alice.id]
    assert client.delete(path, headers=admin).status_code == 404
    assert sign_in(client, "alice")
    TurnedOn(container, alice)
    assert runner.invoke(args=["user", "reset-second-factor", "alice"]).exit_code == 0
    assert runner.invoke(args=["user", "reset-second-factor", "alice"]).exit_code != 0
    acts = container.audit_log.newest(AuditFilter(act="user.second_factor_reset"), 5)
    assert [entry.actor for entry in acts] == ["command line", "root"]


# -- demanded ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(settings_in(tmp_path, sign_in={"second_factor": "admins"}))
    app.extensions["tailrace"].users.create("alice", PASSWORD, "admin")
    app.extensions["tailrace"].users.create("bob", PASSWORD)
    yield app
    app.extensions["tailrace"].close()


def test_who_must_have_one_sets_it_up_while_signing_in(strict: Flask) -> None:
    client, container = strict.test_client(), strict.extensions["tailrace"]
    refused = api_login(client)
    assert (refused.status_code, error_code(refused)) == (403, "second_factor_required")
    step = sign_in_by_form(client, "alice", next="/analysis")
    assert step.headers["Location"] == "/login/second-factor?next=/analysis"
    phone = Phone(container)
    phone.scan(client.get("/login/second-factor").text)
    assert client.get("/api/v1/auth/me").status_code == 401
    fields = {"csrf_token": form_token(client, "/login/second-factor"), "next": "/analysis"}
    assert client.post("/login/second-factor", data={**fields, "code": phone.wrong()}).status_code == 400
    done = client.post("/login/second-factor", data={**fields, "code": phone.code()})
    assert 'href="/analysis"' in done.text and len(re.findall(r"<li>[a-z2-7-]{19}</li>", done.text)) == 10
    assert client.get("/api/v1/auth/me").json["username"] == "alice"
    assert "stays on" in client.get("/account").text
    off = {"password": PASSWORD, "code": phone.code(), "csrf_token": form_token(client, "/account")}
    assert client.post("/account/second-factor/off", data=off).status_code == 403


def test_a_secret_is_shown_to_the_browser_that_began_it_alone(strict: Flask) -> None:
    """Or somebody who knows the password as well would learn the secret that is about to count."""
    browser, other, phone = strict.test_client(), strict.test_client(), Phone(strict.extensions["tailrace"])
    for client in (browser, other):
        sign_in_by_form(client, "alice")
    page = browser.get("/login/second-factor").text
    phone.scan(page)
    assert phone.secret not in other.get("/login/second-factor").text
    fields = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)', page)[0]}
    late = browser.post("/login/second-factor", data={**fields, "code": phone.code()})
    assert late.status_code == 409
    assert "begun anew" in late.text
    phone.scan(late.text)
    assert browser.post("/login/second-factor", data={**fields, "code": phone.code()}).status_code == 200


def test_who_need_not_have_one_is_not_asked(strict: Flask) -> None:
    client = strict.test_client()
    assert sign_in_by_form(client, "bob").headers["Location"] == "/"
    assert sign_in(strict.test_client(), "bob")


def test_who_has_one_is_not_led_to_another(strict: Flask) -> None:
    client, container = strict.test_client(), strict.extensions["tailrace"]
    TurnedOn(container, container.users.by_name("alice"))
    assert sign_in_by_form(client, "alice").headers["Location"].startswith("/login/code?")
    assert client.get("/login/second-factor").headers["Location"].startswith("/login?")
