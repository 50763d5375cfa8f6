"""The real server: ``python -m gunicorn -c gunicorn.conf.py wsgi:application`` on its own data folder.

``start_server`` starts one for a test that kills, restarts or breaks it. Other tests share theirs (`shared_server`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
import requests

from app import create_app
from services.container import Container
from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.port import free_port
from tests.support.prepared_folder import ADMIN_PASSWORD, ADMIN_USER, copy_prepared
from tests.support.process import MARK, Process, processes_of
from tests.support.program import Program
from tests.support.setting import settings_in

ROOT = Path(__file__).resolve().parents[2]
Part = Literal["master", "worker", "runner", "producer", "all"]


class Server:
    """One gunicorn master, its workers, their runner and producer, and the runner's jobs."""

    def __init__(
        self,
        data: Path,
        env: Mapping[str, str] | None = None,
        *,
        port: int | None = None,
        under: Sequence[str] = (),
        application: str = "wsgi:application",
    ) -> None:
        """``under`` is a command that wraps the server's own, such as ``setpriv …``."""
        self._cli_application = "app" if application == "wsgi:application" else application
        self.data = data
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._mark = uuid.uuid4().hex
        self._env = {
            "PATH": os.environ["PATH"],
            "HOME": str(data.parent),
            "LANG": "C.UTF-8",
            "TMPDIR": str(data.parent),
            "PYTHONUNBUFFERED": "1",
            "TAILRACE_DATA": str(data),
            "TAILRACE_BIND": f"127.0.0.1:{self.port}",
            "TAILRACE_ADMIN_USER": ADMIN_USER,
            "TAILRACE_ADMIN_PASSWORD": ADMIN_PASSWORD,
            "TAILRACE_DRAIN_S": "1",
            "TAILRACE_ROUTER": "words",  # a second of processor and 150 MiB less for each server
            "TAILRACE_CALCULATORS": "0",  # and another second less for each that lives three
            **(env or {}),
            MARK: self._mark,
        }
        self._program = Program(
            [*under, sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", application],
            data.parent / f"server-{self.port}.log",
            env=self._env,
            cwd=ROOT,
        )

    # -- life -------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Return once ``/readyz`` reports the log, database and runner ready."""
        if not self.data.exists():
            copy_prepared(self.data)
        self._program.start(self._is_ready)

    def stop(self, *, within_s: float = 20.0) -> int | None:
        """Stop with SIGTERM, as a deploy does. Fail if any of the server's processes outlives it."""
        status = self.stop_serving(within_s=within_s)
        wait_until(lambda: not self.processes(), "every process of the server is gone", within_s=90)
        return status

    def stop_serving(self, *, within_s: float = 20.0) -> int | None:
        """Stop as `stop` does, but let the runner continue for another server on the folder."""
        return self._program.stop(within_s=within_s)

    def restart(self) -> None:
        """Stop and start again on the same folder and port."""
        self.stop()
        self.start()

    def kill9(self, part: Part) -> int:
        """Kill without warning, wait until the victim is gone, and return its pid (the master's for ``all``)."""
        victims = {
            "master": lambda: [self.master_pid],
            "worker": lambda: self.worker_pids[:1],
            "runner": lambda: [self.runner_pid],
            "producer": lambda: self.producer_pids[:1],
            "all": lambda: [self.master_pid, *(process.pid for process in self.processes())],
        }[part]()
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # ended with its parent
        if self._program.process is not None and self._program.pid in victims:
            self._program.collect()
        wait_until(lambda: not {process.pid for process in self.processes()} & set(victims), f"{part} is gone")
        return victims[0]

    def kill_the_rest(self) -> None:
        """Kill what a test left behind, so that it cannot disturb the next."""
        for process in self.processes():
            os.kill(process.pid, signal.SIGKILL)
        self._program.collect()

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    # -- what runs --------------------------------------------------------------------------------------------------

    def processes(self) -> list[Process]:
        return processes_of(self._mark, self.data)

    @property
    def master_pid(self) -> int:
        return self._program.pid

    @property
    def runner_pid(self) -> int:
        return wait_until(lambda: [p.pid for p in self.processes() if _is_runner(p)], "a runner runs")[0]

    @property
    def producer_pids(self) -> list[int]:
        """Return the processes that make answers; after a deploy there are two for a while."""
        found = lambda: [p.pid for p in self.processes() if "services.agents.producer" in p.command]  # noqa: E731
        return wait_until(found, "a producer runs")

    @property
    def child_pids(self) -> list[int]:
        """Return the processes in which jobs run."""
        return [p.pid for p in self.processes() if "services.jobs.child.child" in p.command]

    @property
    def worker_pids(self) -> list[int]:
        return [p.pid for p in self.processes() if p.parent == self.master_pid and "wsgi:application" in p.command]

    @property
    def log(self) -> str:
        """Return the server's whole output since its first start."""
        return self._program.log

    @property
    def is_running(self) -> bool:
        return self._program.is_running

    def log_from(self, position: int) -> bytes:
        """Return the log after its first ``position`` bytes."""
        return self._program.log_from(position)

    # -- talking to it ------------------------------------------------------------------------------------------------

    def api(self, username: str = ADMIN_USER, password: str = ADMIN_PASSWORD) -> Api:
        """Return a logged-in client."""
        return Api(self.url).login(username, password)

    def session_cookie(self) -> tuple[str, str]:
        """Sign the admin in with the form and return the cookie's name and value."""
        with Api(self.url) as browser:
            form = browser.get("/login").text
            token = form.partition('name="csrf_token" value="')[2].partition('"')[0]
            fields = {"username": ADMIN_USER, "password": ADMIN_PASSWORD, "csrf_token": token}
            answer = browser.post("/login", data=fields, allow_redirects=False)
            assert answer.status_code == 303, answer.text
            ((name, value),) = browser.cookies.items()
            return name, value

    def add_user(self, name: str, password: str, *, publish: Sequence[str] = (), subscribe: Sequence[str] = ()) -> None:
        """Do what ``flask user create`` and ``flask user grant`` do, without starting two programs."""
        with self._container() as container:
            container.users.create(name, password)
            for action, patterns in (("publish", publish), ("subscribe", subscribe)):
                for pattern in patterns:
                    container.users.grant(name, action, pattern)

    def service_token(self, *, publish: Sequence[str] = (), subscribe: Sequence[str] = ()) -> str:
        """Return what ``flask token create`` prints."""
        with self._container() as container:
            row = container.service_tokens.create(publish=publish, subscribe=subscribe)
            return container.tokens.issue_service(row.id, row.expires_at)

    def chat_key(self, username: str = ADMIN_USER) -> tuple[str, str]:
        """Return what ``flask token create --chat --user NAME`` prints, and the key's id."""
        with self._container() as container:
            user = container.users.by_name(username)
            row = container.chat_keys.create(user.id)
            return container.tokens.issue_chat(row.id, user.id, row.expires_at), row.id

    @contextmanager
    def _container(self) -> Iterator[Container]:
        container: Container = create_app(settings_in(self.data)).extensions["tailrace"]
        try:
            yield container
        finally:
            container.close()

    def flask(
        self, *arguments: str, text: str = "", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run ``flask --app app …`` on this server's data folder, with ``text`` as its standard input."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", self._cli_application, *arguments],
            input=text,
            env={**self._env, **(env or {})},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )


def _is_runner(process: Process) -> bool:
    return "runner" in process.command and "wsgi:application" not in process.command


StartServer = Callable[..., Server]


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """``start_server(env={…}, data=folder, port=…)`` returns a server that is ready. It always stops after the test."""
    servers: list[Server] = []

    def start(env: Mapping[str, str] | None = None, *, data: Path | None = None, port: int | None = None) -> Server:
        server = Server(data or tmp_path / "server" / "data", env, port=port)
        server.data.parent.mkdir(exist_ok=True)
        servers.append(server)
        server.start()
        return server

    yield start
    stop_all(servers)


def stop_all(servers: Sequence[Server]) -> None:
    """Stop the servers gracefully, then kill what is left. Fail if a process outlived its server."""
    failures: list[str] = []
    for stop in (Server.stop_serving, Server.stop):  # a runner stays while any of its servers runs
        for server in servers:
            try:
                stop(server)
            except AssertionError as error:
                failures.append(f"{error}\n{server.log[-3000:]}")
                server.kill_the_rest()
    assert not failures, "\n".join(failures)
