"""Batches: always at least one, in order, with a cumulative summary, and nothing checked twice."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from services.scanning.analysis.batch import analyse
from services.scanning.analysis.finding_cache import FindingCache
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.engines.ruff import Ruff
from tests.support.engine import FOUND, Program
from tests.support.source_tree import Analysis, write_tree

SHELL = "import subprocess\n\n\ndef run(name):\n    subprocess.call('ls ' + name, shell=True)\n"
KEYS = [
    "total_files",
    "files_with_issues",
    "total_issues",
    "critical_issues",
    "high_issues",
    "batches_completed",
    "total_batches",
    "issues_not_kept",
]


def test_an_empty_repository_is_one_empty_batch(tmp_path: Path) -> None:
    analysis = Analysis(tmp_path, [])
    [batch] = analysis.batches
    assert (batch.batch, batch.total_batches, batch.issues_by_file, batch.files) == (1, 1, {}, [])
    assert batch.summary == dict.fromkeys(KEYS, 0) | {"batches_completed": 1, "total_batches": 1}


@pytest.mark.parametrize(("files", "batches"), [(1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (25, 3)])
def test_files_are_divided_into_batches(tmp_path: Path, files: int, batches: int) -> None:
    tree = write_tree(tmp_path, {f"{number:02}.py": "x = 1\n" for number in range(files)})
    analysis = Analysis(tmp_path, tree, engines=[Program("true")])
    assert [batch.batch for batch in analysis.batches] == list(range(1, batches + 1))
    assert {batch.total_batches for batch in analysis.batches} == {batches}
    assert [path for batch in analysis.batches for path in batch.files] == [file.path for file in tree]


def test_the_summary_is_cumulative(tmp_path: Path) -> None:
    tree = write_tree(
        tmp_path, {"a.py": SHELL, "b.py": "x = 1\n", "c.py": SHELL + "\n\ndef f():\n    return missing\n"}
    )
    analysis = Analysis(tmp_path, tree, engines=[Ruff()], batch_files=1)
    assert [list(batch.summary) for batch in analysis.batches] == [KEYS] * 3
    assert [tuple(batch.summary.values()) for batch in analysis.batches] == [
        (1, 1, 1, 0, 1, 1, 3, 0),
        (2, 1, 1, 0, 1, 2, 3, 0),
        (3, 2, 3, 0, 2, 3, 3, 0),
    ]
    assert [list(batch.issues_by_file) for batch in analysis.batches] == [["a.py"], [], ["c.py"]]


def test_batches_are_told_in_order_whatever_engines_take(tmp_path: Path) -> None:
    # The first batch's engine waits for the second's, so the second finishes first but is reported second.
    flag = tmp_path / "flag"
    wait = f'case "$(cat "$1")" in first) while ! test -e {flag}; do sleep 0.01; done;; second) touch {flag};; esac'
    tree = write_tree(tmp_path / "tree", {"a.py": "first", "b.py": "second"})
    analysis = Analysis(tmp_path / "tree", tree, engines=[Program(wait, writes=tmp_path)], batch_files=1)
    assert [batch.files for batch in analysis.batches] == [["a.py"], ["b.py"]]
    assert analysis.errors == []


def test_an_error_in_the_callback_ends_the_analysis(tmp_path: Path) -> None:
    tree = write_tree(tmp_path, {f"{number}.py": "x" for number in range(5)})

    def refuse(_batch: object) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        analyse(
            tmp_path,
            tree,
            batch_files=1,
            engine_timeout_s=10,
            cache=None,
            room=IssueRoom(1000, 20_000),
            on_batch=refuse,
            on_error=refuse,
            engines=[Program("true")],
        )


def test_an_unchanged_tree_starts_no_engine(tmp_path: Path) -> None:
    cache = FindingCache(tmp_path / "cache")
    engine = Program("true", tmp_path / "trace")
    tree = write_tree(tmp_path / "tree", {f"{number}.py": f"x = {number}\n" for number in range(25)})
    first = Analysis(tmp_path / "tree", tree, engines=[engine], cache=cache)
    assert engine.starts == 2
    second = Analysis(tmp_path / "tree", tree, engines=[engine], cache=cache)
    assert engine.starts == 2
    assert second.told == first.told


@pytest.mark.parametrize(("files", "starts"), [(1, 1), (2, 2), (3, 2), (7, 3), (8, 4), (62, 7)])
def test_later_batches_share_starts(tmp_path: Path, files: int, starts: int) -> None:
    engine = Program("true", tmp_path / "trace")
    tree = write_tree(tmp_path / "tree", {f"{number:02}.py": f"x = {number}\n" for number in range(files)})
    analysis = Analysis(tmp_path / "tree", tree, engines=[engine], batch_files=1)
    assert (len(analysis.batches), engine.starts) == (files, starts)


def test_a_failure_is_told_with_the_batch_of_its_file(tmp_path: Path) -> None:
    tree = write_tree(tmp_path, {f"{number}.py": "bad" if number == 5 else "good" for number in range(8)})
    fails = 'for f; do grep -q bad "$f" && exit 9; done; true'
    analysis = Analysis(tmp_path, tree, engines=[Program(fails)], batch_files=1)
    assert [(error.batch, error.error) for error in analysis.errors] == [
        (6, "sh ended with status 9: no message on 5.py")
    ]
    assert [batch.files for batch in analysis.batches] == [[file.path] for file in tree]


def test_only_what_changed_is_checked_again(tmp_path: Path) -> None:
    cache = FindingCache(tmp_path / "cache")
    engine = Program(f'for f; do cat "$f" >> {tmp_path}/seen; done', writes=tmp_path)
    root = tmp_path / "tree"
    contents = {f"{number}.py": f"{number}\n" for number in range(5)}
    Analysis(root, write_tree(root, contents), engines=[engine], cache=cache)
    (tmp_path / "seen").unlink()
    Analysis(root, write_tree(root, {**contents, "3.py": "changed\n"}), engines=[engine], cache=cache)
    assert (tmp_path / "seen").read_text() == "changed\n"


def test_the_first_batch_is_small_for_it_is_waited_for(tmp_path: Path) -> None:
    contents = {f"{number}.py": "x = 1\n" * 2000 for number in range(12)}
    analysis = Analysis(tmp_path, write_tree(tmp_path, contents), engines=[Ruff()])
    assert [len(batch.files) for batch in analysis.batches] == [2, 10]
    assert {batch.total_batches for batch in analysis.batches} == {2}


def test_a_first_file_larger_than_the_first_batch_is_alone_there(tmp_path: Path) -> None:
    contents = {"0.py": "x = 1\n" * 9000, "1.py": "x = 1\n"}
    analysis = Analysis(tmp_path, write_tree(tmp_path, contents), engines=[Ruff()])
    assert [batch.files for batch in analysis.batches] == [["0.py"], ["1.py"]]


def test_another_version_or_configuration_of_an_engine_checks_again(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    tree = write_tree(tmp_path / "tree", {"a.py": "x"})
    engine = Program("true", tmp_path / "trace")
    Analysis(tmp_path / "tree", tree, engines=[engine], cache=FindingCache(folder))
    engine.version = "2"
    Analysis(tmp_path / "tree", tree, engines=[engine], cache=FindingCache(folder))
    assert engine.starts == 2
    engine.module = str(Path(__file__))
    Analysis(tmp_path / "tree", tree, engines=[engine], cache=FindingCache(folder))
    assert engine.starts == 3


def test_what_an_engine_failed_on_is_not_remembered_as_clean(tmp_path: Path) -> None:
    cache = FindingCache(tmp_path / "cache")
    tree = write_tree(tmp_path / "tree", {"a.py": "x", "b.py": "y"})
    failing = Program('case "$1" in */a.py) exit 9;; esac', tmp_path / "trace")
    Analysis(tmp_path / "tree", tree, engines=[failing], cache=cache, batch_files=1)
    analysis = Analysis(tmp_path / "tree", tree, engines=[failing], cache=cache, batch_files=1)
    assert failing.starts == 3
    assert len(analysis.errors) == 1
    assert analysis.issues_by_file == {"b.py": [FOUND]}


def test_all_engines_agree_with_and_without_the_cache(tmp_path: Path) -> None:
    shuffled = random.Random(7)
    names = [f"{number}.{suffix}" for number in range(6) for suffix in ("py", "sh", "js")]
    texts = {"py": SHELL, "sh": "#!/bin/sh\nrm -rf $1/*\n", "js": "eval(x);\n"}
    contents = {name: texts[name.rpartition(".")[2]] + "\n" * shuffled.randrange(3) for name in names}
    tree = write_tree(tmp_path / "tree", contents)
    cache = FindingCache(tmp_path / "cache")
    plain = Analysis(tmp_path / "tree", tree)
    assert Analysis(tmp_path / "tree", tree, cache=cache).told == plain.told
    assert Analysis(tmp_path / "tree", tree, cache=cache).told == plain.told


def test_what_is_beyond_the_room_is_counted_and_not_kept(tmp_path: Path) -> None:
    tree = write_tree(tmp_path, {"a.py": "eval(x)\n" * 300, "b.py": "eval(x)\n" * 300})
    analysis = Analysis(tmp_path, tree, engines=[Ruff()], batch_files=1, room=IssueRoom(per_file=250, per_scan=400))
    kept = {path: len(issues) for path, issues in analysis.issues_by_file.items()}
    assert sum(kept.values()) <= 400 and max(kept.values()) == 250
    found = {batch.files[0]: kept.get(batch.files[0], 0) + batch.not_kept[batch.files[0]] for batch in analysis.batches}
    assert found["a.py"] == found["b.py"] >= 300
    summary = analysis.batches[-1].summary
    assert summary["total_issues"] == sum(kept.values())
    assert summary["issues_not_kept"] == sum(found.values()) - sum(kept.values())
