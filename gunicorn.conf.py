"""gunicorn's configuration: its settings, and what happens when the server and its workers start."""

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

from services.companion.launch import announce_server
from services.errors import TailraceError
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
limit_request_line = 24_576  # fits 50 channels with the longest names and their token
limit_request_fields = 64  # browsers send 20, proxies add a dozen; `blueprints/edge/request_head.py` measures them
# gunicorn would believe these of any program on this machine. Which proxy is believed, TAILRACE_PROXY_HOPS says.
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
keepalive = 75
timeout = 60
# the drain's window, a second for clients that don't read, and time for requests
graceful_timeout = int(_settings.streaming.drain_s) + 10
preload_app = False
control_socket_disable = True
accesslog = "-"
access_log_format = ACCESS_LOG_FORMAT
logconfig_dict = logging_config(_settings)


class RequestLogger(Logger):  # type: ignore[misc]
    """gunicorn's logger, except that it collects a line's values (60 µs) only if the line will be written."""

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        if self.access_log.isEnabledFor(logging.INFO):
            super().access(resp, req, environ, request_time)


logger_class = RequestLogger

BODY_TIMEOUT_S = 30
LEAST_FILES = 500
"""What a worker, the runner and its jobs open besides connections, and room for more."""
LEFT_OVER_BYTES = 16 * 2**20
LEFT_OVER_S = 3
_ROOT = Path(__file__).parent
_idle: weakref.WeakSet[Any] = weakref.WeakSet()
"""This worker's kept connections with no request under way."""


def on_starting(server: Any) -> None:
    """In the master, before any worker exists: report everything that can be wrong, each in one sentence."""
    _check_port()
    _allow_files()
    # In a process of its own: its libraries import ssl, which must stay unimported here until workers have patched it.
    command = [sys.executable, "-m", "services.preparation", server.app.app_uri]
    if subprocess.run(command, cwd=_ROOT, env={**os.environ, "TAILRACE_DATA": str(_settings.data)}).returncode:
        sys.exit(1)
    server.announced_fd = announce_server(_settings.data)


def when_ready(server: Any) -> None:
    place, processes = _place(_settings.server.bind), _settings.server.workers
    sys.stderr.write(f"  Tailrace is at {place}  (data in {_settings.data}, {processes} workers; Ctrl-C stops it)\n")


def _place(bind: str) -> str:
    """Where the server is: its URL, if it has one."""
    if bind.startswith(("unix:", "fd://")):
        return bind
    return f"http://{bind}" if ":" in bind and not bind.endswith("]") else f"http://{bind}:8000"


def post_fork(server: Any, worker: Any) -> None:
    os.close(server.announced_fd)
    gc.disable()  # nothing of what is imported now is garbage: looking for it takes a fifth of the start
    # Until gunicorn sets the worker's own handlers (50 ms: it imports gevent first), the worker has the master's, which
    # swallow a stop. The master would wait in vain and kill the worker after `graceful_timeout`.
    for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    from services import green  # gevent, which the master must not import

    green.ask_no_package()


def pre_exec(server: Any) -> None:
    """An upgrade in place (SIGUSR2) repeats the command line.

    By now `python -m gunicorn` shows as a file's path, with which gunicorn's own package `http` would shadow Python's.
    """
    arguments = server.START_CTX["args"]
    if arguments[1].endswith("__main__.py"):
        arguments[1:2] = ["-m", "gunicorn"]


def post_worker_init(worker: Any) -> None:
    import gevent
    from gunicorn import util
    from gunicorn.http import message

    from app import start_worker  # imported here: see `on_starting`

    message.MAX_REQUEST_LINE = limit_request_line + 1  # gunicorn turns any higher limit into 8190
    util.write_error = _write_error
    # gevent remembers who started each greenlet: 1 KiB a connection, and nobody asks
    gevent.config.track_greenlet_tree = False
    gevent.spawn(_close_idle_when_stopping, worker)
    start_worker(worker.wsgi, is_stopping=lambda: not worker.alive, server_pid=worker.ppid)
    # After a commit its thread must win the interpreter back from a busy worker: this takes 0.9 ms instead of 5.5.
    sys.setswitchinterval(0.0005)
    _collect_garbage_seldom()


