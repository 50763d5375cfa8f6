"""The dashboard's stream on the real server: how it opens, what admins and members hear, that it resumes."""

from __future__ import annotations

import requests

from tests.support.server import Server
from tests.support.sse import READERS, Event, read_until


def test_admins_hear_of_all_and_members_of_their_own(server: Server) -> None:
    password = "correct horse battery"
    for name in ("dora", "emil"):
        server.add_user(name, password, publish=["jobs.*"])
    dora, emil, admin = server.api("dora", password), server.api("emil", password), server.api()
    streams = {}
    for api, channels in ((dora, [f"executions.{dora.user_id}", "system"]), (admin, ["executions", "system"])):
        token = api.post("/api/v1/auth/stream-token", json={"channels": channels}).json()["token"]
        streams[api] = f"{server.url}/dashboard/api/events?token={token}"
    with READERS["raw"](streams[dora], timeout_s=30) as own, READERS["raw"](streams[admin], timeout_s=30) as every:
        opening = next(iter(own))
        assert opening.json["type"] == "connection"
        assert opening.json["data"]["clientId"] == opening.json["client_id"]
        assert {"timestamp", "message"} <= opening.json["data"].keys()
        for api, name in ((emil, "his"), (dora, "hers")):
            started = {"channel": "jobs.d", "type": "execution.started", "data": {"execution_id": name, "title": name}}
            assert api.post("/api/v1/publish", json=started).status_code == 201
        seen = read_until(own, lambda event: event.json.get("type") == "execution:new")
        assert seen[-1].json["data"]["title"] == "hers"
        titles: set[str] = set()

        def is_last(event: Event) -> bool:
            if event.json.get("type") == "execution:new":
                titles.add(event.json["data"]["title"])
            return {"his", "hers"} <= titles

        read_until(every, is_last)
    resumed = requests.get(f"{streams[dora]}&last_event_id={int(seen[-1].last_id) - 1}", stream=True, timeout=20)
    lines = resumed.iter_lines()
    assert any(b'"hers"' in line for line in lines)
    resumed.close()


def test_a_token_that_covers_half_of_it_opens_nothing(server: Server) -> None:
    token = server.api().post("/api/v1/auth/stream-token", json={"channels": ["executions"]}).json()["token"]
    assert requests.get(f"{server.url}/dashboard/api/events?token={token}", timeout=10).status_code == 403
