"""The part of a server that deals with jobs: a process that starts runners, its data folder,
and what its web workers do with jobs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.companion import lock as companion_lock
from services.companion.launch import announce_server, keep_running
from services.container import Container
from services.face import setting_groups
from services.jobs.job import Job
from services.jobs.runner.companion import RUNNER
from services.jobs.runner.socket import ask_runner
from services.process.leftover import left_behind
from services.settings.settings import Settings, read_settings
from tests.support.condition import wait_until
from tests.support.job_face import FACE
from tests.support.schema import give_schema


class JobServer:
    """``workers`` does the housekeeping of gunicorn's workers: it checks every 50 ms that there is a runner."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.container = Container(settings, [FACE])
        self.jobs = self.container.jobs
        announced_fd = announce_server(settings.data)
        self._process = subprocess.Popen(["sleep", "3600"], pass_fds=[announced_fd])
        os.close(announced_fd)
        self._stopping = threading.Event()
        self._workers = threading.Thread(target=self._keep_house)

    def start(self) -> None:
        self._workers.start()
        wait_until(self.runner_pid, "the runner answers", within_s=90)

    def stop(self) -> None:
        self.kill()
        self._process.wait()
        wait_until(lambda: not companion_lock.is_held(self.settings.data, RUNNER.lock), "the runner ends", within_s=90)

    def kill(self) -> None:
        """Kill master and workers with SIGKILL."""
        self._stopping.set()
        if self._workers.is_alive():
            self._workers.join()
        self._process.kill()
        self._process.wait()

    def _keep_house(self) -> None:
        while not self._stopping.wait(0.05):
            keep_running(self.settings, self._process.pid, RUNNER, self.container.face_modules)

    # -- the runner -------------------------------------------------------------------------------------------

    def runner_pid(self) -> int | None:
        answer = ask_runner(self.settings.data, {"ping": True}, timeout_s=5.0)
        return None if answer is None else int(answer["pid"])

    def kill_runner(self, number: signal.Signals = signal.SIGKILL) -> int:
        pid = wait_until(self.runner_pid, "the runner answers")
        os.kill(pid, number)
        return pid

    # -- jobs -------------------------------------------------------------------------------------------------

    def submit(self, kind: str, params: dict[str, Any] | None = None, **options: Any) -> Job:
        """Queue a job of ``owner``; each job has an owner of its own otherwise, so that none waits for another."""
        job_id = options.pop("job_id", None) or os.urandom(6).hex()
        owner = options.pop("owner", job_id)
        return self.jobs.submit(kind, owner, f"jobs.{job_id}", params or {}, job_id=job_id, **options)

    def ended(self, job: Job, within_s: float = 120) -> Job:
        """Wait until the job has ended and its end was published, then return it."""
        wait_until(lambda: self.is_told(job), f"job {job.kind} ends: {self.jobs.get(job.id)}", within_s=within_s)
        return self.jobs.get(job.id)

    def is_told(self, job: Job) -> bool:
        if self.jobs.get(job.id).is_live:
            return False
        return job.channel in self._replay(job).closed

    def waiting_pids(self, job: Job) -> list[int]:
        """Return the pids that the job has reported."""
        event = wait_until(
            lambda: next((values for name, values in self.events(job) if name == "waiting"), None),
            "the job is under way",
            within_s=90,
        )
        return list(event["pids"])

    def events(self, job: Job) -> list[tuple[str, dict[str, Any]]]:
        """Return the event log's (type, data) pairs for the job."""
        return [(event.type, msgspec.json.decode(event.published)) for event in self._replay(job).items]

    def _replay(self, job: Job) -> Any:
        return self.container.event_log.read_after([job.channel], 0, limit=100_000, max_bytes=2**30)

    def leftovers(self) -> list[int]:
        return [process.pid for process in left_behind(self.settings.data / "jobs")]


@pytest.fixture
def new_job_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., JobServer]]:
    """``new_job_server(JOB_SLOTS=1)`` starts a server on the test's data folder. Its runner gets the variables too."""
    servers: list[JobServer] = []

    def make(**variables: object) -> JobServer:
        servers.append(_made_server(tmp_path / "data", monkeypatch, variables))
        servers[-1].start()
        return servers[-1]

    yield make
    for server in servers:
        server.kill()
    for server in servers:
        server.stop()


@pytest.fixture
def job_server(new_job_server: Callable[..., JobServer]) -> JobServer:
    return new_job_server()


@pytest.fixture(scope="module")
def shared_job_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobServer]:
    """One server for a module's tests, which must stop neither it nor its runner."""
    yield from new_job_server_for_module(tmp_path_factory)


def new_job_server_for_module(tmp_path_factory: pytest.TempPathFactory, **variables: object) -> Iterator[JobServer]:
    """The body of such a fixture, for a module that needs other settings."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        server = _made_server(tmp_path_factory.mktemp("jobs") / "data", monkeypatch, variables)
        server.start()
    yield server
    server.stop()


def _made_server(data: Path, monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, object]) -> JobServer:
    data.mkdir(mode=0o700, exist_ok=True)
    for name, value in ({"DATA": data, "SYNCHRONOUS": "NORMAL"} | variables).items():
        monkeypatch.setenv(f"TAILRACE_{name}", str(value))
    server = JobServer(read_settings(setting_groups([FACE])).changed(server={"data": data}))
    give_schema(server.container.database)
    return server
