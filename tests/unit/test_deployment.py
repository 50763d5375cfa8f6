"""Starting the server: the systemd unit does what `make run` does and waits long enough,
and the start line prints the address.
"""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.settings.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy/systemd/tailrace@.service"


def directives(name: str) -> list[str]:
    return [line.partition("=")[2] for line in UNIT.read_text().splitlines() if line.startswith(f"{name}=")]


def test_the_unit_starts_what_make_run_starts() -> None:
    command = directives("ExecStart")[0].removeprefix("/opt/tailrace/.venv/bin/python ")
    assert command in (ROOT / "Makefile").read_text()


def test_the_unit_kills_nothing_that_still_drains() -> None:
    assert float(directives("TimeoutStopSec")[0]) > Settings().streaming.drain_s * 2
    assert directives("KillMode") == ["process"], "a runner outlives its server while another instance is there"


def test_the_unit_allows_more_files_than_streams() -> None:
    assert int(directives("LimitNOFILE")[0]) > Settings().server.worker_connections * 2


def test_the_unit_bounds_what_its_jobs_take_together() -> None:
    assert directives("MemoryMax") and int(directives("TasksMax")[0]) > Settings().jobs.slots * 512
    assert directives("OOMPolicy") == ["continue"], "one job too many must not stop the server"
    assert directives("IPAddressDeny") == ["link-local"], "where clouds keep their credentials"


def test_the_unit_lets_jobs_confine_themselves() -> None:
    allowed = set(" ".join(directives("SystemCallFilter")).split())
    assert {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self", "seccomp"} <= allowed


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        return  # no systemd on this machine: the checks above must do
    unit = tmp_path / "tailrace@8000.service"
    unit.write_text(UNIT.read_text().replace("/opt/tailrace/.venv/bin/python", sys.executable))
    run = subprocess.run([analyse, "verify", str(unit)], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(
    ("bind", "shown"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("[::1]", "http://[::1]:8000"),
        ("localhost", "http://localhost:8000"),
        ("unix:/run/tailrace.sock", "unix:/run/tailrace.sock"),
        ("fd://3", "fd://3"),
    ],
)
def test_the_start_line_names_a_url_only_where_there_is_one(
    bind: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TAILRACE_BIND", bind)
    runpy.run_path(str(ROOT / "gunicorn.conf.py"))["when_ready"](None)
    assert f"Tailrace is at {shown}  (" in capsys.readouterr().err


def test_a_worker_that_has_started_collects_garbage_and_asks_no_package_about_gevent(tmp_path: Path) -> None:
    """It imports with the collector off; left so, its memory would only grow. Asking takes 0.4 s of a processor."""
    started = """if True:
        import gc, os, runpy, signal, types
        hooks = runpy.run_path("gunicorn.conf.py")
        hooks["post_fork"](types.SimpleNamespace(announced_fd=os.dup(0)), None)
        importing = gc.isenabled()
        hooks["_collect_garbage_seldom"]()
        from gevent import events
        asks_none = events.notify_and_call_entry_points is events.notify
        print(importing, gc.isenabled(), gc.get_freeze_count() > 0, asks_none)
    """
    env = {"PATH": os.environ["PATH"], "TAILRACE_DATA": str(tmp_path / "data")}
    run = subprocess.run(
        [sys.executable, "-c", started], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.split() == ["False", "True", "True", "True"]
