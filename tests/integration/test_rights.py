"""Rights that are taken away: the live streams that they allowed end within a second on every worker, no others."""

from __future__ import annotations

import time

import pytest

from tests.support.api import Api
from tests.support.open_stream import closing_of, open_on_every_worker, open_stream
from tests.support.server import Server

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("close_streams")]

PASSWORD = "another password 1"
SOON_S = 10.0
"""A second, on a machine that has other things to do."""


@pytest.mark.parametrize("taken", ["membership", "group's grant", "group", "grant", "on the command line"])
def test_what_a_right_allowed_ends_and_what_another_allows_goes_on(server: Server, taken: str) -> None:
    name = f"rights-{taken}".replace(" ", "-").replace("'", "")
    server.add_user(name, PASSWORD, subscribe=["kept.*"] + (["lent.*"] if taken == "grant" else []))
    admin, user = server.api(), server.api(name, PASSWORD)
    group = admin.post("/api/v1/admin/groups", json={"name": name}).json()
    at = f"/api/v1/admin/groups/{group['id']}"
    if taken != "grant":
        grant = {"action": "subscribe", "pattern": "lent.*"}
        assert admin.post(f"{at}/grants", json=grant).status_code == 201
    user_id = admin.post(f"{at}/members", json={"username": name}).json()["members"][0]["id"]
    lent = open_on_every_worker(server, user, "lent.1")
    kept = open_stream(server, user, "kept.1")

    started = time.monotonic()
    query = "?action=subscribe&pattern=lent.*"
    if taken == "on the command line":
        assert server.flask("group", "remove", name, name).returncode == 0
        started = time.monotonic()
    else:
        paths = {"membership": f"{at}/members/{user_id}", "group's grant": f"{at}/grants{query}", "group": at}
        path = paths.get(taken, f"/api/v1/admin/users/{user_id}/grants{query}")
        assert admin.delete(path).status_code == 204
    for stream in lent:
        assert closing_of(stream, within_s=20)[0].json["reason"] == "revoked"
    assert time.monotonic() - started < SOON_S
    assert user.post("/api/v1/auth/stream-token", json={"channels": ["lent.1"]}).status_code == 403
    admin.publish("kept.1", {"still": "here"})
    kept.read_until(b'"still":"here"')
    kept.close()


def test_who_is_no_admin_any_more_follows_only_what_is_theirs(server: Server) -> None:
    server.add_user("rights-demoted", PASSWORD, subscribe=["kept.*"])
    assert server.flask("user", "role", "rights-demoted", "admin").returncode == 0
    user = server.api("rights-demoted", PASSWORD)
    streams = open_on_every_worker(server, user, "anything.1")
    kept = open_stream(server, user, "kept.2")
    assert server.flask("user", "role", "rights-demoted", "member").returncode == 0
    for stream in streams:
        assert closing_of(stream, within_s=20)[0].json["reason"] == "revoked"
    server.api().publish("kept.2", {"still": "here"})
    kept.read_until(b'"still":"here"')
    kept.close()


def test_what_an_old_secret_opened_ends_with_it_and_the_program_comes_back_with_the_new_one(server: Server) -> None:
    admin = server.api()
    made = admin.post("/api/v1/admin/tokens", json={"name": "ci", "subscribe": ["jobs.*"]}).json()
    at = f"/api/v1/admin/tokens/{made['id']}"
    old, new = Api(server.url), Api(server.url)
    old.headers["Authorization"] = f"Bearer {made['token']}"
    with_grace = admin.post(f"{at}/rotate", json={"grace_days": 1}).json()
    new.headers["Authorization"] = f"Bearer {with_grace['token']}"
    streams = [open_stream(server, old, "jobs.rotated"), open_stream(server, new, "jobs.rotated")]
    last = Api(server.url)
    last.headers["Authorization"] = f"Bearer {admin.post(f'{at}/rotate', json={'grace_days': 0}).json()['token']}"
    for stream in streams:
        assert closing_of(stream, within_s=20)[0].json["reason"] == "revoked"
    assert old.get("/api/v1/auth/me").status_code == new.get("/api/v1/auth/me").status_code == 401
    open_stream(server, last, "jobs.rotated").close()
