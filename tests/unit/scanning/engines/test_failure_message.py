"""What is said of an engine that failed: why, and on which file of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.engine import Obedient, Program
from tests.support.source_tree import Analysis, write_tree


@pytest.mark.parametrize("words", ["The system might be out of memory.", "memory allocation of 9 bytes failed"])
def test_an_engine_without_memory_says_so_and_names_the_file_as_it_is(tmp_path: Path, words: str) -> None:
    files = write_tree(tmp_path, {"deps/my tool.py": "x = 1\n"})
    analysis = Analysis(tmp_path, files, engines=[Program(f"echo '{words}' >&2; exit 1")])
    assert [error.error for error in analysis.errors] == ["sh ran out of memory on deps/my tool.py"]


def test_words_of_a_program_that_did_not_fail_are_no_failure(tmp_path: Path) -> None:
    files = write_tree(tmp_path, {"a.py": "x = 1\n"})
    assert Analysis(tmp_path, files, engines=[Program("echo 'out of memory' >&2")]).errors == []


def test_a_resident_engine_names_the_file_as_it_is(tmp_path: Path) -> None:
    files = write_tree(tmp_path, {"src/a b.py": "raise\n"})
    engine = Obedient()
    try:
        [error] = Analysis(tmp_path, files, engines=[engine]).errors
    finally:
        engine.close()
    assert "could not check src/a b.py" in error.error
