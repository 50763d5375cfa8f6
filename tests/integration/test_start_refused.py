"""A start that cannot succeed ends with one sentence that names cause and mend, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.port import free_port
from tests.support.server import ROOT, Server

pytestmark = pytest.mark.integration


def refused(tmp_path: Path, *under: str, **env: str) -> str:
    """Start a server that refuses to before it keeps anything, and return the one line that it wrote."""
    line = refusal(tmp_path, *under, **env)
    assert not (tmp_path / "data").exists()
    return line


def refusal(tmp_path: Path, *under: str, **env: str) -> str:
    """Start a server that refuses to, and return the one line that it wrote."""
    run = subprocess.run(
        [*under, sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:application"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "TAILRACE_DATA": str(tmp_path / "data"),
            "TAILRACE_BIND": f"127.0.0.1:{free_port()}",
            **env,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    (line,) = [line for line in run.stderr.splitlines() if " info gunicorn.error Starting" not in line]
    assert run.returncode
    assert line.startswith("Tailrace cannot start. ")
    return line


@pytest.mark.parametrize("files", [64, 200, 499])
def test_too_few_open_files(tmp_path: Path, files: int) -> None:
    line = refused(tmp_path, "prlimit", f"--nofile={files}:{files}")
    assert f"only {files} files (ulimit -n)" in line and "Raise it to 11000 " in line


def test_the_fewest_open_files_are_enough(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", under=["prlimit", "--nofile=500:500"])
    try:
        server.start()
        assert server.api().publish("jobs.few")
        assert "Raise it to 11000 " in server.log
        assert "Traceback" not in server.log
        server.stop()
    finally:
        server.kill_the_rest()


@pytest.mark.parametrize(
    ("origin", "mend"),
    [
        ("https://a.example/", "write https://a.example."),
        ("*", "list each origin"),
        ("a.example", "https://app.example.com"),
    ],
)
def test_an_origin_that_is_none(tmp_path: Path, origin: str, mend: str) -> None:
    line = refused(tmp_path, TAILRACE_CORS_ORIGINS=origin)
    assert "TAILRACE_CORS_ORIGINS" in line and mend in line


def test_an_agent_of_ones_own_that_cannot_be_loaded(tmp_path: Path) -> None:
    line = refusal(tmp_path, TAILRACE_AGENTS="no_such_module:AGENT")
    assert "TAILRACE_AGENTS: 'no_such_module:AGENT' cannot be loaded" in line
