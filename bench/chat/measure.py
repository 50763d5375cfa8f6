"""Many chats at once: what Tailrace adds to an agent's own time, and what a hostile agent takes.

Every token says when it was said, so its delay is known to the reader, whatever the load. All agents say their first
token at the same moment: the hardest case. The same agent is then read directly, over plain HTTP.
"""

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import gevent

from tests.support.api import Api
from tests.support.port import free_port
from tests.support.server import Server

ENV = {
    "TAILRACE_AGENTS": "bench.chat.agent:AGENT",
    "TAILRACE_USER_ANSWERS": "1000",
    "TAILRACE_QUESTION_RATE": "1000000",
    "TAILRACE_STREAMS_PER_USER": "1000",
}
START_S = 5.0
"""Until the agents begin: everybody is connected by then."""
FLOOD_S = 15.0
_TICKS = 100.0  # of /proc/<pid>/stat, in a second
_PAGE_BYTES = 4096

Read = Callable[[str], Iterator[str]]


@dataclass
class Chats:
    """``delays_s`` of all tokens, and of the first of each chat, from the moment they were said."""

    first_s: list[float] = field(default_factory=list)
    delays_s: list[float] = field(default_factory=list)
    characters: int = 0
    seconds: float = 0.0

    def take(self, read: Read, question: str) -> None:
        rest = ""
        for text in read(question):
            now = time.time()
            self.characters += len(text)
            *whole, rest = (rest + text).split(" ")
            for token in whole:
                number, _, at = token.partition("@")
                self.delays_s.append(now - float(at))
                if number == "0":
                    self.first_s.append(now - float(at))


def run(read: Read, chats: int, tokens: int, gap_ms: float) -> Chats:
    found = Chats()
    at = time.time() + START_S
    gevent.joinall(
        [gevent.spawn(found.take, read, f"{tokens} {gap_ms} {at:.3f}") for _ in range(chats)], raise_error=True
    )
    found.seconds = time.time() - at
    expected = chats * tokens
    assert len(found.delays_s) == expected, f"{len(found.delays_s)} of {expected} tokens arrived"
    return found


def through_tailrace(server: Server, api: Api) -> Read:
    """By ``POST /process/stream``."""
    parts = urlsplit(server.url)

    def read(question: str) -> Iterator[str]:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
        body = json.dumps({"message": question, "agent_id": "bench"})
        connection.request("POST", "/process/stream", body, {**api.bearer, "Content-Type": "application/json"})
        response = connection.getresponse()
        assert response.status == 200, response.read()
        while line := response.readline():
            if line.startswith(b"data: ") and b'"response_chunk"' in line:
                yield json.loads(line[6:])["response_data"]["raw_response"]["parts"][0]["text"]
        connection.close()

    return read


def directly(port: int) -> Read:
    def read(question: str) -> Iterator[str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", f"/?{quote_plus(question)}")
        response = connection.getresponse()
        while piece := response.read1(65_536):
            yield piece.decode()
        connection.close()

    return read


# -- what processes take -----------------------------------------------------------------------------------------------


def processor_s(server: Server) -> dict[str, float]:
    """Of each kind of process, since its start."""
    found: dict[str, float] = {}
    for process in server.processes():
        try:
            ticks = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        except OSError:
            continue
        kind = kind_of(process.command)
        found[kind] = found.get(kind, 0.0) + sum(map(int, ticks)) / _TICKS
    return found


def kind_of(command: str) -> str:
    for mark, kind in (("producer", "producer"), ("runner", "runner"), ("wsgi", "workers")):
        if mark in command:
            return kind
    return "other"


def resident_bytes(server: Server) -> dict[str, int]:
    """Of each kind of process."""
    found: dict[str, int] = {}
    for process in server.processes():
        try:
            pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
        except OSError:
            continue
        kind = kind_of(process.command)
        found[kind] = found.get(kind, 0) + pages * _PAGE_BYTES
    return found


def flooded_bytes(server: Server, api: Api) -> dict[str, int]:
    """What a flood that somebody watches adds to the memory of each kind of process, at most."""
    before = resident_bytes(server)
    watching = gevent.spawn(lambda: [len(text) for text in through_tailrace(server, api)("flood")])
    most, ends_at = dict(before), time.monotonic() + FLOOD_S
    while not watching.ready() and time.monotonic() < ends_at:
        now = resident_bytes(server)
        most = {kind: max(size, now.get(kind, 0)) for kind, size in most.items()}
        gevent.sleep(0.02)
    assert watching.ready(), "the flood has no end"
    return {kind: size - before[kind] for kind, size in most.items()}


# -- the report --------------------------------------------------------------------------------------------------------


def share(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def row(name: str, chats: Chats) -> str:
    ms = [1000 * share(values, part) for values in (chats.first_s, chats.delays_s) for part in (0.5, 0.99)]
    rate = len(chats.delays_s) / chats.seconds
    return f"{name:18} {ms[0]:10.0f} {ms[1]:10.0f} {ms[2]:10.0f} {ms[3]:10.0f} {rate:10.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=100)
    parser.add_argument("--tokens", type=int, default=200)
    parser.add_argument("--gap-ms", type=float, default=50.0)
    options = parser.parse_args()
    wanted = (options.chats, options.tokens, options.gap_ms)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data", ENV)
        port = free_port()
        bare = subprocess.Popen([sys.executable, "-m", "bench.chat.bare", str(port)])
        try:
            server.start()
            api = server.api()
            run(through_tailrace(server, api), 2, 5, 10)  # everything has been loaded once
            before = processor_s(server)
            ours = run(through_tailrace(server, api), *wanted)
            after = processor_s(server)
            own = run(directly(port), *wanted)
            flooded = flooded_bytes(server, api)
        finally:
            bare.terminate()
            server.stop()
    print(f"{options.chats} chats at once, {options.tokens} tokens each, {options.gap_ms:g} ms apart")
    print(f"{'':18} {'first p50':>10} {'first p99':>10} {'all p50':>10} {'all p99':>10} {'tokens/s':>10}   (ms)")
    print(row("through Tailrace", ours))
    print(row("the agent itself", own))
    added = [1000 * (share(ours.first_s, part) - share(own.first_s, part)) for part in (0.5, 0.99)]
    print(f"added to the first token: {added[0]:.0f} ms (p50), {added[1]:.0f} ms (p99)")
    taken = {kind: after[kind] - before.get(kind, 0.0) for kind in after}
    print("processor: " + ", ".join(f"{kind} {seconds:.1f} s" for kind, seconds in sorted(taken.items())))
    added_mib = {kind: size / 2**20 for kind, size in flooded.items()}
    each = ", ".join(f"{kind} {mib:.0f}" for kind, mib in sorted(added_mib.items()))
    print(f"a flood adds at most {sum(added_mib.values()):.0f} MiB ({each})")
