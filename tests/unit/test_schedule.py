"""The files that one process of a test run gets together are there, each in one group."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.support.schedule import TOGETHER

ROOT = Path(__file__).parents[2]


def test_every_listed_file_is_there_and_in_one_group() -> None:
    listed = [file for files in TOGETHER.values() for file in files]
    assert [file for file in listed if not (ROOT / file).is_file()] == []
    assert max(Counter(listed).values()) == 1
