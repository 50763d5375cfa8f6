"""The calls of triage, for the test that holds the API to its description."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests.support.api import Api

_TOO_LARGE = 3 * 2**20


def triage_calls(owner: Api, stranger: Api, program: Api, scan: str, live_scan: str) -> list[tuple[int, Any]]:
    """Make them; return each answer with the status that it should have. ``scan`` is the path of an ended analysis."""
    report = owner.get(scan, params={"format": "json"}).json()
    path, prints = next(iter(report["fingerprints"].items()))
    issues = [{"path": path, "fingerprint": prints[0]}]
    accepted = {"issues": issues, "state": "accepted", "note": "known"}
    unknown = {"issues": [{"path": path, "fingerprint": "x"}], "state": "accepted"}
    verdicts = f"{scan}/verdicts"
    return [
        (200, owner.patch(verdicts, json=accepted)),
        (200, owner.patch(verdicts, json={"issues": issues, "assignee": ""})),
        (200, owner.get(verdicts)),
        (200, owner.get(f"{scan}/files/{quote(path)}")),
        (400, owner.patch(verdicts, json={"issues": issues})),
        (403, program.patch(verdicts, json=accepted)),
        (404, owner.patch(verdicts, json=unknown)),
        (404, stranger.patch(verdicts, json=accepted)),
        (404, stranger.get(verdicts)),
        (409, owner.patch(f"{live_scan}/verdicts", json=accepted)),
        (413, owner.patch(verdicts, json={**accepted, "note": "x" * _TOO_LARGE})),
    ]
