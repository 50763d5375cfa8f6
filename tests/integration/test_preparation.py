"""What a server does before its workers, in its real process: the first admin's password is shown where it is safe."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def prepared(folder: Path, **environ: str) -> str:
    """Prepare a new data folder; what was written to standard error, which is a file."""
    with (folder / "stderr").open("w+") as stderr:
        stream = os.fstat(stderr.fileno())
        values = {name: value.format(stream=f"{stream.st_dev}:{stream.st_ino}") for name, value in environ.items()}
        subprocess.run(
            [sys.executable, "-m", "services.preparation", "wsgi:application"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "TAILRACE_DATA": str(folder / "data"), **values},
            stderr=stderr,
            check=True,
            timeout=60,
        )
        stderr.seek(0)
        return stderr.read()


def test_the_first_password_is_shown_once_but_never_to_the_journal(tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    journal = prepared(tmp_path / "journal", JOURNAL_STREAM="{stream}")
    assert "in no log; set one with: flask --app app user passwd admin" in journal
    (tmp_path / "terminal").mkdir()
    # A service's variable that a shell inherited names another stream than this one.
    terminal = prepared(tmp_path / "terminal", JOURNAL_STREAM="8:1")
    assert re.search(r"with the password \S{16,}\n", terminal)
    assert "password" not in prepared(tmp_path / "terminal")


def test_a_sealing_secret_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    prepared(tmp_path, TAILRACE_SECRET="0123456789abcdef" * 2)
    for given, said in (("fedcba9876543210" * 2, "another secret"), ("short", "at least 32 characters")):
        run = subprocess.run(
            [sys.executable, "-m", "services.preparation", "wsgi:application"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "TAILRACE_DATA": str(tmp_path / "data"), "TAILRACE_SECRET": given},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert run.returncode == 1 and said in run.stderr and "TAILRACE_SECRET" in run.stderr
        assert given not in run.stderr and "Traceback" not in run.stderr
