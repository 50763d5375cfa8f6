"""Every test here starts processes and opens descriptors, and must leave none behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.process.tree import child_pids
from tests.support.condition import wait_until


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    before = set(child_pids(os.getpid())), open_files()
    yield
    wait_until(lambda: (set(child_pids(os.getpid())), open_files()) == before, "processes and descriptors are gone")


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
