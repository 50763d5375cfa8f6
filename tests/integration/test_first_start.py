"""The first start: the server turns an empty folder into a data folder.
Other tests start on a prepared one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.prepared_folder import ADMIN_USER
from tests.support.server import StartServer

pytestmark = pytest.mark.integration


def test_a_server_makes_an_empty_folder_its_own_and_finds_it_so_again(
    start_server: StartServer, tmp_path: Path
) -> None:
    data = tmp_path / "empty"
    data.mkdir()
    server = start_server(data=data)
    first = server.api()
    assert first.get("/api/v1/auth/me").json()["username"] == ADMIN_USER
    id = first.publish("jobs.first")
    server.restart()
    assert first.get("/api/v1/auth/me").json()["user_id"] == server.api().user_id
    assert [event["id"] for event in first.get("/api/v1/channels/jobs.first/events").json()["events"]] == [id]
