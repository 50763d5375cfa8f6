"""The agents of the faces in a real server: runs made by its runner, answers made by its producer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.api import Api
from tests.support.chat import ask, ended
from tests.support.condition import wait_until
from tests.support.git_repository import make_repository
from tests.support.screening_start import DESCRIPTION, STACK
from tests.support.server import Server, StartServer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "roots" / "lemon-shop", {"a.py": "eval(input())\n", "b.py": "import a\n"})


def answered(api: Api, message: str, agent_id: str) -> str:
    return str(ended(api, ask(api, message, agent_id=agent_id)["run_id"])["text"])


def settled(api: Api, path: str) -> None:
    wait_until(lambda: api.get(path).json()["status"] == "succeeded", f"{path} has succeeded", within_s=90)


def test_each_is_answered_from_their_own_runs_and_nobody_from_those_of_others(
    start_server: StartServer, folder: Path
) -> None:
    server: Server = start_server(env={"TAILRACE_LOCAL_ROOTS": str(folder.parent)})
    admin = server.api()
    server.add_user("ada", "correct horse battery")
    ada = server.api("ada", "correct horse battery")
    scan = ada.post("/rlm/analyze", json={"url": str(folder)}).json()["scan_id"]
    files = [("files", (name, content)) for name, content in STACK.items()]
    screening = ada.post("/api/v1/screenings", files=files, data={"job_description": DESCRIPTION}).json()
    settled(ada, f"/rlm/scans/{scan}")
    settled(ada, f"/api/v1/screenings/{screening['screening_id']}")

    assert f"[`a.py`](/analysis/{scan}/files/a.py)" in answered(ada, "worst files of lemon-shop", "repository")
    assert "used by 1 file" in answered(ada, "who imports a.py?", "repository")
    assert "Ada Winterbourne" in answered(ada, "who is the best candidate?", "screening")
    assert "PostgreSQL: 1 candidate of 3" in answered(ada, "who knows PostgreSQL?", "screening")
    assert "You have analysed no repository yet" in answered(admin, "worst files of lemon-shop", "repository")
    assert "You have screened no résumés yet" in answered(admin, "who is the best candidate?", "screening")
