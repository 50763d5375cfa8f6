"""``flask scan``: needs no server, prints a table or an export, sets an exit status for continuous integration,
and leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support.condition import wait_until
from tests.support.git_repository import commit, git, make_repository
from tests.support.git_server import serve_repositories
from tests.support.server import ROOT

pytestmark = pytest.mark.integration

SHELL = "import subprocess\nsubprocess.call(input(), shell=True)\n"  # high severity


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "demo", {"a.py": SHELL, "b.py": "x = 1\n"})


class Flask:
    """The command in its own environment; it may put files into ``temporary`` while it runs."""

    def __init__(self, tmp_path: Path) -> None:
        self.data = tmp_path / "data"
        # Not pytest's folder, whose path is too long for the address of a socket that a tool may open there.
        self.temporary = Path(tempfile.mkdtemp(prefix="scan-command-", dir=tmp_path))
        self.env = {
            "PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8",
            "TMPDIR": str(self.temporary), "TAILRACE_DATA": str(self.data),
        }  # fmt: skip

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "flask", "--app", "app", "scan", *arguments]

    def scan(self, *arguments: str, text: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            env=self.env | env,
            cwd=ROOT,
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
        )


@pytest.fixture
def flask(tmp_path: Path) -> Flask:
    return Flask(tmp_path)


def test_a_folder_is_scanned_into_a_table(flask: Flask, repository: Path) -> None:
    done = flask.scan(str(repository))
    assert done.returncode == 0, done.stderr
    assert "local/demo" in done.stdout
    assert "a.py" in done.stdout
    assert "2 files" in done.stdout
    assert "Batch 1 of 1" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert list(flask.temporary.iterdir()) == []


@pytest.mark.long
@pytest.mark.parametrize(("least", "status"), [("low", 1), ("high", 1), ("critical", 0)])
def test_fail_on_sets_the_exit_status(flask: Flask, repository: Path, least: str, status: int) -> None:
    assert flask.scan(str(repository), "--fail-on", least).returncode == status


def test_only_what_the_baseline_does_not_have_fails(flask: Flask, repository: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    assert flask.scan(str(repository), "--format", "json", "--output", str(baseline)).returncode == 0
    since = ("--baseline", str(baseline), "--fail-on-new")
    commit(repository, {"a.py": f"# moved down\n{SHELL}"}, "Moved")
    same = flask.scan(str(repository), *since)
    assert same.returncode == 0, same.stderr
    assert "Since the baseline: 0 new, 0 fixed, 1 unchanged." in same.stdout
    commit(repository, {"c.py": "import hashlib\n\nKEY = hashlib.md5(b'x')\n"}, "Worse")
    worse = flask.scan(str(repository), *since)
    assert worse.returncode == 1
    assert "c.py:3" in worse.stdout and "a.py" not in worse.stdout
    assert flask.scan(str(repository), *since, "--fail-on", "critical").returncode == 0


def test_a_baseline_that_is_none_is_a_sentence_and_status_2(flask: Flask, repository: Path) -> None:
    wrong = flask.scan(str(repository), "--baseline", str(repository / "a.py"), "--fail-on-new")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("Error: The baseline is no report")
    none = flask.scan(str(repository), "--fail-on-new")
    assert none.returncode == 2 and "--fail-on-new needs --baseline" in none.stderr


@pytest.mark.long
@pytest.mark.parametrize("target", ["ext::sh -c id", "https://127.0.0.1/a/b", "/no/such/folder", "nonsense"])
def test_what_cannot_be_scanned_is_one_sentence_and_status_2(flask: Flask, target: str) -> None:
    done = flask.scan(target, "--fail-on", "low")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: ") and "Traceback" not in done.stderr


def test_a_ref_that_is_not_there_is_status_2(flask: Flask, repository: Path) -> None:
    done = flask.scan(str(repository), "--ref", "nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert list(flask.temporary.iterdir()) == []


def test_exports_go_to_standard_output_or_a_file(flask: Flask, repository: Path, tmp_path: Path) -> None:
    report = json.loads(flask.scan(str(repository), "--format", "json").stdout)
    assert report["repo_name"] == "demo" and "a.py" in report["issues_by_file"]
    target = tmp_path / "report.sarif"
    done = flask.scan(str(repository), "--format", "sarif", "--output", str(target))
    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads(target.read_bytes())["version"] == "2.1.0"


def test_a_report_that_cannot_be_written_is_status_2(flask: Flask, repository: Path, tmp_path: Path) -> None:
    done = flask.scan(str(repository), "--output", str(tmp_path / "none" / "report"))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


@pytest.mark.long
def test_a_ref_is_chosen_and_the_working_tree_left_alone(flask: Flask, repository: Path) -> None:
    git(repository, "branch", "clean", "HEAD")
    commit(repository, {"c.py": SHELL}, "More")
    (repository / "unsaved.py").write_text(SHELL)
    files = {
        ref: json.loads(flask.scan(str(repository), "--ref", ref, "--format", "json").stdout)["files"]
        for ref in ("clean", "main")
    }
    assert [file["path"] for file in files["clean"]] == ["a.py", "b.py"]
    assert [file["path"] for file in files["main"]] == ["a.py", "b.py", "c.py"]
    assert (repository / "unsaved.py").exists()


def test_a_private_repository_takes_a_token_from_standard_input(flask: Flask, tmp_path: Path) -> None:
    make_repository(tmp_path / "host" / "owner" / "private", {"a.py": "x = 1\n"})
    with serve_repositories(tmp_path / "host", password="ghp_secret") as host:
        url = f"{host.url}/owner/private"
        done = flask.scan(url, "--token-stdin", text="ghp_secret\n", TAILRACE_ALLOW_PRIVATE_HOSTS="1")
        assert done.returncode == 0, done.stderr
        refused = flask.scan(url, "--token-stdin", text="ghp_wrong\n", TAILRACE_ALLOW_PRIVATE_HOSTS="1")
    assert refused.returncode == 2
    assert "ghp_" not in done.stdout + done.stderr + refused.stdout + refused.stderr


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_scan_leaves_nothing(
    flask: Flask, git_repository: Path, number: signal.Signals, status: int
) -> None:
    with subprocess.Popen(
        flask.command(str(git_repository)), env=flask.env, cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if "Building" in line)
        process.send_signal(number)
        assert process.wait(60) == status
        assert "Traceback" not in process.stderr.read()
    assert list(flask.temporary.iterdir()) == []
    wait_until(lambda: not of_folder(flask.temporary), "no process of the scan is left")


def of_folder(folder: Path) -> list[str]:
    """Return the command lines of the processes that work below a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str((process / "cwd").readlink()).startswith(str(folder)):
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


def test_a_terminal_shows_a_bar(flask: Flask, repository: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        flask.command(str(repository)),
        env=flask.env | {"TERM": "xterm"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # the other end is closed
            pass
        os.close(ours)
    assert process.returncode == 0
    assert "━".encode() in shown
    assert b"%" in shown
