"""Depth: what follows data does so in the product, and everywhere only if there is little else than tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.scanning.analysis.batch import BatchResult, analyse
from services.scanning.analysis.depth import Depth
from services.scanning.analysis.finding_cache import FindingCache
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.engines.catalogue import offline_engines
from services.scanning.files.file_collection import collect
from tests.unit.scanning.files.test_file_collection import write

FAULT = (
    "import requests\n\nfrom flask import request\n\n\n"
    "def view():\n    requests.get(request.args['page'], timeout=3)\n    foo()\n"
)


def rules(root: Path, sources: dict[str, str], cache: FindingCache | None = None) -> dict[str, set[str]]:
    write(root, sources)
    files = collect(root, max_file_bytes=100_000, max_files=100).files
    found: dict[str, set[str]] = {path: set() for path in sources}

    def on_batch(result: BatchResult) -> None:
        for path, issues in result.issues_by_file.items():
            found[path] |= {f"{issue.engine}:{issue.rule}" for issue in issues}

    analyse(
        root,
        files,
        batch_files=10,
        engine_timeout_s=60.0,
        cache=cache,
        room=IssueRoom(1000, 1000),
        on_batch=on_batch,
        on_error=lambda error: pytest.fail(error.error),
    )
    return found


def followed(found: dict[str, set[str]]) -> set[str]:
    return {path for path, names in found.items() if any(name.startswith("semgrep:") for name in names)}


def test_quick_engines_check_tests_and_slow_ones_do_not(tmp_path: Path) -> None:
    found = rules(tmp_path.resolve(), {"shop/views.py": FAULT, "tests/views.py": FAULT, "examples/views.py": FAULT})
    assert followed(found) == {"shop/views.py", "examples/views.py"}
    assert "ruff:F821" in found["tests/views.py"]


def test_a_collection_of_tests_is_checked_in_depth(tmp_path: Path) -> None:
    sources = {f"tests/{name}/views.py": FAULT for name in "abcdefgh"}
    found = rules(tmp_path.resolve(), sources | {"setup.py": "x = 1\n"})
    assert followed(found) == sources.keys()


def test_documents_do_not_make_tests_the_most_of_a_repository(tmp_path: Path) -> None:
    manual = "How to use it.\n" * 2000
    found = rules(tmp_path.resolve(), {"shop/views.py": FAULT, "tests/views.py": FAULT, "manual/README.md": manual})
    assert followed(found) == {"shop/views.py"}


def test_what_was_found_in_the_product_is_not_remembered_of_a_test(tmp_path: Path) -> None:
    root, folder = tmp_path.resolve(), tmp_path / "cache"
    first = rules(root / "first", {"shop/views.py": FAULT}, FindingCache(folder))
    second = rules(root / "second", {"shop/list.py": FAULT * 2, "tests/views.py": FAULT}, FindingCache(folder))
    assert followed(first) == {"shop/views.py"} and followed(second) == {"shop/list.py"}


def test_a_report_says_how_many_files_were_checked_lightly(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": "x = 1\n" * 50, "tests/test_a.py": "x = 1\n", "docs/conf.py": "x = 1\n"})
    files = collect(tmp_path, max_file_bytes=1000, max_files=9).files
    [note] = Depth(files).notes
    assert "2 files" in note
    assert Depth(file for file in files if file.role == "product").notes == []


def test_every_engine_says_whether_it_follows_data() -> None:
    assert {engine.name for engine in offline_engines() if engine.follows_data} == {"semgrep", "cppcheck"}
