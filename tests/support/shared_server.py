"""Servers that tests share: each process of the test run has one for every set of settings that its tests ask for.

A start costs five seconds of processor time, and a stop costs a second of waiting. So only tests that kill, restart or
break a server start their own (`start_server`). Tests on a shared server use different channels and users to stay out
of each other's way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.server import Server, stop_all

ONE_WORKER = {"TAILRACE_WORKERS": "1", "TAILRACE_HEARTBEAT_S": "0.3"}
"""For tests that need to know which worker holds a stream, or that wait for heartbeats."""

BEHIND_NGINX = {"TAILRACE_PROXY_HOPS": "1", "TAILRACE_SECURE_COOKIES": "1"}

KEPT = 2
"""How many servers stay alive between modules. Each is five processes."""

_ALARM = re.compile(rb"^Traceback|^\S+Z critical ", re.MULTILINE)

ServerWith = Callable[[Mapping[str, str]], Server]


class SharedServers:
    """``new_folder`` creates a folder for a server and its log."""

    def __init__(self, new_folder: Callable[[], Path]) -> None:
        self._new_folder = new_folder
        self._servers: dict[frozenset[tuple[str, str]], Server] = {}
        self._judged_bytes: dict[Server, int] = {}

    def with_settings(self, env: Mapping[str, str]) -> Server:
        """Return the server with these settings, starting it if there is none."""
        key = frozenset(env.items())
        server = self._servers.pop(key, None)
        if server is None:
            server = Server(self._new_folder() / "data", env)
            server.start()
        self._servers[key] = server  # last place: most recently used
        return server

    def judge(self) -> None:
        """Fail if a server has died or logged a traceback since the last call.
        Start it again for the next test.
        """
        failures: list[str] = []
        for server in self._servers.values():
            log = server.log_from(self._judged_bytes.get(server, 0))
            self._judged_bytes[server] = self._judged_bytes.get(server, 0) + len(log)
            what = "ended" if not server.is_running else "logged a traceback" if _ALARM.search(log) else ""
            if what:
                failures.append(
                    f"The shared server on port {server.port} {what}:\n{log[-5000:].decode(errors='replace')}"
                )
                server.kill_the_rest()
                server.start()
        assert not failures, "\n".join(failures)

    def keep(self, count: int) -> None:
        """Stop all but the ``count`` most recently used."""
        keys = list(self._servers)[: max(0, len(self._servers) - count)]
        stop_all([self._servers.pop(key) for key in keys])


@pytest.fixture(scope="session")
def shared_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedServers]:
    servers = SharedServers(lambda: tmp_path_factory.mktemp("shared-server"))
    yield servers
    servers.keep(0)


@pytest.fixture(scope="module", autouse=True)
def _few_shared_servers(shared_servers: SharedServers) -> Iterator[None]:
    """Stop servers only between modules: a module's fixtures may hold servers that it has not asked for lately."""
    yield
    shared_servers.keep(KEPT)


@pytest.fixture(autouse=True)
def _healthy_shared_servers(shared_servers: SharedServers) -> Iterator[None]:
    yield
    shared_servers.judge()


@pytest.fixture(scope="session")
def server_with(shared_servers: SharedServers) -> ServerWith:
    """``server_with({"TAILRACE_…": "…"})`` returns a shared server with these settings. Tests may publish and scan, but
    must not stop anything.
    """
    return shared_servers.with_settings


@pytest.fixture(scope="module")
def server(server_with: ServerWith) -> Server:
    """The shared server with default settings."""
    return server_with({})
