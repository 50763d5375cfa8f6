"""What a real server answers to calls of operations and administration matches its description."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from PIL import Image

from tests.support.api_contract import CheckedApi, Description, document
from tests.support.condition import wait_until
from tests.support.prepared_folder import ADMIN_PASSWORD, ADMIN_USER
from tests.support.server import Server

pytestmark = pytest.mark.integration

ADMINISTRATION = (
    "account", "connection", "provider", "logins", "second_factor",
    "admin_users", "admin_groups", "admin_tokens", "admin_audit", "admin_settings",
    "admin_limits", "admin_connections", "admin_channels",
)  # fmt: skip
OPERATIONS = ("executions", "dashboard_api", "pictures", "status_api", "webhooks", "maintenance", "support")
ADMIN = "/api/v1/admin"
BOARD = "/dashboard/api"
SAID_BY_THE_PROVIDER = "/api/v1/auth/provider/logout"
RARE = {
    # Caused by a fault or a limit, and seen in tests of their own.
    *{("dashboard_api.events", status) for status in (204, 429, 503)},
    *{(f"admin_channels.{call}", 503) for call in ("listed", "read", "read_around", "purge", "close")},
    *{(f"admin_connections.{call}", 503) for call in ("listed", "end", "explanation")},
    *{("dashboard_api.timeline", 503), ("pictures.upload", 503), ("status_api.status", 503)},
    *{("admin_users.change", 409), ("admin_users.remove", 409)},  # of the last admin
    ("admin_users.reset_password", 409),  # of somebody who signs in elsewhere
    *{("admin_channels.set_rule", 409), ("executions.save_view", 409)},
    # They need a provider that people sign in with.
    *{("connection.disconnect_own", status) for status in (204, 409)},
    *{("admin_users.connect", status) for status in (200, 409)},
    *{("admin_users.disconnect", status) for status in (204, 409)},
    *{("provider.logout", status) for status in (200, 400, 413)},
    ("second_factor.renew_codes", 429),
    *{("second_factor.begin", 429), ("second_factor.off", 429), ("webhooks.add", 429)},
}
LARGE = {"x": "y" * 200_000}


@pytest.fixture(scope="module")
def description() -> Description:
    return Description(document())


@pytest.fixture(scope="module")
def stranger(server: Server, description: Description) -> CheckedApi:
    return CheckedApi(server.url, description)


@pytest.fixture(scope="module")
def admin(server: Server, description: Description) -> CheckedApi:
    return CheckedApi(server.url, description).login(ADMIN_USER, ADMIN_PASSWORD)


@pytest.fixture(scope="module")
def member(server: Server, description: Description) -> CheckedApi:
    server.add_user("described", "correct horse battery")
    return CheckedApi(server.url, description).login("described", "correct horse battery")


@pytest.fixture(scope="module")
def program(server: Server, description: Description) -> CheckedApi:
    api = CheckedApi(server.url, description)
    api.headers["Authorization"] = f"Bearer {server.service_token(publish=['described.*'])}"
    return api


def expect(status: int, answer: Any) -> Any:
    assert answer.status_code == status, (answer.request.method, answer.url, answer.status_code, answer.text[:500])
    return answer


def calls(description: Description) -> Iterator[tuple[str, str]]:
    """Yield the method and a path of each call of these rooms; what it names does not exist."""
    for method, path, name in description.operations():
        if name.partition(".")[0] in (*ADMINISTRATION, *OPERATIONS):
            yield method, path


def test_whoever_may_not_call_is_refused_as_described(
    description: Description, stranger: CheckedApi, member: CheckedApi, program: CheckedApi
) -> None:
    for method, path in calls(description):
        if path == SAID_BY_THE_PROVIDER:
            continue  # its token is all it has to show
        expect(401, stranger.request(method, path))
        if path.startswith(ADMIN):
            expect(403, member.request(method, path))
        program.request(method, path, json={})


def test_what_does_not_exist_or_cannot_be_is_refused_as_described(description: Description, admin: CheckedApi) -> None:
    for method, path in calls(description):
        if path in (f"{BOARD}/events", "/api/v1/auth/logins", f"{BOARD}/maintenance"):
            continue
        if method in ("POST", "PUT", "PATCH"):
            for body in (LARGE, [], {}):
                admin.request(method, path, json=body)
        else:
            admin.request(method, path)
            admin.request(method, f"{path}?limit=x&before=!&hours=x&after=x&channel=!&pattern=!&action=x&q={'x' * 300}")


def test_who_does_not_exist_gets_nothing(admin: CheckedApi) -> None:
    grant = {"action": "publish", "pattern": "jobs.*"}
    for one in (f"{ADMIN}/users/none", f"{ADMIN}/groups/none"):
        expect(404, admin.post(f"{one}/grants", json=grant))
        expect(404, admin.delete(f"{one}/grants", params=grant))
    expect(404, admin.post(f"{ADMIN}/users/none/provider", json={"subject": "4711"}))
    expect(404, admin.post(f"{ADMIN}/groups/none/members", json={"user_id": "none"}))
    expect(404, admin.patch(f"{ADMIN}/groups/none", json={"name": "Nobody"}))
    for method, act in (("GET", ""), ("POST", "/purge"), ("POST", "/close")):
        expect(400, admin.request(method, f"{ADMIN}/channels/No{act}"))


def test_users_and_groups(admin: CheckedApi) -> None:
    user = expect(201, admin.post(f"{ADMIN}/users", json={"username": "grace"})).json()
    assert user["password"]
    expect(409, admin.post(f"{ADMIN}/users", json={"username": "grace"}))
    expect(200, admin.get(f"{ADMIN}/users?q=gra"))
    one = f"{ADMIN}/users/{user['id']}"
    for path in (one, f"{one}/logins", f"{one}/second-factor"):
        expect(200, admin.get(path))
    expect(200, admin.patch(one, json={"role": "admin"}))
    expect(200, admin.post(f"{one}/password", json={}))
    grant = {"action": "publish", "pattern": "jobs.*"}
    expect(201, admin.post(f"{one}/grants", json=grant))
    expect(204, admin.delete(f"{one}/grants", params=grant))
    group = expect(201, admin.post(f"{ADMIN}/groups", json={"name": "Night shift"})).json()
    other = expect(201, admin.post(f"{ADMIN}/groups", json={"name": "Day shift"})).json()
    expect(409, admin.post(f"{ADMIN}/groups", json={"name": "Night shift"}))
    of_it = f"{ADMIN}/groups/{group['id']}"
    expect(409, admin.patch(of_it, json={"name": other["name"]}))
    expect(200, admin.patch(of_it, json={"name": "Watch"}))
    expect(201, admin.post(f"{of_it}/members", json={"user_id": user["id"]}))
    expect(201, admin.post(f"{of_it}/grants", json=grant))
    for path in (of_it, f"{ADMIN}/groups"):
        expect(200, admin.get(path))
    expect(204, admin.delete(f"{of_it}/members/{user['id']}"))
    expect(204, admin.delete(f"{of_it}/grants", params=grant))
    expect(204, admin.delete(of_it))
    expect(200, admin.delete(f"{one}/logins"))
    expect(204, admin.delete(one))


def test_logins_and_the_second_factor(server: Server, description: Description, admin: CheckedApi) -> None:
    server.add_user("described-twice", "correct horse battery")
    first, second, third = (
        CheckedApi(server.url, description).login("described-twice", "correct horse battery") for _ in range(3)
    )
    logins = expect(200, first.get("/api/v1/auth/logins")).json()["logins"]
    (mine,) = (one["id"] for one in logins if one["is_current"])
    others = [one["id"] for one in logins if not one["is_current"]]
    user_id = first.get("/api/v1/auth/me").json()["user_id"]
    expect(204, first.delete(f"/api/v1/auth/logins/{others[0]}"))
    expect(204, admin.delete(f"{ADMIN}/users/{user_id}/logins/{others[1]}"))
    expect(404, first.delete(f"/api/v1/auth/logins/{others[1]}"))
    assert {one.get("/api/v1/auth/me").status_code for one in (second, third)} == {401}
    expect(200, first.delete("/api/v1/auth/logins"))
    assert mine in [one["id"] for one in first.get("/api/v1/auth/logins").json()["logins"]]
    expect(200, first.get("/api/v1/auth/groups"))
    expect(404, first.post(SAID_BY_THE_PROVIDER, data={"logout_token": "x"}))
    factor = "/api/v1/auth/second-factor"
    expect(200, first.get(factor))
    expect(404, first.post(f"{factor}/recovery-codes", json={"code": "123456"}))
    expect(404, first.post(f"{factor}/off", json={"password": "correct horse battery", "code": "123456"}))
    expect(409, first.post(f"{factor}/confirm", json={"code": "123456"}))
    begun = expect(200, first.post(factor, json={"password": "correct horse battery"})).json()
    proof = {"code": pyotp.TOTP(begun["secret"]).now()}
    recovery = expect(200, first.post(f"{factor}/confirm", json=proof)).json()["recovery_codes"]
    expect(409, first.post(factor, json={"password": "correct horse battery"}))
    new = expect(200, first.post(f"{factor}/recovery-codes", json={"code": recovery[1]})).json()
    recovery = new["recovery_codes"]
    expect(204, first.post(f"{factor}/off", json={"password": "correct horse battery", "code": recovery[0]}))
    begun = expect(200, first.post(factor, json={"password": "correct horse battery"})).json()
    expect(200, first.post(f"{factor}/confirm", json={"code": pyotp.TOTP(begun["secret"]).now()}))
    expect(204, admin.delete(f"{ADMIN}/users/{user_id}/second-factor"))


def test_service_tokens_settings_limits_and_the_audit_log(admin: CheckedApi) -> None:
    new = {"name": "importer", "publish": ["jobs.*"], "subscribe": []}
    token = expect(201, admin.post(f"{ADMIN}/tokens", json=new)).json()
    one = f"{ADMIN}/tokens/{token['id']}"
    expect(200, admin.get(one))
    expect(200, admin.get(f"{ADMIN}/tokens"))
    expect(200, admin.post(f"{one}/rotate", json={"grace_days": 1}))
    expect(204, admin.delete(one))
    expect(409, admin.post(f"{one}/rotate", json={}))
    for path in ("settings", "limits", "audit", "audit?format=csv", "audit?format=jsonl"):
        expect(200, admin.get(f"{ADMIN}/{path}"))
    expect(200, admin.delete(f"{ADMIN}/limits/sign-ins?username=nobody"))


def test_connections_channels_and_why(admin: CheckedApi) -> None:
    admin.publish("described.stream", {"n": 1})
    with admin.get("/api/v1/stream?channel=described.stream&last_event_id=0", stream=True) as answer:
        assert b"connected" in answer.raw.read1(1 << 16)
        listed = lambda: admin.get(f"{ADMIN}/connections?channel=described.stream").json()["connections"]  # noqa: E731
        (connection,) = wait_until(listed, "the stream is listed")
        expect(200, admin.get(f"{ADMIN}/why?client_id={connection['client_id']}&after=0"))
        expect(204, admin.delete(f"{ADMIN}/connections/{connection['client_id']}"))
    expect(200, admin.get(f"{ADMIN}/why?user={ADMIN_USER}&after=0"))
    channel = f"{ADMIN}/channels/described.stream"
    head = expect(200, admin.get(channel)).json()["head"]
    expect(200, admin.get(f"{ADMIN}/channels?q=described"))
    expect(200, admin.get(f"{channel}/around/{head}"))
    rule = f"{ADMIN}/retention/described.*"
    expect(200, admin.put(rule, json={"events": 10}))
    expect(200, admin.get(f"{ADMIN}/retention"))
    expect(204, admin.delete(rule))
    expect(200, admin.post(f"{channel}/purge"))
    expect(201, admin.post(f"{channel}/close"))
    expect(409, admin.post(f"{channel}/close"))
    expect(409, admin.post(f"{ADMIN}/channels/executions/purge"))


def test_executions_views_pictures_and_acts(admin: CheckedApi, member: CheckedApi) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(buffer, "PNG")
    picture = expect(201, admin.post(f"{BOARD}/pictures", files={"file": ("gate.png", buffer.getvalue())})).json()
    expect(200, admin.get(picture["url"]))
    expect(413, admin.post(f"{BOARD}/pictures", files={"file": ("big.png", bytes(6 * 2**20))}))
    for name, fields in (("started", {"title": "Gate", "kind": "described"}), ("progress", {"progress": 0.5})):
        fields = {"execution_id": "1", "picture": picture["picture"], **fields}
        admin.publish("described.gate", fields, type=f"execution.{name}")
    query = f"{BOARD}/executions?kind=described"
    (run,) = wait_until(lambda: admin.get(query).json()["executions"], "the execution is listed")
    one = f"{BOARD}/executions/{run['id']}"
    for path in (query, f"{query}&format=csv", f"{query}&format=json", one, f"{one}/timeline", f"{BOARD}/numbers"):
        expect(200, admin.get(path))
    expect(200, admin.get(f"{one}/log"))
    expect(403, member.post(f"{BOARD}/pictures", files={"file": ("gate.png", buffer.getvalue())}))
    for act in ("cancel", "retry"):
        expect(409, admin.post(f"{one}/{act}"))
    expect(200, admin.post(f"{one}/false_positive", json={"value": True}))
    bulk = {"action": "false_positive", "filter": {"kind": "described"}, "expected": 1}
    expect(200, admin.post(f"{BOARD}/executions/bulk", json=bulk))
    expect(409, admin.post(f"{BOARD}/executions/bulk", json=bulk | {"expected": 7}))
    expect(404, member.get(one))
    view = expect(201, admin.post(f"{BOARD}/views", json={"name": "Mine", "query": "status=failed"})).json()
    expect(200, admin.get(f"{BOARD}/views"))
    expect(204, admin.delete(f"{BOARD}/views/{view['id']}"))
    scan = admin.post("/rlm/analyze", json={"url": "https://example.invalid/none.git"}).json()["scan_id"]
    expect(202, admin.post(f"{BOARD}/executions/{scan}/cancel"))
    wait_until(lambda: admin.get(f"{BOARD}/executions/{scan}").json()["finished_at"], "it has ended")
    expect(202, admin.post(f"{BOARD}/executions/{scan}/retry"))
    expect(400, admin.get(f"{BOARD}/events?last_event_id=x"))
    token = admin.stream_token("executions", "system")
    with admin.get(f"{BOARD}/events?token={token}", stream=True) as answer:
        expect(200, answer)


def test_status_webhooks_and_maintenance(admin: CheckedApi) -> None:
    expect(200, admin.get(f"{BOARD}/status?hours=1"))
    new = {"name": "Pager", "url": "https://hooks.example.com/in", "types": ["execution.failed"]}
    webhook = expect(201, admin.post(f"{BOARD}/webhooks", json=new)).json()
    one = f"{BOARD}/webhooks/{webhook['id']}"
    for path in (one, f"{BOARD}/webhooks", f"{one}/deliveries"):
        expect(200, admin.get(path))
    sent = expect(202, admin.post(f"{one}/test")).json()["delivery_id"]
    expect(202, admin.post(f"{one}/deliveries/{sent}/send"))
    expect(429, admin.post(f"{one}/deliveries/{sent}/send"))
    expect(200, admin.post(f"{one}/rotate"))
    expect(200, admin.patch(one, json={"is_enabled": False}))
    expect(409, admin.post(f"{one}/test"))
    expect(204, admin.delete(one))
    expect(200, admin.put(f"{BOARD}/maintenance", json={"message": "Described."}))
    expect(200, admin.get(f"{BOARD}/maintenance"))
    expect(400, admin.put(f"{BOARD}/maintenance", json={"message": ""}))
    expect(413, admin.put(f"{BOARD}/maintenance", json=LARGE))
    expect(204, admin.delete(f"{BOARD}/maintenance"))


def test_every_answer_that_is_described_was_seen(description: Description) -> None:
    """Last in this file: any answer that the document promises but no test has triggered would be a guess."""
    if not description.seen:
        pytest.skip("It sums up the other tests of this file.")
    missing = description.unseen(RARE, rooms=(*ADMINISTRATION, *OPERATIONS))
    assert not missing, "\n".join(map(str, missing))
