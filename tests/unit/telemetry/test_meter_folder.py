"""The meter folder: what processes counted is neither lost nor counted twice, however they end, whatever is broken."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from services.companion import lock
from services.telemetry import meter as declaring
from services.telemetry import meter_file
from services.telemetry.meter import Counter, Gauge, Histogram, Label
from services.telemetry.meter_folder import MeterFolder
from tests.support.condition import wait_until

ROOT = Path(__file__).resolve().parents[3]
COUNTING = Path(__file__).with_name("counting.py")


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """What version 1 of the counting process declares."""
    monkeypatch.setattr(declaring, "_declared", {})
    Counter("test_counted_total", "Counted.", Label("colour", ["red", "blue"]))
    Counter("test_old_total", "Was there once.")
    Gauge("test_open", "Open now.")
    Histogram("test_took_ms", "Took.", buckets=[1, 2])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "meters"


@pytest.fixture
def folder(path: Path) -> Iterator[MeterFolder]:
    folder = MeterFolder(path)
    yield folder
    folder.leave()


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(path: Path) -> Iterator[Start]:
    with ExitStack() as running:

        def start(version: int = 1, times: int = 10, threads: int = 1) -> subprocess.Popen[str]:
            arguments = [str(path), *map(str, (version, times, threads))]
            process = running.enter_context(
                subprocess.Popen(
                    [sys.executable, str(COUNTING), *arguments],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    env={**os.environ, "PYTHONPATH": str(ROOT)},
                )
            )
            running.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            return process

        yield start


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(timeout=10)


def counted(folder: MeterFolder, colour: str = "red") -> float:
    return folder.total().of("test_counted_total")[(colour,)][0]


def names(path: Path) -> set[str]:
    return {file.name for file in path.iterdir()} - {"retired", "fold.lock"}


def test_all_processes_count_together_and_threads_lose_nothing(folder: MeterFolder, start: Start) -> None:
    start(times=20_000, threads=8)
    start(times=5)
    assert counted(folder) == 160_005
    assert folder.total().of("test_open")[()] == [4]
    assert folder.total().of("test_took_ms")[()] == [0, 2, 0, 3]


def test_a_killed_process_loses_nothing_and_its_gauges_are_gone_at_once(
    folder: MeterFolder, start: Start, path: Path
) -> None:
    stays, dies = start(), start()
    kill(dies)
    for _ in range(3):
        assert counted(folder) == 20
        assert folder.total().of("test_open")[()] == [2]
    assert len(names(path)) == 1
    kill(stays)
    assert counted(folder) == 20
    assert folder.total().of("test_took_ms")[()] == [0, 2, 0, 3]
    assert folder.total().of("test_open")[()] == [0]
    assert not names(path)


def test_whoever_opens_the_folder_folds_so_that_files_never_pile_up(start: Start, path: Path) -> None:
    for _ in range(4):
        kill(start())
    start()
    assert len(names(path)) == 1


def test_a_fold_that_was_cut_short_counts_nothing_twice(folder: MeterFolder, start: Start, path: Path) -> None:
    kill(start())
    left = {file: file.read_bytes() for file in path.glob("*.meters")}
    assert counted(folder) == 10
    for file, content in left.items():
        file.write_bytes(content)  # as if the crash came between the rename and the removal
    assert counted(folder) == 10
    kill(start())
    assert counted(folder) == 20
    assert not names(path)


def test_a_fold_of_somebody_else_is_not_waited_for(folder: MeterFolder, start: Start, path: Path) -> None:
    kill(start())
    fd = lock.take(path, "fold.lock")
    assert fd is not None
    assert counted(folder) == 10
    assert len(names(path)) == 1
    os.close(fd)
    assert counted(folder) == 10
    assert not names(path)


def test_reading_begins_again_when_a_fold_comes_in_between(
    folder: MeterFolder, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(start())
    kill(start())
    read, times = meter_file.read, iter(range(100))

    def read_late(file: Path) -> meter_file.MeterFile:
        if next(times) == 1:  # the first file is read; the second is folded away
            MeterFolder(file.parent).fold()
        return read(file)

    monkeypatch.setattr(meter_file, "read", read_late)
    assert counted(folder) == 20


def test_an_upgrade_keeps_what_both_versions_know(folder: MeterFolder, start: Start) -> None:
    old = start(version=1)
    new = start(version=2)
    for _ in range(2):
        total = folder.total()
        assert total.of("test_counted_total") == {("red",): [20], ("blue",): [0], ("other",): [0]}
        assert total.of("test_old_total")[()] == [3]
        assert total.of("test_took_ms")[()] == [0, 1, 0, 1.5]  # buckets of another version cannot be added
        kill(old)
        kill(new)
    kill(start(version=1))
    assert folder.total().of("test_took_ms")[()] == [0, 2, 0, 3]
    assert counted(folder) == 30


def test_what_this_version_does_not_know_is_kept_for_the_other(folder: MeterFolder, start: Start) -> None:
    kill(start(version=1))
    kill(start(version=2))  # whose opening folded the first one's file
    assert folder.total().of("test_old_total")[()] == [3]


@pytest.mark.parametrize("damage", [b"", b"meters 1", b"\xff" * 5000, b"meters 1\xff\xff\xff\xff\xff\xff\xff\x7f{}"])
@pytest.mark.parametrize("name", ["0123456789abcdef.meters", "retired"])
def test_a_damaged_file_is_no_reason_to_answer_nothing(
    folder: MeterFolder, start: Start, path: Path, damage: bytes, name: str
) -> None:
    start()
    (path / name).write_bytes(damage)
    kill(start())
    assert counted(folder) == 20
    assert counted(folder) == 20


def test_damaged_numbers_do_not_stay_in_every_sum(folder: MeterFolder, start: Start, path: Path) -> None:
    kill(start())
    (file,) = path.glob("*.meters")
    content = file.read_bytes()
    file.write_bytes(content[:-8] + b"\xff" * 8)  # not a number
    assert folder.total().of("test_took_ms")[()] == [0, 1, 0, 0]


def test_without_a_folder_a_process_counts_in_its_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "meters").write_text("a file in its place")
    folder = MeterFolder(tmp_path / "meters")
    folder.open()
    folder.open()
    counter = declaring.declared()[0]
    assert isinstance(counter, Counter)
    counter.add(1, "red")
    assert counted(folder) == 1
    assert [record.message for record in caplog.records] == ["meters_not_kept"]


def test_on_a_full_disk_a_process_counts_in_its_memory_and_moves_to_its_file_later(
    folder: MeterFolder, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = declaring.declared()[0]
    assert isinstance(counter, Counter)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))  # Python ignores its signal; writing fails
    try:
        folder.open()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    counter.add(1, "red")
    assert not names(path)
    monkeypatch.setattr(time, "monotonic", lambda: 1e9)
    folder.open()
    counter.add(1, "red")
    assert len(names(path)) == 1
    assert counted(folder) == 2


def test_on_a_full_disk_the_numbers_of_the_dead_stay_where_they_are(
    folder: MeterFolder, start: Start, path: Path
) -> None:
    kill(start())
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        assert counted(folder) == 10
        assert len(names(path)) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert counted(folder) == 10
    assert not names(path)


def test_what_a_killed_opener_left_is_swept(folder: MeterFolder, path: Path) -> None:
    path.mkdir()
    old, young = path / "a.new", path / "b.new"
    for file in (old, young):
        file.touch()
    os.utime(old, (0, 0))
    folder.fold()
    assert names(path) == {"b.new"}


def test_a_process_that_runs_is_never_taken_for_dead(folder: MeterFolder, start: Start, path: Path) -> None:
    process = start()
    folder.fold()
    folder.fold()
    assert len(names(path)) == 1
    kill(process)
    wait_until(lambda: not (folder.fold() or names(path)), "its file is folded")
