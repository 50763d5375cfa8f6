"""The finding cache: whole entries or none, bounded, and never trusted when damaged."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import msgspec
import pytest

from services.scanning.analysis.finding_cache import MAX_CACHED_ISSUES, FindingCache, cache_of, remove_idle
from services.scanning.analysis.issue import Issue
from services.scanning.engines.bandit import Bandit
from services.scanning.engines.ruff import Ruff
from services.scanning.engines.yamllint import Yamllint
from services.scanning.files.source_file import SourceFile
from tests.support.report import issue

RUFF = Ruff()
FILE = SourceFile("src/a.py", "python", 10, "0" * 64)


def other(number: int) -> SourceFile:
    return msgspec.structs.replace(FILE, digest=f"{number:064}")


def got(cache: FindingCache, file: SourceFile) -> list[Issue] | None:
    return cache.get([RUFF], file).get(RUFF)


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_is_put_is_got(tmp_path: Path) -> None:
    cache = FindingCache(tmp_path)
    assert got(cache, FILE) is None
    cache.put(FILE, {RUFF: [issue(3)]})
    assert got(cache, FILE) == [issue(3)]
    cache.put(other(1), {RUFF: []})
    assert got(cache, other(1)) == []


def test_an_entry_has_what_each_engine_found(tmp_path: Path) -> None:
    cache, bandit = FindingCache(tmp_path), Bandit()
    cache.put(FILE, {RUFF: [issue(3)], bandit: []})
    assert cache.get([RUFF, bandit, Yamllint()], FILE) == {RUFF: [issue(3)], bandit: []}
    [_] = entries(tmp_path)


def test_too_many_issues_of_an_engine_are_not_kept(tmp_path: Path) -> None:
    cache, bandit = FindingCache(tmp_path), Bandit()
    cache.put(FILE, {RUFF: [issue(3)], bandit: [issue(line) for line in range(1, MAX_CACHED_ISSUES + 2)]})
    assert cache.get([RUFF, bandit], FILE) == {RUFF: [issue(3)]}


def test_a_file_may_move_but_not_be_renamed(tmp_path: Path) -> None:
    cache = FindingCache(tmp_path)
    cache.put(FILE, {RUFF: [issue(3)]})
    assert got(cache, msgspec.structs.replace(FILE, path="lib/a.py")) == [issue(3)]
    assert got(cache, msgspec.structs.replace(FILE, path="src/__init__.py")) is None


@pytest.mark.parametrize("damage", [b"", b"[", b"{}", b'[{"line": "x"}]', b'{"a": 1}', b"\xff\xfe", b"null", b"[1]"])
def test_a_damaged_entry_is_a_miss_and_is_written_anew(tmp_path: Path, damage: bytes) -> None:
    cache = FindingCache(tmp_path)
    cache.put(FILE, {RUFF: [issue(3)]})
    [entry] = entries(tmp_path)
    entry.write_bytes(damage)
    assert got(cache, FILE) is None
    cache.put(FILE, {RUFF: [issue(4)]})
    assert got(cache, FILE) == [issue(4)]
    assert entries(tmp_path) == [entry]


def test_it_stays_within_its_bound_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    cache = FindingCache(tmp_path, max_bytes=20 * 4096)
    for number in range(40):
        cache.put(other(number), {RUFF: []})
        [newest] = set(entries(tmp_path)) - {path for path in entries(tmp_path) if path.stat().st_mtime < 1e9}
        os.utime(newest, (number, number))
    got(cache, other(0))  # most recently used
    assert cache.prune() == 24
    assert len(entries(tmp_path)) == 16
    assert got(cache, other(0)) == []
    assert got(cache, other(1)) is None
    assert got(cache, other(39)) == []
    assert cache.prune() == 0


def test_a_folder_that_cannot_be_written_costs_the_reuse_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = FindingCache(tmp_path / "file" / "below")
    cache.put(FILE, {RUFF: [issue(3)]})
    assert got(cache, FILE) is None
    assert cache.prune() == 0


def test_writers_at_the_same_time_leave_a_whole_entry(tmp_path: Path) -> None:
    cache = FindingCache(tmp_path)
    versions = [[issue(line, message="x" * 2000)] * 50 for line in range(1, 5)]
    threads = [
        threading.Thread(target=lambda kept=kept: [cache.put(FILE, {RUFF: kept}) for _ in range(50)])
        for kept in versions
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert got(cache, FILE) in (None, *versions)
    for thread in threads:
        thread.join()
    assert len(entries(tmp_path)) == 1


def test_users_have_nothing_in_common(tmp_path: Path) -> None:
    ada = FindingCache(cache_of(tmp_path, "ada"))
    ada.put(FILE, {RUFF: [issue(3)]})
    ada.put_answer(b"question", "answer")
    bob = FindingCache(cache_of(tmp_path, "bob"))
    assert got(bob, FILE) is None and bob.get_answer(b"question") is None
    assert got(ada, FILE) == [issue(3)] and ada.get_answer(b"question") == "answer"


@pytest.mark.parametrize("user_id", ["../../secrets", "/etc", "a/b", "", "x" * 5000, "\ud800"])
def test_a_users_cache_lies_below_all_caches_whatever_the_id(tmp_path: Path, user_id: str) -> None:
    assert cache_of(tmp_path, user_id).parent == tmp_path


def test_a_cache_that_nobody_used_for_a_month_goes(tmp_path: Path) -> None:
    for user, used_at in (("ada", 0), ("bob", 40 * 86_400)):
        cache = FindingCache(cache_of(tmp_path, user))
        cache.put(FILE, {RUFF: []})
        os.utime(cache.folder, (used_at, used_at))
    remove_idle(tmp_path, now=41 * 86_400)
    assert [path.name for path in tmp_path.iterdir()] == [cache_of(tmp_path, "bob").name]
    remove_idle(tmp_path / "missing", now=0)


def test_an_entry_too_large_to_be_ours_is_a_miss(tmp_path: Path) -> None:
    cache = FindingCache(tmp_path)
    cache.put(FILE, {RUFF: [issue(3)]})
    [entry] = entries(tmp_path)
    entry.write_bytes(b"[" + b" " * 9 * 2**20 + b"]")
    assert got(cache, FILE) is None
