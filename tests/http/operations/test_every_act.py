"""Every act of the pages for admins is there over the API and as a command, too, and is written down each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.auth.audit import SERVER, AuditFilter
from services.auth.user import outside_key
from services.container import Container
from services.retention.rules import Wanted
from services.streaming.event import new_event
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from tests.http.conftest import PASSWORD, make_app, sign_in, sign_in_by_form
from tests.http.operations.conftest import follow
from tests.support.setting import settings_in

ISSUER = "http://127.0.0.1:9"
USER, GROUP, TOKEN = "/admin/users/{id}", "/admin/groups/{group_id}", "/admin/tokens/{token_id}"
READ = {"action": "subscribe", "pattern": "jobs.*"}


class Act(NamedTuple):
    """The same act by three ways. ``page`` is where its form is; a form's fields, a body and a command's words may name
    what `Given` has.
    """

    written: str
    page: str
    form: str
    fields: dict[str, str]
    call: tuple[str, str, dict[str, Any] | None]
    command: str


ACTS = {
    "create a user": Act(
        "user.created", "/admin/users", "/admin/users", {"username": "{new}", "role": "member"},
        ("POST", "users", {"username": "{new}"}), "user create {new}",
    ),
    "change a role": Act(
        "user.role_changed", USER, f"{USER}/role/admin", {}, ("PATCH", "users/{id}", {"role": "admin"}),
        "user role {name} admin",
    ),
    "disable": Act(
        "user.disabled", USER, f"{USER}/disable", {}, ("PATCH", "users/{id}", {"disabled": True}), "user disable {name}"
    ),
    "enable": Act(
        "user.enabled", "/admin/users/{disabled_id}", "/admin/users/{disabled_id}/enable", {},
        ("PATCH", "users/{disabled_id}", {"disabled": False}), "user enable {disabled}",
    ),
    "new password": Act(
        "user.password_changed", USER, f"{USER}/password", {}, ("POST", "users/{id}/password", {}),
        "user passwd {name} --random",
    ),
    "delete a user": Act(
        "user.deleted", USER, f"{USER}/delete", {}, ("DELETE", "users/{id}", None), "user delete {name} --yes"
    ),
    "grant a user": Act(
        "user.granted", USER, f"{USER}/grants", {"action": "publish", "pattern": "a.b"},
        ("POST", "users/{id}/grants", {"action": "publish", "pattern": "a.b"}), "user grant {name} --publish a.b",
    ),
    "take a user's grant back": Act(
        "user.grant_removed", USER, f"{USER}/grants/remove", READ,
        ("DELETE", "users/{id}/grants?action=subscribe&pattern=jobs.*", None),
        "user revoke-grant {name} --subscribe jobs.*",
    ),
    "end a login": Act(
        "user.logged_out", USER, f"{USER}/logins/{{login_id}}/end", {},
        ("DELETE", "users/{id}/logins/{login_id}", None), "user logout {name} --login {login_id}",
    ),
    "end all logins": Act(
        "user.logged_out", USER, f"{USER}/logins/end", {}, ("DELETE", "users/{id}/logins", None), "user logout {name}"
    ),
    "reset a second factor": Act(
        "user.second_factor_reset", USER, f"{USER}/second-factor/reset", {},
        ("DELETE", "users/{id}/second-factor", None), "user reset-second-factor {name}",
    ),
    "connect": Act(
        "user.connected", USER, f"{USER}/provider", {"subject": "{new}"},
        ("POST", "users/{id}/provider", {"subject": "{new}"}), "user connect {name} {new}",
    ),
    "disconnect": Act(
        "user.disconnected", "/admin/users/{disabled_id}", "/admin/users/{disabled_id}/provider/disconnect", {},
        ("DELETE", "users/{disabled_id}/provider", None), "user disconnect {disabled}",
    ),
    "create a group": Act(
        "group.created", "/admin/groups", "/admin/groups", {"name": "{new}"}, ("POST", "groups", {"name": "{new}"}),
        "group create {new}",
    ),
    "rename a group": Act(
        "group.renamed", GROUP, f"{GROUP}/name", {"name": "{new}"}, ("PATCH", "groups/{group_id}", {"name": "{new}"}),
        "group rename {group} {new}",
    ),
    "delete a group": Act(
        "group.deleted", GROUP, f"{GROUP}/delete", {}, ("DELETE", "groups/{group_id}", None),
        "group delete {group} --yes",
    ),
    "add a member": Act(
        "group.member_added", GROUP, f"{GROUP}/members", {"username": "{disabled}"},
        ("POST", "groups/{group_id}/members", {"username": "{disabled}"}), "group add {group} {disabled}",
    ),
    "remove a member": Act(
        "group.member_removed", GROUP, f"{GROUP}/members/{{id}}/remove", {},
        ("DELETE", "groups/{group_id}/members/{id}", None), "group remove {group} {name}",
    ),
    "grant a group": Act(
        "group.granted", GROUP, f"{GROUP}/grants", {"action": "publish", "pattern": "a.b"},
        ("POST", "groups/{group_id}/grants", {"action": "publish", "pattern": "a.b"}),
        "group grant {group} --publish a.b",
    ),
    "take a group's grant back": Act(
        "group.grant_removed", GROUP, f"{GROUP}/grants/remove", READ,
        ("DELETE", "groups/{group_id}/grants?action=subscribe&pattern=jobs.*", None),
        "group revoke-grant {group} --subscribe jobs.*",
    ),
    "create a token": Act(
        "token.created", "/admin/tokens", "/admin/tokens", {"name": "{new}", "publish": "jobs.*", "days": ""},
        ("POST", "tokens", {"name": "{new}", "publish": ["jobs.*"]}), "token create --name {new} --publish jobs.*",
    ),
    "rotate a token": Act(
        "token.rotated", "/admin/tokens", f"{TOKEN}/rotate", {"grace": "1"},
        ("POST", "tokens/{token_id}/rotate", {"grace_days": 1}), "token rotate {token_id} --grace 1",
    ),
    "revoke a token": Act(
        "token.revoked", "/admin/tokens", f"{TOKEN}/revoke", {}, ("DELETE", "tokens/{token_id}", None),
        "token revoke {token_id}",
    ),
    "let somebody try again": Act(
        "sign_in_limit.cleared", "/admin/limits", "/admin/limits/sign-ins/clear", {"username": "{name}"},
        ("DELETE", "limits/sign-ins?username={name}", None), "limit clear --user {name}",
    ),
    "end a connection": Act(
        "connection.ended", "/admin/connections", "/admin/connections/{client_id}/end", {},
        ("DELETE", "connections/{client_id}", None), "connections end {client_id}",
    ),
    "purge a channel": Act(
        "channel.purged", "/admin/channels/{channel}", "/admin/channels/{channel}/purge", {},
        ("POST", "channels/{channel}/purge", {}), "channels purge {channel}",
    ),
    "close a channel": Act(
        "channel.closed", "/admin/channels/{channel}", "/admin/channels/{channel}/close", {},
        ("POST", "channels/{channel}/close", {}), "channels close {channel}",
    ),
    "set retention": Act(
        "retention.set", "/admin/channels", "/admin/retention", {"pattern": "{new}", "events": "5"},
        ("PUT", "retention/{new}", {"events": 5}), "retention set {new} --events 5",
    ),
    "delete retention": Act(
        "retention.deleted", "/admin/channels", "/admin/retention/{pattern}/delete", {},
        ("DELETE", "retention/{pattern}", None), "retention delete {pattern}",
    ),
}  # fmt: skip


class Given(NamedTuple):
    """Fresh things for one act."""

    values: dict[str, str]

    def filled(self, text: str) -> str:
        return text.format_map(self.values)

    def filled_all(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {name: self.filled(value) if isinstance(value, str) else value for name, value in fields.items()}


class World:
    """The application, a worker with streams beside it, and an admin in a browser and with a token."""

    def __init__(self, folder: Path) -> None:
        sign_in_settings = {"issuer": ISSUER, "client_id": "tailrace"}
        self.app: Flask = make_app(settings_in(folder, sign_in=sign_in_settings, auth={"login_attempts": 1}))
        self.container: Container = self.app.extensions["tailrace"]
        found = self.container
        found.users.create("root", PASSWORD, "admin")
        self.browser: FlaskClient = self.app.test_client()
        sign_in_by_form(self.browser, "root")
        self.bearer = sign_in(self.app.test_client(), "root")
        self.worker = Streams(found.event_log, found.settings.data / "workers", StreamLimits(), journal=found.journal)
        self._numbers = count()

    def given(self) -> Given:
        number, found = next(self._numbers), self.container
        user = found.users.create(f"user-{number}", PASSWORD)
        other = found.users.create(f"other-{number}", PASSWORD)
        found.users.grant(user.username, "subscribe", "jobs.*")
        secret = found.second_factors.begin(user.id)
        found.second_factors.confirm(user.id, pyotp.TOTP(secret).now())
        found.connections.connect(other, outside_key(ISSUER, str(number)))
        found.users.disable(other.username)
        group = found.groups.create(f"group-{number}")
        found.groups.add_member(group.id, user)
        found.groups.grant(group.id, "subscribe", "jobs.*")
        token = found.service_tokens.create(name=f"token-{number}", publish=["jobs.*"], subscribe=[])
        login_id = found.logins.open(user.id, "session").login_id
        found.logins.open(user.id, "session")
        found.login_limit.begin(user.username, f"192.0.2.{number}")
        found.publisher.publish([new_event(f"made.c{number}", "step", {})])
        found.retention_rules.put(f"kept.c{number}", Wanted(events=5), by=SERVER)
        client_id = follow(self.worker, user.id, "jobs.a").client_id
        return Given(
            {
                "new": f"new{number}", "name": user.username, "id": user.id, "disabled": other.username,
                "disabled_id": other.id, "group": group.name, "group_id": group.id, "token_id": token.id,
                "login_id": login_id, "channel": f"made.c{number}", "pattern": f"kept.c{number}",
                "client_id": client_id,
            }
        )  # fmt: skip

    def written(self) -> list[tuple[str, str]]:
        return [(entry.act, entry.actor) for entry in self.container.audit_log.newest(AuditFilter(), 30)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("acts"))
    yield made
    made.worker.recorder.leave()
    made.container.close()


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_on_its_page_in_the_api_and_a_command_and_is_written_down(world: World, name: str) -> None:
    act = ACTS[name]
    by_page, by_call, by_command = world.given(), world.given(), world.given()

    html = world.browser.get(by_page.filled(act.page)).text
    path = by_page.filled(act.form)
    assert f'action="{path}"' in html, f"{act.page} has no form for {path}"
    token = re.findall(r'name="csrf_token" value="([^"]+)"', html)[0]
    done = world.browser.post(path, data={**by_page.filled_all(act.fields), "csrf_token": token})
    assert done.status_code < 400, done.text
    assert (act.written, "root") == world.written()[0]

    method, path, body = act.call
    sent = {"json": by_call.filled_all(body)} if body is not None else {}
    done = world.app.test_client().open(
        f"/api/v1/admin/{by_call.filled(path)}", method=method, headers=world.bearer, **sent
    )
    assert done.status_code < 400, done.text
    assert (act.written, "root") == world.written()[0]

    result = world.app.test_cli_runner().invoke(args=by_command.filled(act.command).split())
    assert result.exit_code == 0, result.stderr
    assert (act.written, "command line") == world.written()[0]


def test_the_table_has_every_act_of_the_pages_and_of_the_api(world: World) -> None:
    def plain(path: str) -> str:
        return re.sub(r"<[^>]+>|\{[^}]+\}", "<>", path.partition("?")[0]).replace("/role/admin", "/role/<>")

    changing = [
        (method, plain(rule.rule))
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    ]
    forms = {plain(act.form) for act in ACTS.values()}
    calls = {(act.call[0], plain(f"/api/v1/admin/{act.call[1]}")) for act in ACTS.values()}
    assert {path for _, path in changing if path.startswith("/admin/")} == forms
    assert {one for one in changing if one[1].startswith("/api/v1/admin/")} == calls
