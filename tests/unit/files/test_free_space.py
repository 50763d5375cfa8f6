"""The floor of free space, on the test's own file system."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.errors import Unavailable
from services.files.free_space import FreeSpace
from tests.support.setting import settings_in


def space(tmp_path: Path, **settings: int) -> FreeSpace:
    return FreeSpace(settings_in(tmp_path, files={"free_bytes": 0, "free_files": 0} | settings))


def test_below_the_floor_nothing_starts_and_the_sentence_names_the_setting(tmp_path: Path) -> None:
    left = space(tmp_path).left()
    low = space(tmp_path, free_bytes=left.bytes + 2**40)
    with pytest.raises(Unavailable, match="TAILRACE_FREE_BYTES") as refused:
        low.check()
    assert (refused.value.code, refused.value.retry_after_s) == ("disk_low", 60)
    assert space(tmp_path, free_bytes=1).shortage() == ""
    assert "TAILRACE_FREE_BYTES" in space(tmp_path, free_bytes=1).shortage(wanted_bytes=left.bytes + 2**40)
    if left.files is not None:
        assert "TAILRACE_FREE_FILES" in space(tmp_path, free_files=left.files + 10**9).shortage()


def test_running_work_ends_at_half_of_the_floor(tmp_path: Path) -> None:
    left = space(tmp_path).left()
    assert not space(tmp_path, free_bytes=left.bytes + left.bytes // 2).is_nearly_gone()
    assert space(tmp_path, free_bytes=3 * left.bytes).is_nearly_gone()
    assert not space(tmp_path).is_nearly_gone()
