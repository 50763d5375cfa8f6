"""What clients of A2A ask for is read so that both databases can look for it."""

from __future__ import annotations

import json

from msgspec import Raw

from services.agents.a2a.server.asked import read_asked_task, read_sent


def test_the_name_of_a_task_has_no_nul() -> None:
    assert read_asked_task(Raw(b'{"id": "a\\u0000b"}')).id == "a\ufffdb"
    message = {"messageId": "m", "role": "ROLE_USER", "parts": [{"text": "Go on."}], "taskId": "a\0b"}
    assert read_sent(Raw(json.dumps({"message": message}).encode()), "1.0").task_id == "a\ufffdb"
