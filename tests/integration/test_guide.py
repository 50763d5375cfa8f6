"""The publishers' guide: its snippets run unchanged, each as its own program,
against the real server.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.condition import wait_until
from tests.support.program import Program
from tests.support.server import ROOT, Server

pytestmark = pytest.mark.integration

GUIDE = ROOT / "docs" / "publishing.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for found, text in BLOCK.findall(GUIDE.read_text()) if found == language]


def environment(server: Server) -> dict[str, str]:
    token = server.service_token(publish=["jobs.*"], subscribe=["jobs.*"])
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "clients" / "python"),
        "TAILRACE_URL": server.url,
        "TAILRACE_TOKEN": token,
    }


@pytest.fixture(scope="module")
def env(server: Server) -> dict[str, str]:
    return environment(server)


def channel(server: Server, name: str) -> list[dict]:
    page = server.api().get(f"/api/v1/channels/{name}/events", params={"limit": 1000}).json()
    return [{"type": event["type"], **event["data"]} for event in page["events"]]


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_a_python_snippet_runs(env: dict[str, str], tmp_path: Path, number: int) -> None:
    source = tmp_path / "snippet.py"
    source.write_text(blocks("python")[number])
    run = subprocess.run(
        [sys.executable, str(source)], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_the_snippets_did_what_the_guide_says(server: Server) -> None:
    assert [event["type"] for event in channel(server, "jobs.nightly")][:3] == ["started", "row", "row"]
    progress = channel(server, "jobs.import")
    assert (progress[-1]["status"], progress[-1]["completed"], progress[-1]["message"]) == (
        "completed",
        3,
        "c.csv imported",
    )
    api = server.api()
    last = api.get("/api/v1/channels/jobs.measure/events", params={"limit": 1000}).json()
    assert [event["data"]["n"] for event in last["events"]] == list(range(1000))
    assert [event["n"] for event in channel(server, "jobs.follow")] == [0, 1, 2]


def test_the_shell_snippets_run(env: dict[str, str], server: Server, tmp_path: Path) -> None:
    publish, follow = blocks("sh")
    run = subprocess.run(["sh", "-e", "-c", publish], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    program = Program(["sh", "-c", f"exec {follow}"], tmp_path / "follow.log", env=env)
    program.start(lambda: "Hello" in program.log)
    program.stop()
    assert channel(server, "jobs.hello") == [{"type": "greeting", "text": "Hello"}]


def test_the_celery_task_runs_in_a_forking_worker(env: dict[str, str], server: Server, tmp_path: Path) -> None:
    (source,) = (block for block in blocks("python") if "Celery" in block)
    queue = tmp_path / "queue"
    queue.mkdir()
    folders = {"data_folder_in": str(queue), "data_folder_out": str(queue), "control_folder": str(tmp_path / "control")}
    (tmp_path / "tasks.py").write_text(f"{source}\n\napp.conf.broker_transport_options = {folders!r}\n")
    path = f"{env['PYTHONPATH']}:{tmp_path}"
    env = {**env, "PYTHONPATH": path, "CELERY_BROKER_URL": "filesystem://", "PYTHONUNBUFFERED": "1"}
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "tasks",
        "worker",
        "-P",
        "prefork",
        "-c",
        "2",
        "--loglevel",
        "info",
    ]
    worker = Program(command, tmp_path / "worker.log", env=env, cwd=tmp_path)
    worker.start(lambda: "ready." in worker.log)
    try:
        ask = "import tasks; print(tasks.resize.delay(['a.png', 'b.png']).id)"
        asked = subprocess.run(
            [sys.executable, "-c", ask], env=env, capture_output=True, text=True, timeout=60, check=True
        )
        name = f"jobs.resize.{asked.stdout.strip()}"
        api = server.api()
        wait_until(
            lambda: api.get(f"/api/v1/channels/{name}/events").json()["done"], "the task has told its end", within_s=90
        )
    finally:
        worker.stop()
    last = channel(server, name)[-1]
    assert last == {"type": "progress", "completed": 2, "total": 2, "status": "completed", "message": "b.png"}
