"""What compressing streams costs and saves: not at all, once for all (Tailrace), or once per connection (nginx).

    .venv/bin/python bench/compression.py            # --help names the options

Starts the server and an nginx on CPU 0 and reads from CPU 1. Every round measures every variant, in a new order. An
event is published once everybody has read the one before, so a stuck event would stop the run. Cost is the processor
time of the server and nginx, publishing included, in the best round; ``none`` is a publish without readers.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
SERVER, NGINX, NGINX_GZIP = 18_700, 18_701, 18_702
EVENTS = 10
QUIET_S = 0.03

NGINX_CONF = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{ worker_connections 8192; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; client_max_body_size 9m;
    server {{ listen 127.0.0.1:{plain}; location / {{ proxy_pass http://127.0.0.1:{server}; }} }}
    server {{ listen 127.0.0.1:{gzip}; gzip on; gzip_proxied any; gzip_http_version 1.0; gzip_types text/event-stream;
              location / {{ proxy_pass http://127.0.0.1:{server}; proxy_set_header Accept-Encoding ""; }} }}
}}
"""


WORDS = """
quote this to prevent globbing splitting variable unused value command array expands only first element use instead read
mangles backslashes return code check directly parameter assignment local masking exit status not followed file graph
hub pump window stream report scan engine batch source module import unnecessary missing argument default mutable shadow
""".split()  # noqa: SIM905 – as text it is readable


class Variant(NamedTuple):
    name: str
    port: int
    accepts_gzip: bool


VARIANTS = [
    Variant("plain", SERVER, False),
    Variant("shared blocks", SERVER, True),
    Variant("nginx, plain", NGINX, False),
    Variant("nginx, shared blocks", NGINX, True),
    Variant("nginx, its own gzip", NGINX_GZIP, True),
]


class Servers(NamedTuple):
    token: str
    worker: int
    nginx: int

    def processor_s(self) -> float:
        return sum(
            int(task.read_text().split()[0]) / 1e9
            for pid in (self.worker, self.nginx)
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat")
        )

    def settle(self) -> None:
        """Wait until what came before, such as connections that were closed, has been dealt with."""
        last, now = -1.0, self.processor_s()
        while now - last > 0.004:
            time.sleep(0.2)
            last, now = now, self.processor_s()

    def nginx_kib(self) -> int:
        text = Path(f"/proc/{self.nginx}/smaps_rollup").read_text()
        return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def child_of(pid: int) -> int:
    for _ in range(400):
        if children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            return int(children[0])
        time.sleep(0.05)
    raise SystemExit(f"process {pid} has no child")


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


@contextmanager
def running() -> Iterator[Servers]:
    folder = Path(tempfile.mkdtemp(prefix="tailrace-compression-"))
    user = "user root;" if os.geteuid() == 0 else ""
    conf = NGINX_CONF.format(folder=folder, plain=NGINX, gzip=NGINX_GZIP, server=SERVER, user=user)
    (folder / "nginx.conf").write_text(conf)
    env = os.environ | {"PORT": str(SERVER), "RUNDIR": str(folder), "HERE": str(HERE)}
    os.sched_setaffinity(0, {0})  # what is started inherits it
    server = subprocess.Popen(["sh", str(HERE / "tailrace.sh")], env=env, cwd=HERE)
    nginx = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(folder / "nginx.conf")])
    os.sched_setaffinity(0, {1})
    try:
        wait_for(SERVER)
        wait_for(NGINX_GZIP)
        yield Servers((folder / "token").read_text().strip(), child_of(server.pid), child_of(nginx.pid))
    finally:
        for process in (nginx, server):
            process.terminate()
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def findings(size: int, seed: int) -> dict[str, object]:
    """An ``issues_by_file`` of about ``size`` bytes, as repetitive as the engines' own."""
    source = random.Random(seed)
    severities = ["low", "medium", "high"]
    words = (" ".join(source.sample(WORDS, 9)) for _ in range(40))
    rules = [(f"SC{n}", source.choice(severities), f"{text}.") for n, text in enumerate(words, 2000)]
    found: dict[str, list[dict[str, object]]] = {}
    data: dict[str, object] = {"batch": seed, "total_batches": EVENTS, "issues_by_file": found}
    length = len(json.dumps(data))
    while length < size - 200:
        if not found or source.random() < 0.2:
            path = f"services/{source.choice(WORDS)}/{source.choice(WORDS)}_{source.choice(WORDS)}.sh"
        rule, severity, message = source.choice(rules)
        found.setdefault(path, []).append(
            {"line": source.randint(1, 900), "column": source.randint(1, 80), "rule": rule, "severity": severity,
             "message": message, "engine": "shellcheck"}
        )  # fmt: skip
        length = len(json.dumps(data))
    return data | {"pad": "x" * max(0, size - length - 90)}


