"""gunicorn's configuration: the settings, and what happens when the server and its workers start."""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from services.errors import TailraceError
from services.jobs.runner.launch import announce_server
from services.settings.settings import read_settings
from services.telemetry.logging import ACCESS_LOG_FORMAT, logging_config

try:
    _settings = read_settings()
except TailraceError as error:
    sys.exit(f"Tailrace cannot start. {error}")

bind = _settings.server.bind
workers = _settings.server.workers
worker_class = "gevent"
worker_connections = _settings.server.worker_connections
backlog = 4096
limit_request_line = 24_576  # 50 channels with the longest names, and the token for them
keepalive = 75
timeout = 60
graceful_timeout = (
    int(_settings.streaming.drain_s) + 10
)  # the drain's window, a second of grace for those that don't read, and requests
preload_app = False
control_socket_disable = True
accesslog = "-"
access_log_format = ACCESS_LOG_FORMAT
logconfig_dict = logging_config(_settings)


class RequestLogger(Logger):  # type: ignore[misc]
    """gunicorn's, except that it collects what a line would say (60 µs) only if the line will be written."""

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        if self.access_log.isEnabledFor(logging.INFO):
            super().access(resp, req, environ, request_time)


logger_class = RequestLogger

BODY_TIMEOUT_S = 30
_ROOT = Path(__file__).parent
_idle: weakref.WeakSet[Any] = weakref.WeakSet()
"""Kept connections of this worker on which no request is under way."""


def on_starting(server: Any) -> None:
    """In the master, before there is a worker: everything that can be wrong is said here, in one sentence."""
    _check_port()
    _allow_files()
    # A process of its own: its libraries import ssl, which has to stay unimported here until the workers have patched
    # it.
    command = [sys.executable, "-m", "services.preparation", server.app.app_uri]
    if subprocess.run(command, cwd=_ROOT, env={**os.environ, "TAILRACE_DATA": str(_settings.data)}).returncode:
        sys.exit(1)
    server.announced_fd = announce_server(_settings.data)


def when_ready(server: Any) -> None:
    place, processes = _place(_settings.server.bind), _settings.server.workers
    sys.stderr.write(f"  Tailrace is at {place}  (data in {_settings.data}, {processes} workers; Ctrl-C stops it)\n")


def _place(bind: str) -> str:
    """Where the server is: a URL, if there is one."""
    if bind.startswith(("unix:", "fd://")):
        return bind
    return f"http://{bind}" if ":" in bind and not bind.endswith("]") else f"http://{bind}:8000"


def post_fork(server: Any, worker: Any) -> None:
    os.close(server.announced_fd)
    # Until gunicorn sets the worker's own handlers (50 ms, gevent is imported first) it has those of the master, which
    # swallow a stop: the master would wait for this worker in vain, and kill it when `graceful_timeout` is over.
    for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))


def pre_exec(server: Any) -> None:
    """An upgrade in place (SIGUSR2) repeats the command line. `python -m gunicorn` has a file's path there by now, with
    which gunicorn's own package `http` would stand in the way of Python's.
    """
    arguments = server.START_CTX["args"]
    if arguments[1].endswith("__main__.py"):
        arguments[1:2] = ["-m", "gunicorn"]


def post_worker_init(worker: Any) -> None:
    import gevent
    from gunicorn import util
    from gunicorn.http import message

    from app import start_worker  # only here: see `on_starting`

    message.MAX_REQUEST_LINE = limit_request_line + 1  # gunicorn takes any higher limit for 8190
    util.write_error = _write_error
    gevent.config.track_greenlet_tree = (
        False  # who started a greenlet, remembered for each: 1 KiB a connection, and never asked
    )
    gevent.spawn(_close_idle_when_stopping, worker)
    start_worker(worker.wsgi, is_stopping=lambda: not worker.alive, server_pid=worker.ppid)
    # A commit that is done has to get the interpreter back from a busy worker: 0.9 ms until it is told, instead of 5.5.
    sys.setswitchinterval(0.0005)
    _collect_garbage_seldom()


def _collect_garbage_seldom() -> None:
    """Python looks for cycles after every 700 new objects, among all that live: with thousands of streams, a quarter of
    the time.

    What is here before the first request stays for good and is never looked at again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _write_error(client: Any, status: int, reason: str, _message: str) -> None:
    """Answer what cannot be read as HTTP. gunicorn's own page would repeat the line that it could not read,
    token and all.
    """
    text = (
        "The server met an error of its own; its log has the details."
        if status == 500
        else f"This is not HTTP: {reason}."
    )
    body = json.dumps({"error": {"code": reason.lower().replace(" ", "_"), "message": text}})
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    client.sendall(f"{head}\r\n{body}".encode("ascii"))


def pre_request(worker: Any, req: Any) -> None:
    """A client that does not send its body, or does not read its answer, is cut;
    a stream lifts this from its own socket.
    """
    _idle.discard(req.unreader.sock)
    req.unreader.sock.settimeout(BODY_TIMEOUT_S)


def post_request(worker: Any, req: Any, environ: Any, resp: Any) -> None:
    """Between two requests a connection may be silent for ``keepalive`` seconds, unless the worker is about to end."""
    req.unreader.sock.settimeout(None)
    _idle.add(req.unreader.sock)


def _close_idle_when_stopping(worker: Any) -> None:
    """gunicorn waits for idle kept connections, and nginx always has some: every restart would take all of
    `graceful_timeout`.

    Ends only the reading side: a request that is on its way already is still answered.
    """
    from gevent import sleep

    while worker.alive:
        sleep(0.1)
    while True:
        for connection in list(_idle):
            _idle.discard(connection)
            with contextlib.suppress(OSError):
                connection._sock.shutdown(
                    socket.SHUT_RD
                )  # the raw socket: gevent would cancel the waiting reader with an error
        sleep(0.1)


def _allow_files() -> None:
    """Every connection is an open file, and a shell's usual limit is 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = worker_connections + 500
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed < wanted:
        sys.stderr.write(
            f"  A worker may open only {allowed} files (ulimit -n), too few for {worker_connections} connections.\n"
        )


def _check_port() -> None:
    """gunicorn tries a taken port for five seconds and then says it with a traceback."""
    host, _, port = _settings.server.bind.rpartition(":")
    if (
        not port.isdigit() or "GUNICORN_FD" in os.environ
    ):  # a Unix socket; or an upgrade in place, which inherits the socket
        return
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]") or "0.0.0.0", int(port)))  # noqa: S104 – the operator's own choice
        except OSError as error:
            reason = "another program listens there" if error.errno == errno.EADDRINUSE else error.strerror
            sys.exit(
                f"Tailrace cannot start. TAILRACE_BIND: {_settings.server.bind} cannot be used: {reason}."
                " Choose another address."
            )
