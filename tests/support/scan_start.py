"""Starting an analysis over HTTP, as the tests of several files do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

SHELL = "import subprocess\nsubprocess.call(input(), shell=True)\n"
Headers = dict[str, str]


def start(client: FlaskClient, headers: Headers, repository: Path) -> dict[str, Any]:
    answer = client.post("/rlm/analyze", json={"url": str(repository)}, headers=headers)
    assert answer.status_code == 202, answer.text
    return dict(answer.json)
