"""A run's folder, and which of its files a client may name."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from services.errors import BadRequest, TooLarge
from services.files.run_folder import RunFolder, file_inside


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    folder = RunFolder(tmp_path / "runs" / "0123")
    folder.create()
    folder.create()
    return folder


def test_nobody_else_on_the_machine_can_read_it(folder: RunFolder) -> None:
    assert folder.path.stat().st_mode & 0o777 == 0o700


def test_a_reader_never_sees_half_of_a_file_that_is_replaced(folder: RunFolder) -> None:
    whole = [bytes([byte]) * 500_000 for byte in b"ab"]
    folder.write("graph.json", whole[0])
    writer = threading.Thread(target=lambda: [folder.write("graph.json", whole[turn % 2]) for turn in range(50)])
    writer.start()
    while writer.is_alive():
        assert (folder.path / "graph.json").read_bytes() in whole
    assert [path.name for path in folder.path.iterdir()] == ["graph.json"]


def test_a_file_is_read_up_to_a_limit(folder: RunFolder) -> None:
    folder.write("graph.json", b"x" * 1000)
    assert folder.read("graph.json", 1000) == b"x" * 1000
    with pytest.raises(TooLarge):
        folder.read("graph.json", 999)
    with pytest.raises(FileNotFoundError):
        folder.read("other.json", 999)


def test_no_link_is_followed_where_a_file_is_read(folder: RunFolder) -> None:
    (folder.path / "link").symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="Too many levels of symbolic links"):
        folder.read("link", 100_000)


def test_what_is_removed_is_gone_and_can_be_removed_again(folder: RunFolder) -> None:
    folder.write("graph.json", b"{}")
    folder.remove()
    folder.remove()
    assert list(folder.path.parent.iterdir()) == []


def test_a_removal_that_was_cut_short_is_completed_by_the_next(folder: RunFolder) -> None:
    folder.path.rename(folder.path.with_name(".0123.deleted"))
    folder.remove()
    assert list(folder.path.parent.iterdir()) == []


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    tree = tmp_path / "tree"
    (tree / "a").mkdir(parents=True)
    (tree / "a" / "b.txt").write_text("inside")
    (tmp_path / "secret").write_text("outside")
    (tree / "link").symlink_to(tmp_path / "secret")
    (tree / "loop").symlink_to(tree / "loop")
    return tree


def test_a_file_of_the_folder_is_found(tree: Path) -> None:
    assert file_inside(tree, "a/b.txt") == tree / "a" / "b.txt"


@pytest.mark.parametrize("path", ["", "/etc/passwd", "..", "a/../../secret", "a/\0b", "../tree/a/b.txt"])
def test_a_path_out_of_the_folder_is_refused(tree: Path, path: str) -> None:
    with pytest.raises(BadRequest):
        file_inside(tree, path)


@pytest.mark.parametrize("path", ["c", "a", "a/b.txt/c", "link", "loop", "x" * 5000, "\ud800"])
def test_what_is_no_file_of_the_folder_is_not_found(tree: Path, path: str) -> None:
    assert file_inside(tree, path) is None
    assert file_inside(tree.parent / "missing", path) is None
