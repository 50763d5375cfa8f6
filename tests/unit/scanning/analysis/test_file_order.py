"""The order of files: what others use and what changes often comes first, whatever the language and place."""

from __future__ import annotations

from pathlib import Path

from services.scanning.analysis.file_order import most_important_first
from services.scanning.files.file_collection import collect
from services.scanning.graph import build
from services.scanning.history.history import FileHistory, History
from tests.support.source_tree import write_tree


def ordered(root: Path, contents: dict[str, str], churn: dict[str, int] | None = None) -> list[str]:
    files = write_tree(root, contents)
    graph = build(root, files, lambda *_: None)
    return [file.path for file in most_important_first(files, graph, None if churn is None else changed(churn))]


def changed(churn: dict[str, int]) -> History:
    return History(commits=9, files={path: FileHistory(commits, 1, 0, 1) for path, commits in churn.items()})


def test_what_most_others_import_comes_first(tmp_path: Path) -> None:
    contents = {
        "a.py": "import z\nimport y\n",
        "b.py": "import z\n",
        "y.py": "import z\n",
        "z.py": "X = 1\n",
    }
    assert ordered(tmp_path, contents)[:2] == ["z.py", "y.py"]


def test_where_nothing_is_imported_larger_files_come_first_and_names_decide_at_last(tmp_path: Path) -> None:
    contents = {"d.sql": "--\n", "c.sql": "--\n", "b.tf": "# " + "x" * 100, "a.py": ""}
    assert ordered(tmp_path, contents) == ["b.tf", "c.sql", "d.sql", "a.py"]


def test_the_product_comes_before_tests_and_examples_that_more_files_use(tmp_path: Path) -> None:
    contents = {
        "tests/support.py": "X = 1\n" * 50,
        "tests/test_a.py": "from tests import support\nimport core\n",
        "tests/test_b.py": "from tests import support\n",
        "examples/demo.py": "import core\n",
        "core.py": "X = 1\n",
    }
    (tmp_path / "tree").mkdir()
    write_tree(tmp_path / "tree", contents)
    files = collect(tmp_path / "tree", max_file_bytes=2**20, max_files=100).files
    graph = build(tmp_path / "tree", files, lambda *_: None)
    history = changed({"tests/support.py": 9, "tests/test_b.py": 8})
    order = [file.path for file in most_important_first(files, graph, history)]
    assert order[:3] == ["core.py", "examples/demo.py", "tests/support.py"]


def test_among_files_that_are_used_alike_those_that_change_more_often_come_first(tmp_path: Path) -> None:
    contents = {"a.py": "x = 1\n" * 90, "b.py": "x = 1\n", "c.py": "x = 1\n" * 50}
    assert ordered(tmp_path, contents, {"b.py": 7, "c.py": 2}) == ["b.py", "c.py", "a.py"]
    assert ordered(tmp_path, contents, {}) == ["a.py", "c.py", "b.py"]


def test_use_and_change_weigh_the_same_however_many_files_are_used_by_none(tmp_path: Path) -> None:
    """All but one are used by none; that one has not changed, and the others have, each differently."""
    others = {f"f{number}.py": "import core\n" for number in range(8)}
    churn = {path: number for number, path in enumerate(others, 1)}
    order = ordered(tmp_path, {"core.py": "X = 1\n", "idle.py": "X = 1\n", **others}, churn)
    assert order[0] == "f7.py" and order.index("core.py") < 5 and order[-1] == "idle.py"
    assert ordered(tmp_path, {"core.py": "X = 1\n", "idle.py": "X = 1\n", **others})[0] == "core.py"
