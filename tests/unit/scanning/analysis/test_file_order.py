"""The order of files: what others use comes first, whatever the language and wherever it lies."""

from __future__ import annotations

from pathlib import Path

from services.scanning.analysis.file_order import most_important_first
from services.scanning.files.file_collection import collect
from services.scanning.graph import build
from tests.support.source_tree import write_tree


def ordered(root: Path, contents: dict[str, str]) -> list[str]:
    files = write_tree(root, contents)
    return [file.path for file in most_important_first(files, build(root, files, lambda *_: None))]


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
    order = [file.path for file in most_important_first(files, build(tmp_path / "tree", files, lambda *_: None))]
    assert order[:3] == ["core.py", "examples/demo.py", "tests/support.py"]
