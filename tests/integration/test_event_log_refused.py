"""The server refuses to start on an event log that it cannot open:
one clear line names the cause and the fix, and not a byte changes.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from services.streaming.event import new_event
from services.streaming.log.event_log import Append
from services.streaming.log.sqlite_log import SqliteEventLog
from services.streaming.log.sqlite_schema import VERSION
from tests.support.server import Server

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log as ``kill -9`` leaves it: 4 MB in the database, more in its -wal."""
    folder = tmp_path_factory.mktemp("whole") / "log"
    program = f"""
import os
from pathlib import Path
from {SqliteEventLog.__module__} import SqliteEventLog
from {Append.__module__} import Append
from {new_event.__module__} import new_event
log = SqliteEventLog(Path({str(folder)!r}))
for part in range(40):
    log.append([Append([new_event("jobs.a", "note", {{"pad": "x" * 1000}}) for _ in range(100)])])
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    assert (folder / "events.db-wal").stat().st_size > 100_000
    return folder


@pytest.fixture
def log(whole: Path, tmp_path: Path) -> Path:
    """A copy of that log in the data folder of a server that has not started yet."""
    return shutil.copytree(whole, tmp_path / "data" / "log")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Start the server, which must refuse, and return what it says."""
    servers: list[Server] = []

    def refused(*under: str) -> str:
        server = Server(tmp_path / "data", under=under)
        servers.append(server)
        with pytest.raises(AssertionError, match="ended with 1"):
            server.start()
        (line,) = [line for line in server.log.splitlines() if "Tailrace cannot start" in line]
        assert "Traceback" not in server.log
        return line

    yield refused
    for server in servers:
        server.kill_the_rest()


def overwrite(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def without_wal(log: Path) -> Path:
    """Everything is in one file, as after a clean stop."""
    with closing(sqlite3.connect(log / "events.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return log / "events.db"


def random_header(log: Path) -> None:
    overwrite(without_wal(log), 0, bytes(range(7, 107)))


def cut_in_the_middle(log: Path) -> None:
    path = without_wal(log)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 + 1000)


def cut_under_its_wal(log: Path) -> None:
    with (log / "events.db").open("r+b") as file:
        file.truncate(500_000)
    with (log / "events.db-wal").open("r+b") as file:
        file.truncate(60_000)


def text_instead(log: Path) -> None:
    without_wal(log).write_text("my notes\n" * 5000)


def page_of_zeros(log: Path) -> None:
    path = without_wal(log)
    overwrite(path, path.stat().st_size // 2 // 4096 * 4096, bytes(4096))


@pytest.mark.parametrize("damage", [random_header, cut_in_the_middle, cut_under_its_wal, text_instead, page_of_zeros])
def test_a_damaged_log_is_named_and_left_alone(
    log: Path, start: Callable[..., str], damage: Callable[[Path], None]
) -> None:
    damage(log)
    before = contents(log)
    said = start()
    assert f"The event log {log / 'events.db'} is damaged and cannot be opened" in said
    assert "restore it from a backup, or move it away" in said
    assert contents(log) == before


def contents(log: Path) -> dict[str, bytes]:
    """Return the database and its pending writes. An empty -wal means nothing, so leave it out."""
    found = {name: log / name for name in ("events.db", "events.db-wal", "events.high")}
    return {name: path.read_bytes() for name, path in found.items() if path.exists() and path.stat().st_size}


def test_a_log_of_a_newer_version_is_left_alone(log: Path, start: Callable[..., str]) -> None:
    with closing(sqlite3.connect(log / "events.db")) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = contents(log)
    said = start()
    assert f"it has version {VERSION + 1}, and this Tailrace knows {VERSION}" in said
    assert "start the Tailrace that wrote it, or a newer one" in said
    assert contents(log) == before


@pytest.mark.parametrize("mode", ["NORMAL", "EXCLUSIVE"])
def test_a_locked_log_is_named(log: Path, start: Callable[..., str], mode: str) -> None:
    with closing(sqlite3.connect(log / "events.db", isolation_level=None)) as other:
        other.execute(f"PRAGMA locking_mode = {mode}")
        other.execute("BEGIN IMMEDIATE")
        assert "Another program (a backup, a shell) has locked the event log" in start()


def test_a_data_folder_that_is_read_only_is_named(log: Path, start: Callable[..., str]) -> None:
    data = log.parent
    subprocess.run(["mount", "--bind", "-o", "ro", data, data], check=True)
    try:
        said = start()
    finally:
        subprocess.run(["umount", "--lazy", data], check=True)
    assert f"TAILRACE_DATA: the data folder {data} cannot be used: Read-only file system" in said


def test_a_data_folder_of_somebody_else_is_named(log: Path, start: Callable[..., str]) -> None:
    data = log.parent
    os.chown(data, 12_345, 12_345)
    data.chmod(0o700)
    # The tests may run as root; without these capabilities, even root is refused.
    said = start("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")
    assert (
        f"TAILRACE_DATA: the data folder {data} cannot be used: Operation not permitted. Give a folder that this user"
        in said
    )