class Publisher:
    def __init__(self, token: str) -> None:
        self._connection = socket.create_connection(("127.0.0.1", SERVER))
        self._token = token

    def publish(self, channel: str, data: dict[str, object]) -> None:
        body = json.dumps({"channel": channel, "type": "batch_complete", "data": data}).encode()
        head = (
            f"POST /api/v1/publish HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {self._token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._connection.sendall(head.encode() + body)

    def answer(self) -> None:
        answer = b""
        while not answer.endswith(b"}\n"):
            answer += self._connection.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 201"), answer


class Readers:
    """Subscribers that only count what comes, and a probe that decodes it. HTTP/1.0, for a body without framing."""

    def __init__(self, variant: Variant, count: int, channel: str, token: str) -> None:
        accept = "Accept-Encoding: gzip\r\nSec-Fetch-Site: same-origin\r\n" if variant.accepts_gzip else ""
        headers = f"{accept}Authorization: Bearer {token}\r\n"
        request = f"GET /api/v1/stream?channel={channel} HTTP/1.0\r\nHost: bench\r\n{headers}\r\n"
        self._poll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        self.bytes = 0
        for _ in range(count):
            reader = socket.create_connection(("127.0.0.1", variant.port))
            reader.sendall(request.encode())
            self.sockets[reader.fileno()] = reader
            self._poll.register(reader, select.EPOLLIN)
        self._probe = next(iter(self.sockets))
        self._head = b""
        self._inflate = zlib.decompressobj(wbits=31) if variant.accepts_gzip else None
        self.body = b""
        self.read_until(b'"connected"')

    def read_until(self, needle: bytes) -> tuple[float, float]:
        """When the probe had it decoded, and when the last reader was served."""
        deadline = time.perf_counter() + 20
        seen = last = 0.0
        unserved = set(self.sockets)
        while not seen or unserved or time.perf_counter() < last + QUIET_S:
            for fd, _ in self._poll.poll(QUIET_S):
                data = self.sockets[fd].recv(262_144)
                assert data, "a stream ended"
                self.bytes += len(data)
                last = time.perf_counter()
                unserved.discard(fd)
                if fd == self._probe:
                    self._take(data)
                    if not seen and needle in self.body:
                        seen = time.perf_counter()
            assert time.perf_counter() < deadline, f"{needle!r} is held back"
        return seen, last

    def _take(self, data: bytes) -> None:
        if b"\r\n\r\n" not in self._head:
            self._head += data
            head, found, data = self._head.partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 200 OK" in head and (b"Content-Encoding: gzip" in head) == bool(self._inflate), head
        self.body += self._inflate.decompress(data) if self._inflate else data

    def close(self) -> None:
        for reader in self.sockets.values():
            reader.close()


def measure(servers: Servers, variant: Variant | None, size: int, count: int) -> dict[str, float]:
    channel = f"c{random.randrange(10**9)}"
    publisher = Publisher(servers.token)
    readers = Readers(variant, count, channel, servers.token) if variant else None
    servers.settle()
    bytes_before, started = (readers.bytes if readers else 0), servers.processor_s()
    first: list[float] = []
    everybody: list[float] = []
    for number in range(EVENTS):
        data = findings(size, number) | {"n": f"<{number}>"}
        at = time.perf_counter()
        publisher.publish(channel, data)
        if readers:
            seen, last = readers.read_until(f"<{number}>".encode())
            first.append((seen - at) * 1000)
            everybody.append((last - at) * 1000)
        publisher.answer()
    processor_ms = (servers.processor_s() - started) * 1000 / EVENTS
    if readers is None:
        return {"processor_ms": processor_ms}
    readers.close()
    return {
        "processor_ms": processor_ms,
        "bytes": (readers.bytes - bytes_before) / EVENTS / count,
        "probe_ms": statistics.median(first),
        "everybody_ms": statistics.median(everybody),
    }


def memory(servers: Servers, variant: Variant, count: int) -> float:
    """KiB of nginx per connection when each has been sent one large event; the server keeps nothing for compressing."""
    channel = f"c{random.randrange(10**9)}"
    publisher = Publisher(servers.token)
    before = servers.nginx_kib()
    readers = Readers(variant, count, channel, servers.token)
    publisher.publish(channel, findings(40_960, 1) | {"n": "<end>"})
    readers.read_until(b"<end>")
    publisher.answer()
    found = (servers.nginx_kib() - before) / count
    readers.close()
    servers.settle()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=[256, 4096, 40_960])
    parser.add_argument("--subscribers", type=int, nargs="+", default=[1, 100, 1000])
    parser.add_argument("--memory", type=int, default=500, help="connections; 0: not at all")
    options = parser.parse_args()
    with running() as servers:
        print("event  subscribers  variant                 bytes each  processor ms/event  first ms  last reader ms")
        for size in options.sizes:
            for count in options.subscribers:
                found: dict[str, list[dict[str, float]]] = defaultdict(list)
                for _ in range(options.rounds):
                    for variant in random.sample([None, *VARIANTS], len(VARIANTS) + 1):
                        found[variant.name if variant else "none"].append(measure(servers, variant, size, count))
                for name in ["none", *(variant.name for variant in VARIANTS)]:
                    keys = ("bytes", "processor_ms", "probe_ms", "everybody_ms")
                    each, cost, first, last = (min(one.get(key, 0) for one in found[name]) for key in keys)
                    print(f"{size:5}  {count:11}  {name:22} {each:11.0f}  {cost:18.2f}  {first:8.2f}  {last:14.2f}")
                sys.stdout.flush()
        for variant in VARIANTS[2:] if options.memory else []:
            kib = memory(servers, variant, options.memory)
            print(f"memory of {options.memory} connections: {variant.name:22} {kib:6.1f} KiB each")


if __name__ == "__main__":
    main()
