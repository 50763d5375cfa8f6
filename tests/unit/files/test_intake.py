"""An intake: what it keeps and refuses, and how it deletes files that nobody takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from services.errors import BadRequest, TooLarge
from services.files.intake import ABANDONED_S, Intake, IntakeLimits, remove_abandoned

LIMITS = IntakeLimits(files=3, file_bytes=10, total_bytes=20)


def test_files_arrive_one_after_the_other_and_those_that_are_moved_away_stay(tmp_path: Path) -> None:
    with Intake(tmp_path / "uploads", LIMITS) as intake:
        for name, pieces in (("../a.pdf", [b"12345", b"67890"]), ("b", []), ("a.pdf", [b"x"])):
            intake.open(name)
            for piece in pieces:
                intake.write(piece)
        intake.close()
        assert [(file.name, file.bytes) for file in intake.files] == [("../a.pdf", 10), ("b", 0), ("a.pdf", 1)]
        intake.files[0].path.rename(tmp_path / "kept")
    assert (tmp_path / "kept").read_bytes() == b"1234567890"
    assert list((tmp_path / "uploads").iterdir()) == []


def test_only_the_owner_of_the_server_can_read_what_arrives(tmp_path: Path) -> None:
    with Intake(tmp_path / "uploads", LIMITS):
        assert (tmp_path / "uploads").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("sizes", "refusal", "says"),
    [
        ([11], TooLarge, "file0\\?\\.zip is larger than"),
        ([10, 10, 1], TooLarge, "These files together are larger than"),
        ([1, 1, 1, 1], BadRequest, "at most 3 files"),
    ],
)
def test_a_refusal_says_what_was_too_much_and_leaves_nothing(
    tmp_path: Path, sizes: list[int], refusal: type[Exception], says: str
) -> None:
    with pytest.raises(refusal, match=says), Intake(tmp_path, LIMITS) as intake:
        for number, size in enumerate(sizes):
            intake.open(f"file{number}\n.zip")
            intake.write(b"x" * size)
    assert list(tmp_path.iterdir()) == []


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError), Intake(tmp_path, LIMITS) as intake:
        intake.open("a")
        intake.write(b"half")
        raise ConnectionError
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_is_removed_once_it_is_old_and_nobody_claims_it(tmp_path: Path) -> None:
    for name, age_s in (("fresh", 0.0), ("old", ABANDONED_S + 1), ("claimed", ABANDONED_S + 1)):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (1_000_000 - age_s, 1_000_000 - age_s))
    (tmp_path / "old folder" / "below").mkdir(parents=True)
    os.utime(tmp_path / "old folder", (0, 0))
    remove_abandoned(tmp_path, {"claimed"}.__contains__, lambda: 1_000_000.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claimed", "fresh"]
    remove_abandoned(tmp_path / "missing", lambda name: False)
