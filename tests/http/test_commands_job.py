"""``flask jobs`` and ``flask runner``, as an operator uses them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from app import create_app
from services.container import Container
from services.jobs.runner.socket import ask_runner
from services.preparation.preparation import prepare
from tests.support.condition import wait_until
from tests.support.setting import FACES, settings_in

ROOT = Path(__file__).parents[2]


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    container = Container(settings_in(tmp_path), FACES)
    prepare(container)
    yield container
    container.close()


@pytest.fixture
def runner(container: Container) -> FlaskCliRunner:
    return create_app(container.settings).test_cli_runner()


def test_jobs_are_listed_and_cancelled(container: Container, runner: FlaskCliRunner) -> None:
    nothing = runner.invoke(args=["jobs", "list"])
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert nothing.stderr == "No job is queued or running; --all shows those that have ended.\n"
    job = container.jobs.submit("scan", "alice-id", "scan.a", {})
    shown = runner.invoke(args=["jobs", "list"]).stdout
    assert all(word in shown for word in (job.id, "scan", "queued", "alice-id"))
    assert runner.invoke(args=["jobs", "cancel", job.id]).stdout == f"Job {job.id} was cancelled before it started.\n"
    assert runner.invoke(args=["jobs", "list"]).stdout == ""
    assert "Cancelled before it started." in runner.invoke(args=["jobs", "list", "--all"]).stdout
    assert runner.invoke(args=["jobs", "cancel", job.id]).stdout == f"Job {job.id} was cancelled already.\n"


def test_a_running_job_is_being_cancelled(container: Container, runner: FlaskCliRunner) -> None:
    job = container.jobs.submit("scan", "alice-id", "scan.a", {})
    container.jobs.store.claim("r1", slots=9)
    assert runner.invoke(args=["jobs", "cancel", job.id]).stdout == f"Job {job.id} is being cancelled.\n"


def test_an_unknown_job_is_an_error_in_a_sentence(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["jobs", "cancel", "nothing"])
    assert (result.exit_code, result.stderr) == (1, "Error: There is no job nothing.\n")


@pytest.mark.integration
def test_the_runner_runs_in_the_foreground_until_it_is_interrupted(container: Container) -> None:
    environ = {**os.environ, "TAILRACE_DATA": str(container.settings.data)}
    command = [sys.executable, "-m", "flask", "--app", "app", "runner"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: ask_runner(container.settings.data, {"ping": True}), "the runner answers", within_s=30)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=30)[1]
    assert process.returncode == 0
    assert f"Running the jobs of {container.settings.data}, 2 at a time. Ctrl-C stops them." in said
    assert "Traceback" not in said