def worker_exit(server: Any, worker: Any) -> None:
    if worker.booted:
        from app import stop_worker

        with contextlib.suppress(Exception):  # it ends in any case
            stop_worker(worker.wsgi)


def _collect_garbage_seldom() -> None:
    """Collect garbage less often.

    By default Python looks for cycles after every 700 new objects, among all live ones: with thousands of streams, that
    takes a quarter of the time. What exists before the first request stays for good and is never looked at again.
    """
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
    gc.enable()


def _write_error(client: Any, status: int, reason: str, _message: str) -> None:
    """Answer what is not HTTP. gunicorn's own page would repeat the line it could not read, token and all."""
    status = 400 if status == 501 else status  # a transfer coding that is none: the client's fault like the others
    text = (
        "The server ran into an internal error; its log has the details."
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
    """Cut off a client that does not send its body or read its answer. A stream lifts this for its own socket."""
    _idle.discard(req.unreader.sock)
    req.unreader.sock.settimeout(BODY_TIMEOUT_S)


def post_request(worker: Any, req: Any, environ: Any, resp: Any) -> None:
    """Between two requests a connection may stay silent for ``keepalive`` seconds, unless the worker is stopping."""
    req.unreader.sock.settimeout(None)
    if not _take_in_rest(req):
        req.must_close = True
    _idle.add(req.unreader.sock)


def _take_in_rest(req: Any) -> bool:
    """Read what is left of a refused request's body; whether that is all of it.

    Closing a connection with bytes unread resets it, and its client loses the answer. gunicorn would read on without
    an end, and never let the others have their turn: a socket that always has something to read never waits.
    """
    from gevent import Timeout, sleep
    from gunicorn.http.errors import ParseException

    left = LEFT_OVER_BYTES
    with contextlib.suppress(OSError, ParseException, Timeout), Timeout(LEFT_OVER_S):
        sleep(0)  # requests that follow one another without a pause, too
        while piece := req.body.read(65_536):
            left -= len(piece)
            if left < 0:
                return False
            sleep(0)
        return True
    return False


def _close_idle_when_stopping(worker: Any) -> None:
    """Close idle kept connections. gunicorn waits for them, and nginx always has some, so every restart would take the
    whole `graceful_timeout`.

    Only the reading side is closed: a request already on its way is still answered.
    """
    from gevent import sleep

    while worker.alive:
        sleep(0.1)
    while True:
        for connection in list(_idle):
            _idle.discard(connection)
            with contextlib.suppress(OSError):
                # on the raw socket: gevent would end the waiting reader with an error
                connection._sock.shutdown(socket.SHUT_RD)
        sleep(0.1)


def _allow_files() -> None:
    """Raise the limit on open files: every connection is one, and a shell usually allows 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = worker_connections + LEAST_FILES
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    mend = f"Raise it to {wanted} (ulimit -n, or LimitNOFILE in systemd)"
    if allowed < LEAST_FILES:
        sys.exit(
            f"Tailrace cannot start. A process may open only {allowed} files (ulimit -n); a server without"
            f" any connection needs {LEAST_FILES}. {mend}."
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed < wanted:
        sys.stderr.write(
            f"  A worker may open only {allowed} files (ulimit -n), too few for {worker_connections} connections."
            f" {mend}, or lower TAILRACE_WORKER_CONNECTIONS.\n"
        )


def _check_port() -> None:
    """Refuse a taken port at once; gunicorn would retry for five seconds and then print a traceback."""
    host, _, port = _settings.server.bind.rpartition(":")
    # a Unix socket, or an upgrade in place, which inherits the socket
    if not port.isdigit() or "GUNICORN_FD" in os.environ:
        return
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]") or "0.0.0.0", int(port)))  # noqa: S104 – the operator's choice
        except OSError as error:
            reason = "another program listens there" if error.errno == errno.EADDRINUSE else error.strerror
            sys.exit(
                f"Tailrace cannot start. TAILRACE_BIND: {_settings.server.bind} cannot be used: {reason}."
                " Choose another address."
            )
