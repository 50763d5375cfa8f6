"""The error log: a day of it, bounded, shared by processes, and harmless when its disk is not."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

from services.settings.settings import Settings
from services.telemetry.error_log import FOLDER, ErrorLog, read
from services.telemetry.logging import logging_config

START = 1_795_000_000.0


class Hours:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> float:
        return self.at


def line(event: str = "request_failed", at: float = START) -> logging.LogRecord:
    made = {"name": "services.a", "levelno": 30, "levelname": "WARNING", "msg": event, "created": at, "msecs": 0.0}
    return logging.makeLogRecord(made)


def test_a_flood_stays_within_the_limit_and_the_last_hours_are_kept(tmp_path: Path) -> None:
    hours = Hours()
    log = ErrorLog(str(tmp_path / FOLDER), 40_000, hours)
    for hour in range(30):
        hours.at = START + 3600 * hour
        for _ in range(200):
            log.emit(line(f"hour_{hour}", hours.at))
    files = list((tmp_path / FOLDER).iterdir())
    assert sum(path.stat().st_size for path in files) <= 40_000
    kept = {json.loads(raw)["event"] for raw in read(tmp_path, START).splitlines()}
    assert kept == {"hour_26", "hour_27", "hour_28", "hour_29"}


def test_only_what_is_young_enough_is_read_and_what_is_cut_short_is_not(tmp_path: Path) -> None:
    log = ErrorLog(str(tmp_path / FOLDER), 2**20, lambda: START)
    log.emit(line("old", START - 90_000))
    log.emit(line("new", START - 10))
    (path,) = (tmp_path / FOLDER).iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open("ab") as file:
        file.write(b'{"at": "2026-11\n[1]\n"a"\n\xff\xfe\n{"at": 5}\n')
    assert [json.loads(raw)["event"] for raw in read(tmp_path, START - 86_400).splitlines()] == ["new"]


def test_a_folder_that_cannot_be_written_hurts_nobody(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file where the folder should be")
    ErrorLog(str(tmp_path / FOLDER), 2**20).emit(line())
    full = ErrorLog("/dev/full", 2**20)
    full.emit(line())
    assert read(tmp_path, 0.0) == b""


def test_processes_share_it_and_each_line_is_whole(tmp_path: Path) -> None:
    script = (
        "import logging, logging.config, sys\n"
        "from pathlib import Path\n"
        "from services.settings.settings import Settings\n"
        "from services.telemetry.logging import logging_config\n"
        "settings = Settings().changed(server={'data': Path(sys.argv[1])})\n"
        "logging.config.dictConfig(logging_config(settings))\n"
        "for n in range(200): logging.getLogger('services.a').warning('request_failed', extra={'number': n})\n"
        "logging.getLogger('services.a').info('not_kept')\n"
    )
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", script, str(tmp_path)]
    processes = [
        subprocess.Popen(command, cwd=root, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(root)})
        for _ in range(2)
    ]
    assert [process.wait(60) for process in processes] == [0, 0]
    lines = [json.loads(raw) for raw in read(tmp_path, 0.0).splitlines()]
    assert sorted(one["number"] for one in lines) == sorted([*range(200), *range(200)])


def test_a_jobs_child_and_who_wants_none_have_none(tmp_path: Path) -> None:
    settings = Settings().changed(server={"data": tmp_path})
    assert "errors" in logging_config(settings)["handlers"]
    assert "errors" not in logging_config(settings, is_child=True)["handlers"]
    assert "errors" not in logging_config(settings.changed(server={"error_log_bytes": 0}))["handlers"]


def test_a_disk_that_takes_no_more_costs_lines_and_nothing_else(tmp_path: Path) -> None:
    script = (
        "import logging, resource, sys\n"
        "from services.telemetry.error_log import ErrorLog\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"
        "log = logging.getLogger('services.a')\n"
        "log.addHandler(ErrorLog(sys.argv[1], 2**20))\n"
        "for n in range(20): log.warning('request_failed', extra={'number': n})\n"
        "print('done')\n"
    )
    root = Path(__file__).resolve().parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / FOLDER)], cwd=root, capture_output=True, text=True, check=True
    )
    assert (ran.stdout, ran.stderr) == ("done\n", "")
    kept = [json.loads(raw)["number"] for raw in read(tmp_path, 0.0).splitlines()]
    assert kept == list(range(len(kept)))
    assert 2 <= len(kept) < 20
