"""A neighbour: somebody who uses a server that is under attack, and notices whether it harms them.

While a block runs, they ask `/healthz` on fresh connections, publish and read what they published, and have a small
archive analysed. After it, all of that must have worked as on any other day.
"""

from __future__ import annotations

import io
import statistics
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.raw_stream import RawStream
from tests.support.server import Server

PASSWORD = "a password of their own"
NORMAL_S = 0.2
"""The median within which `/healthz` answers. No single wait may be ten times as long. Not counted is how long a busy
machine gave worker or test no processor: that is not the attack's doing.
"""
GROWTH_MIB = 150
ENDED = ("succeeded", "failed", "cancelled")


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return packed.getvalue()


def upload(api: Api, archive: bytes, name: str = "sources.zip") -> requests.Response:
    return api.post("/rlm/analyze", files={"file": (name, archive)}, timeout=60)


def ended(api: Api, scan_id: str, *, within_s: float = 60) -> dict[str, object]:
    """Wait for a scan's end and return it."""
    scan: dict[str, object] = {}

    def has_ended() -> bool:
        scan.update(api.get(f"/rlm/scans/{scan_id}").json())
        return scan["status"] in ENDED

    wait_until(has_ended, "the analysis has ended", within_s=within_s)
    return scan


class Neighbour:
    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        self._channel = f"jobs.{name}"
        server.add_user(name, PASSWORD, publish=[self._channel], subscribe=[self._channel])
        self.api = Api(server.url).login(name, PASSWORD)
        self._stop = threading.Event()
        self._waits_s: list[float] = []
        self._resident_mib = 0.0

    @contextmanager
    def unharmed(self) -> Iterator[None]:
        """Fail if what happens in the block keeps the neighbour from their work, or fills a worker's memory."""
        self._stop.clear()
        self._waits_s.clear()
        before_mib = self._resident_mib = self._largest_worker_mib()
        with ThreadPoolExecutor() as pool:
            works = [pool.submit(work) for work in (self._ask_for_health, self._talk, self._scan)]
            try:
                yield
            finally:
                self._stop.set()
            for work in works:
                work.result()
        assert statistics.median(self._waits_s) < NORMAL_S, sorted(self._waits_s)
        assert max(self._waits_s) < 10 * NORMAL_S, sorted(self._waits_s)
        assert self._resident_mib - before_mib < GROWTH_MIB, (before_mib, self._resident_mib)

    def _ask_for_health(self) -> None:
        """At least ten times. A wait has no other bound, so that the slowest shows."""
        worker = Path(f"/proc/{self._server.worker_pids[0]}/schedstat")
        me = Path("/proc/thread-self/schedstat")
        while not self._stop.is_set() or len(self._waits_s) < 10:
            before = time.monotonic() - _starved_s(worker) - _starved_s(me)
            with RawStream.open(f"{self._server.url}/healthz", headers={"Connection": "close"}, timeout_s=60) as answer:
                assert answer.status == 200
            self._waits_s.append(time.monotonic() - _starved_s(worker) - _starved_s(me) - before)
            self._resident_mib = max(self._resident_mib, self._largest_worker_mib())
            time.sleep(0.05)

    def _talk(self) -> None:
        """At least once more after the attack."""
        token = self.api.stream_token(self._channel)
        with RawStream.open(f"{self._server.url}/api/v1/stream?channel={self._channel}&token={token}") as stream:
            is_over = False
            while not is_over:
                is_over = self._stop.wait(0.1)
                stream.read_until(b"id: %d\n" % self.api.publish(self._channel, {}))

    def _scan(self) -> None:
        answer = upload(self.api, zipped({"run.py": "import os\nos.system(input())\n"}))
        assert answer.status_code == 202, answer.text
        scan = ended(self.api, answer.json()["scan_id"], within_s=60)
        assert (scan["status"], scan["issues_found"]) == ("succeeded", 1), scan

    def _largest_worker_mib(self) -> float:
        return max(_resident_mib(pid) for pid in self._server.worker_pids)


def _starved_s(schedstat: Path) -> float:
    """How long a thread was ready to run and waited for a processor."""
    return int(schedstat.read_text().split()[1]) / 1e9


def _resident_mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 2**20
