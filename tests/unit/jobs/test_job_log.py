"""A job's log file: bounded, free of secrets, and never in the job's way."""

from __future__ import annotations

import os
from pathlib import Path

from services.jobs.runner.job_log import FILES_KEPT, FOLDER, MAX_BYTES, JobLog, Redactor, forget_old_logs

NOTHING_SECRET = Redactor([])


def test_lines_are_kept_and_the_last_that_says_something_is_known(tmp_path: Path) -> None:
    log = JobLog(tmp_path / "logs" / "a.log", NOTHING_SECRET)
    log.write(b"one\ntw")
    log.write(b"o\nthe end\n\n  \n")
    assert log.last_line() == "the end"
    log.write(b"unfinished \xff")
    assert log.last_line() == "unfinished \N{REPLACEMENT CHARACTER}"
    log.close()
    assert (tmp_path / "logs" / "a.log").read_bytes() == b"one\ntwo\nthe end\n\n  \nunfinished \xff"


def test_a_secret_cut_in_two_is_not_written(tmp_path: Path) -> None:
    log = JobLog(tmp_path / "a.log", Redactor(["hunter2-hunter2", "short"]))
    log.write(b"token hunter2-h")
    assert b"hunter" not in (tmp_path / "a.log").read_bytes()
    log.write(b"unter2, short")
    assert log.last_line() == "token [redacted], short"
    log.close()
    assert (tmp_path / "a.log").read_bytes() == b"token [redacted], short"


def test_a_flood_ends_with_a_note(tmp_path: Path) -> None:
    log = JobLog(tmp_path / "a.log", NOTHING_SECRET)
    for _ in range(40):
        log.write(b"x" * 65_536)
    log.write(b"\nlast\n")
    log.close()
    assert MAX_BYTES <= (tmp_path / "a.log").stat().st_size < MAX_BYTES + 200
    assert (tmp_path / "a.log").read_bytes().endswith(b"a job's log holds 1 MiB.]\n")
    assert log.last_line() == "last"


def test_a_disk_that_takes_nothing_costs_the_log_alone() -> None:
    log = JobLog(Path("/dev/full"), NOTHING_SECRET)
    log.write(b"one\n")
    assert log.last_line() == "one"
    log.close()
    nowhere = JobLog(Path("/proc/nothing/a.log"), NOTHING_SECRET)
    nowhere.write(b"two\n")
    assert nowhere.last_line() == "two"
    nowhere.close()


def test_the_newest_logs_are_kept(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    for number in range(FILES_KEPT + 3):
        path = tmp_path / FOLDER / f"{number}.log"
        path.touch()
        os.utime(path, (number, number))
    forget_old_logs(tmp_path)
    kept = {path.name for path in (tmp_path / FOLDER).iterdir()}
    assert len(kept) == FILES_KEPT and not kept & {"0.log", "1.log", "2.log"}
