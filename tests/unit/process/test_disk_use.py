"""Measuring what lies in folders, on the test's own file system."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.process.disk_use import NO_LIMIT, DiskUse, disk_use
from services.process.tree import read_process

MIB = 2**20


def test_blocks_count_and_not_sizes(tmp_path: Path) -> None:
    (tmp_path / "dense").write_bytes(os.urandom(MIB))
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(2**30)
    use = disk_use([tmp_path])
    assert MIB <= use.bytes < 2 * MIB
    assert use.files == 3


def test_a_file_with_several_names_counts_its_bytes_once_and_each_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(os.urandom(MIB))
    for number in range(5):
        (tmp_path / str(number)).hardlink_to(tmp_path / "file")
    use = disk_use([tmp_path])
    assert MIB <= use.bytes < 2 * MIB
    assert use.files == 7


def test_links_are_counted_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "large").write_bytes(os.urandom(MIB))
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "link").symlink_to(tmp_path / "far")
    use = disk_use([tmp_path / "near"])
    assert (use.files, use.bytes < MIB) == (2, True)
    assert disk_use([tmp_path / "near" / "link"]).files == 1


def test_a_path_may_be_a_file_or_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    assert disk_use([tmp_path / "file", tmp_path / "nothing", tmp_path / "file" / "below"]).files == 1


@pytest.fixture
def deep_folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "deep"
    folder.mkdir()
    yield folder
    subprocess.run(["rm", "-rf", folder], check=True)  # deeper than Python can delete


def test_no_tree_is_too_deep_and_few_folders_are_open_at_a_time(deep_folder: Path) -> None:
    """Two folders at each of 800 levels: paths of 16,000 bytes."""
    depth, name = 800, "a folder with a name"
    fd = os.open(deep_folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("beside", dir_fd=fd)
        os.mkdir(name, dir_fd=fd)
        below = os.open(name, os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = below
    os.close(fd)
    opened = {len(os.listdir("/proc/self/fd"))}  # noqa: PTH208

    def is_wanted() -> bool:
        opened.add(len(os.listdir("/proc/self/fd")))  # noqa: PTH208
        return True

    assert disk_use([deep_folder], is_wanted=is_wanted).files == 1 + 2 * depth
    assert max(opened) - min(opened) < 50


@pytest.mark.parametrize("most", [DiskUse(2**40, 100), DiskUse(100 * 4096, 10**9)])
def test_counting_ends_where_the_limit_is_passed(tmp_path: Path, most: DiskUse) -> None:
    for number in range(1000):
        (tmp_path / str(number)).write_bytes(b"x")
    use = disk_use([tmp_path], most=most)
    assert use.bytes > most.bytes or use.files > most.files
    assert use.files < 200
    assert disk_use([tmp_path], most=NO_LIMIT).files == 1001


def test_counting_ends_when_it_is_no_longer_wanted(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    assert disk_use([tmp_path], is_wanted=lambda: False).files == 1


def test_a_deleted_file_counts_while_it_is_open(tmp_path: Path) -> None:
    own = read_process(os.getpid())
    assert own is not None
    before = disk_use([tmp_path], [own]).bytes
    with (tmp_path / "file").open("wb") as file, os.fdopen(os.dup(file.fileno())):
        file.write(os.urandom(MIB))
        file.flush()
        (tmp_path / "file").unlink()
        assert MIB <= disk_use([tmp_path], [own]).bytes - before < 2 * MIB
    assert disk_use([tmp_path], [own]).bytes == before
