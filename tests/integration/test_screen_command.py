"""``flask screen``: needs no server and no key, prints a table or an export, and leaves nothing behind."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.condition import wait_until
from tests.support.screening_start import DESCRIPTION, STACK
from tests.support.server import ROOT

pytestmark = pytest.mark.integration


class Screen:
    """The command in an environment of its own; it may put files into ``temporary`` while it runs."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "résumés"
        self.job = tmp_path / "job.txt"
        self.temporary = Path(tempfile.mkdtemp(prefix="screen-command-", dir=tmp_path))
        self.data = tmp_path / "data"
        self.folder.mkdir()
        self.job.write_text(DESCRIPTION)
        self.env = {
            "PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8",
            "TMPDIR": str(self.temporary), "TAILRACE_DATA": str(self.data),
        }  # fmt: skip

    def add(self, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            (self.folder / name).write_bytes(content)

    def command(self, *arguments: str) -> list[str]:
        own = ["screen", "--job", str(self.job), str(self.folder), "--as-of", "2026-11-25"]
        return [sys.executable, "-m", "flask", "--app", "app", *own, *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = self.command(*arguments)
        return subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.fixture
def screen(tmp_path: Path) -> Screen:
    return Screen(tmp_path)


def test_a_folder_is_ranked_into_a_table_and_nothing_is_kept(screen: Screen) -> None:
    screen.add(STACK | {".DS_Store": b"x", "~$ada.docx": b"x"})
    (screen.folder / "link.txt").symlink_to("/etc/passwd")
    done = screen.run()
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    (ada,) = (line for line in lines if "Ada Winterbourne" in line)
    assert " 1 " in ada and "3 candidates, as of 2026-11-25" in done.stdout
    assert "root:" not in done.stdout and "\x1b" not in done.stdout + done.stderr
    assert "Reading: " in done.stderr
    assert list(screen.temporary.iterdir()) == [] and not screen.data.exists()


@pytest.mark.long
def test_exports_are_for_programs_and_a_file_that_cannot_be_read_sets_the_status(screen: Screen) -> None:
    evil = b"=HYPERLINK(1)\nx@example.org\n"
    screen.add({"ada.txt": STACK["ada.txt"], "empty.pdf": b"", "evil.txt": evil})
    found = json.loads(screen.run("--format", "json").stdout)
    assert [one["rank"] for one in found["ranking"]] == [1, 2]
    assert found["failed"][0]["file"] == "empty.pdf" and found["as_of"] == "2026-11-25"
    done = screen.run("--format", "csv", "--blind", "--output", str(screen.job.parent / "ranking.csv"))
    assert (done.returncode, done.stdout) == (1, "")
    rows = list(csv.DictReader(io.StringIO((screen.job.parent / "ranking.csv").read_text("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["", "", ""] and rows[0]["file"].startswith("Candidate ")
    assert "Winterbourne" not in str(rows) and not any(cell.startswith("=") for row in rows for cell in row.values())


@pytest.mark.parametrize(
    ("arguments", "said"), [((), "There are no files in"), (("--criteria", "/dev/null"), "criteria are not JSON")]
)
def test_what_cannot_be_screened_is_said(screen: Screen, arguments: tuple[str, ...], said: str) -> None:
    done = screen.run(*arguments)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_ctrl_c_ends_it_and_all_that_it_started(screen: Screen) -> None:
    screen.add({f"{number}.txt": STACK["ada.txt"] + b"%d\n" % number for number in range(200)})
    program = subprocess.Popen(
        screen.command(), env=screen.env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stderr is not None
    wait_until(lambda: "Reading" in program.stderr.readline(), "it reads", within_s=60)  # type: ignore[union-attr]
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=30)
    assert program.returncode == 130 and "Traceback" not in said
    assert list(screen.temporary.iterdir()) == []
