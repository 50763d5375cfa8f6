#!/usr/bin/env python3
"""What a request costs its worker, beside what it would cost in a six-line Flask application under the same gunicorn.

    .venv/bin/python bench/request_cost.py              # about two minutes; -r more rounds, -n more requests

Measures the worker's processor time, user and system, per request on kept connections. All servers are up at once on
CPU 0, and one at a time is asked from CPU 1. The machine's speed drifts, so compare the last column: the median, over
the rounds, of a row's cost over minimal Flask's in the same round.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
BASE = "minimal Flask, 8 in flight"

PEERS = """
from gevent import monkey

monkey.patch_all()
from flask import Flask, jsonify, request

flask = Flask(__name__)


@flask.before_request
def gate():
    request.headers.get("Authorization")


@flask.post("/api/v1/publish")
def publish():
    request.get_data()
    return jsonify({"ids": [1]}), 201


def bare(environ, start_response):
    environ["wsgi.input"].read()
    start_response("201 CREATED", [("Content-Type", "application/json"), ("Content-Length", "12")])
    return [b'{"ids":[1]}\\n']
"""


class Server:
    """A gunicorn with one worker."""

    def __init__(self, arguments: list[str], port: int, folder: Path, env: dict[str, str]) -> None:
        command = ["taskset", "-c", "0", sys.executable, "-m", "gunicorn", *arguments]
        self.port = port
        self.process = subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.DEVNULL)

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                time.sleep(2)  # its first beats
                self.worker = self._worker()
                return
            time.sleep(0.1)
        raise SystemExit(f"The server on port {self.port} did not start.")

    def _worker(self) -> Path:
        """The youngest gunicorn among the master's children; the job runner is another."""
        children = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", "gunicorn"], capture_output=True, text=True
        )
        return Path("/proc", max(children.stdout.split(), key=int), "stat")

    def cpu_s(self) -> float:
        fields = self.worker.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S

    def cost_us(self, request: bytes, in_flight: int, count: int) -> float:
        self._load(request, in_flight, max(10, count // in_flight // 10))
        before, each = self.cpu_s(), count // in_flight
        self._load(request, in_flight, each)
        return 1e6 * (self.cpu_s() - before) / (each * in_flight)

    def _load(self, request: bytes, in_flight: int, each: int) -> None:
        wrong: list[bytes] = []

        def one_connection() -> None:
            with socket.create_connection(("127.0.0.1", self.port)) as connection:
                for _ in range(each):
                    connection.sendall(request)
                    answer = read_answer(connection)
                    if not answer.startswith(b"HTTP/1.1 2"):
                        wrong.append(answer[:300])
                        return

        threads = [threading.Thread(target=one_connection) for _ in range(in_flight)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if wrong:
            raise SystemExit(f"The server on port {self.port} answered {wrong[0]!r}.")


def read_answer(connection: socket.socket) -> bytes:
    """One whole answer that says its length."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = connection.recv(65_536)
        if not part:
            return answer
        answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    missing = int(length[1]) - len(body) if length else 0
    while missing > 0:
        missing -= len(connection.recv(missing))
    return answer


def publish_request(token: str) -> bytes:
    body = b'{"channel":"c1","type":"e","data":{"t":1,"pad":"' + b"x" * 200 + b'"}}'
    head = f"POST /api/v1/publish HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(project: Path, folder: Path) -> Iterator[tuple[dict[str, Server], str]]:
    (folder / "peers.py").write_text(PEERS)
    servers = {}
    for name, target in (("bare WSGI", "bare"), ("minimal Flask", "flask")):
        port = free_port()
        options = ["-k", "gevent", "-w", "1", "-b", f"127.0.0.1:{port}", "--no-control-socket", f"peers:{target}"]
        servers[name] = Server(options, port, folder, dict(os.environ))
    port = free_port()
    own = {"DATA": folder / "data", "BIND": f"127.0.0.1:{port}", "WORKERS": 1, "LOG_LEVEL": "warning"}
    env = os.environ | {f"TAILRACE_{name}": str(value) for name, value in own.items()}
    create = [sys.executable, "-m", "flask", "--app", "app", "token", "create", "--publish", "c*"]
    token = subprocess.run(create, cwd=project, env=env, capture_output=True, text=True, check=True).stdout.split()[-1]
    servers["Tailrace"] = Server(["-c", "gunicorn.conf.py", "wsgi:application"], port, project, env)
    try:
        for server in servers.values():
            server.wait_until_it_answers()
        yield servers, token
    finally:
        for server in servers.values():
            server.process.terminate()
            server.process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-r", "--rounds", type=int, default=5)
    parser.add_argument("-n", "--requests", type=int, default=4000, help="of each row, in each round")
    parser.add_argument("--project", type=Path, default=ROOT, help="another working tree, to compare with")
    options = parser.parse_args()
    os.sched_setaffinity(0, {1})
    scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # the job runner ends after its server
    with scratch as name, running(options.project.resolve(), Path(name)) as (servers, token):
        publish, healthz = publish_request(token), b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
        rows = [("bare WSGI", publish, 8, ""), ("minimal Flask", publish, 8, ""), ("Tailrace", healthz, 8, " /healthz")]
        rows += [("Tailrace", publish, in_flight, " publish, durable") for in_flight in (1, 8, 64)]
        costs: dict[str, list[float]] = {}
        for _ in range(options.rounds):
            for server, request, in_flight, what in rows:
                cost = servers[server].cost_us(request, in_flight, options.requests)
                costs.setdefault(f"{server}{what}, {in_flight} in flight", []).append(cost)
        for row, found in costs.items():
            ratio = statistics.median(cost / base for cost, base in zip(found, costs[BASE], strict=True))
            cost = f"{statistics.median(found):6.0f} µs ({min(found):.0f}–{max(found):.0f})"
            print(f"{row:40} {cost:24} {ratio:6.2f} × minimal Flask")


if __name__ == "__main__":
    main()
