"""Watching a scan on a real server, from its start to its last event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.support.api import Api
from tests.support.server import Server
from tests.support.sse import READERS

ORDER = ["graph_building", "graph_complete", "collecting_files", "files_collected", "rlm_started"]
FINAL = {"analysis_complete", "analysis_failed", "analysis_cancelled"}
_BETWEEN = {
    "clone_progress", "graph_progress", "batch_error", "repository_insight", "structure_complete", "history_complete",
    "progress",
}  # fmt: skip


def start_scan(api: Api, repository: Path, **more: str) -> dict[str, Any]:
    """Start the analysis of a local repository and return the server's answer."""
    answer = api.post("/rlm/analyze", json={"url": str(repository), **more})
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def stream_url(server: Server, api: Api, started: Mapping[str, Any]) -> str:
    """Return the stream's URL with a fresh token."""
    return f"{server.url}{started['stream_url']}&token={api.stream_token(started['channel'])}"


def watch(server: Server, api: Api, started: Mapping[str, Any], *, within_s: float = 120) -> list[dict[str, Any]]:
    """Follow a scan to its end and return all its stored events."""
    with READERS["raw"](stream_url(server, api, started), timeout_s=within_s) as events:
        seen = list(events)
    assert seen[-1].name == "done", seen[-1]
    stored = [event.json for event in seen if event.last_id and event.name == "message"]
    assert sum(event["type"] in FINAL for event in stored) == 1, [event["type"] for event in stored]
    assert [event["type"] for event in stored].count("stream_end") == 1
    return stored


def of_order(events: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the types that the contract puts in order, without those that may come in between."""
    return [event["type"] for event in events if event["type"] not in _BETWEEN]
