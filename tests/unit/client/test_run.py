"""`tailrace-run`: the command runs as if nobody stood between, whatever the server does, and is reported."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tailrace_client.output import Lines, progress_of

from tests.support.condition import wait_until
from tests.support.scripted_server import CUT, STORED, Asked, ScriptedServer, refusal, scripted

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "the-secret-token"
NOWHERE = "http://127.0.0.1:9"
RUN = (sys.executable, "-m", "tailrace_client.run")


def environment(url: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "clients" / "python"),
        "TAILRACE_URL": url,
        "TAILRACE_TOKEN": TOKEN,
    }


def run(url: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*RUN, *arguments], env=environment(url), capture_output=True, timeout=60, check=False, **options
    )


def reports(server: ScriptedServer) -> list[dict[str, Any]]:
    """What it was told, each once; a heartbeat is a progress without words."""
    return [{"type": event["type"], **event["data"]} for event in events(server.asked)]


def events(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    by_key = {one.headers["Idempotency-Key"]: one.body for one in asked}
    return [event for body in by_key.values() for event in json.loads(body)]


def test_a_command_is_reported_from_start_to_end() -> None:
    with scripted(STORED) as server:
        ended = run(server.url, "--kind", "backup", "--title", "Nightly", "--id", "b-1", "--", "echo", "--kind", "x")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"--kind x\n", b"")
    assert reports(server) == [
        {
            "type": "execution.started",
            "execution_id": "b-1",
            "title": "Nightly",
            "kind": "backup",
            "expect_within_s": 300.0,
        },
        {"type": "execution.finished", "execution_id": "b-1", "status": "succeeded"},
    ]


def test_a_failure_has_the_status_the_last_lines_and_the_level_that_was_chosen_and_no_secret() -> None:
    script = f"echo early >&2; echo 'login token=abc123secret {TOKEN}' >&2; echo disk full >&2; exit 3"
    with scripted(STORED) as server:
        ended = run(server.url, "--alert-on-failure", "high", "--", "sh", "-c", script)
    assert ended.returncode == 3
    assert b"abc123secret" in ended.stderr  # its own output is its own
    last = reports(server)[-1]
    assert (last["status"], last["alert"]) == ("failed", "high")
    assert last["error"].startswith("exit status 3: early login token=[redacted]")
    assert last["error"].endswith("disk full")
    assert TOKEN not in last["error"]


@pytest.mark.parametrize(
    "url", [NOWHERE, "http://192.0.2.1:81", "nonsense", ""], ids=["refused", "silent", "bad", "no"]
)
def test_a_server_that_is_away_neither_stops_nor_delays_the_command(url: str) -> None:
    script = "date +%s.%N; cat; exit 7"
    began = time.time()
    ended = run(url, "--give-up-after", "1", "--", "sh", "-c", script, input=b"in")
    began_command, rest = ended.stdout.split(b"\n")
    assert float(began_command) - began < 10
    assert (ended.returncode, rest) == (7, b"in")
    assert time.time() - began < 20
    assert ended.stderr.count(b"\n") == 1
    assert ended.stderr.startswith(b"tailrace-run: ")


def test_the_last_of_many_lines_is_told() -> None:
    with scripted(STORED) as server:
        run(server.url, "--", "sh", "-c", "seq 10000 >&2; echo disk full >&2; exit 3")
    error = reports(server)[-1]["error"]
    assert error.startswith("exit status 3: ")
    assert error.endswith(" 9999 10000 disk full")


def test_a_server_that_comes_back_is_told_all_of_it_in_order() -> None:
    with scripted(CUT, refusal(503, "draining"), CUT, STORED) as server:
        assert run(server.url, "--", "sh", "-c", "sleep 0.2; exit 2").returncode == 2
    told = [event["type"] for event in reports(server)]
    assert (told[0], told[-1]) == ("execution.started", "execution.finished")
    first = [one.headers["Idempotency-Key"] for one in server.asked[:4]]
    assert len(set(first)) == 1


def test_a_refusal_is_said_once_and_costs_the_command_nothing() -> None:
    with scripted(refusal(403, "forbidden")) as server:
        ended = run(server.url, "--", "true")
    assert ended.returncode == 0
    assert ended.stderr.count(b"\n") == 1
    assert b"403 forbidden" in ended.stderr


@pytest.mark.parametrize(("command", "code"), [("/no/such/program", 127), (str(ROOT), 126)])
def test_what_cannot_be_started_is_reported_as_failed(command: str, code: int) -> None:
    with scripted(STORED) as server:
        ended = run(server.url, "--", command)
    assert ended.returncode == code
    assert b"could not be started" in ended.stderr
    assert [event["type"] for event in reports(server)] == ["execution.started", "execution.finished"]
    assert "could not be started" in reports(server)[-1]["error"]


def test_lines_of_progress_are_read_from_both_outputs_and_passed_on() -> None:
    script = "echo '::progress 0.25 a quarter'; sleep 1; echo '::progress 50% half' >&2; sleep 1; echo '::progress x'"
    with scripted(STORED) as server:
        ended = run(server.url, "--", "sh", "-c", script)
    assert ended.stdout == b"::progress 0.25 a quarter\n::progress x\n"
    assert ended.stderr == b"::progress 50% half\n"
    told = [(event["progress"], event["message"]) for event in reports(server) if "message" in event]
    assert told == [(0.25, "a quarter"), (0.5, "half")]


def test_a_silent_command_gives_signs_of_life() -> None:
    with scripted(STORED) as server:
        run(server.url, "--expect-within", "1", "--", "sleep", "1.5")
    beats = [event for event in reports(server) if event["type"] == "execution.progress"]
    assert 2 <= len(beats) <= 5
    assert all(beat["progress"] == 0 for beat in beats)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1])
def test_signals_reach_the_command_which_decides(number: signal.Signals, tmp_path: Path) -> None:
    script = f"trap 'echo got; exit 5' {number.name[3:]}; echo ready; while :; do sleep 0.05; done"
    with scripted(STORED) as server:
        process = subprocess.Popen(
            [*RUN, "--", "sh", "-c", script], env=environment(server.url), stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        assert (process.stdout.read(), process.wait(30)) == ("got\n", 5)
        process.stdout.close()
    status = "failed" if number == signal.SIGUSR1 else "cancelled"
    assert reports(server)[-1]["status"] == status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV, signal.SIGPIPE])
def test_a_command_ended_by_a_signal_ends_its_wrapper_by_the_same(number: signal.Signals) -> None:
    with scripted(STORED) as server:
        ended = run(server.url, "--", "sh", "-c", f"kill -{number.value} $$")
    assert ended.returncode == -number
    last = reports(server)[-1]
    assert (last["status"], last["error"]) == ("failed", f"ended by {number.name}")


def test_much_that_is_no_text_passes_through_unchanged() -> None:
    content = os.urandom(3_000_000)
    with scripted(STORED) as server:
        ended = run(server.url, "--", "sh", "-c", "tee /dev/stderr", input=content)
    assert ended.returncode == 0
    assert ended.stdout == content
    assert ended.stderr == content


def test_the_order_of_both_outputs_into_one_file_stays(tmp_path: Path) -> None:
    script = "for n in 1 2 3 4 5 6 7 8 9; do echo out $n; echo err $n >&2; done"
    with scripted(STORED) as server, (tmp_path / "log").open("wb") as log:
        subprocess.run(
            [*RUN, "--", "sh", "-c", script], env=environment(server.url), stdout=log, stderr=log, check=True
        )
    assert (tmp_path / "log").read_text() == "".join(f"out {n}\nerr {n}\n" for n in range(1, 10))


def test_a_reader_that_goes_away_ends_the_command() -> None:
    with scripted(STORED) as server:
        process = subprocess.Popen(
            [*RUN, "--", "yes"], env=environment(server.url), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.wait(30) != 0


def test_what_the_command_leaves_behind_is_not_waited_for() -> None:
    with scripted(STORED) as server:
        began = time.monotonic()
        process = subprocess.Popen(
            [*RUN, "--", "sh", "-c", "sleep 20 & echo $!"],
            env=environment(server.url),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        left = int(process.stdout.readline())
        assert process.wait(15) == 0
        process.stdout.close()
    assert time.monotonic() - began < 15
    os.kill(left, signal.SIGKILL)


def test_a_terminal_stays_the_commands_own() -> None:
    ours, theirs = pty.openpty()
    with scripted(STORED) as server:
        script = "import sys; sys.exit(10 + sum(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)))"
        ended = subprocess.run(
            [*RUN, "--", sys.executable, "-c", script],
            env=environment(server.url),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            timeout=60,
            check=False,
        )
    os.close(ours)
    os.close(theirs)
    assert ended.returncode == 13


def test_waiting_for_a_server_that_is_away_ends_at_a_signal_with_the_status_of_the_command(tmp_path: Path) -> None:
    done = tmp_path / "done"
    process = subprocess.Popen(
        [*RUN, "--give-up-after", "60", "--", "sh", "-c", f"touch {done}; exit 4"], env=environment(NOWHERE)
    )
    wait_until(done.exists, "the command has run")
    time.sleep(1)
    process.terminate()
    assert process.wait(15) == 4


@pytest.mark.parametrize(
    "arguments",
    [(), ("--",), ("--expect-within", "nan", "--", "true"), ("--alert-on-failure", "loud", "--", "true"), ("--id", "")],
)
def test_options_that_make_no_sense_are_refused_before_anything_runs(arguments: tuple[str, ...]) -> None:
    ended = run(NOWHERE, *arguments)
    assert ended.returncode == 2
    assert b"usage: tailrace-run" in ended.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"::progress 0.4 4 of 10", (0.4, "4 of 10")),
        (b"::progress 40%", (0.4, "")),
        (b"::progress 1", (1.0, "")),
        (b"::progress 2 too much", None),
        (b"::progress nan", None),
        (b"::progress \xff\xfe", None),
        (b"::progress ", None),
    ],
)
def test_a_line_of_progress(line: bytes, said: tuple[float, str] | None) -> None:
    assert progress_of(line) == said


def test_lines_are_found_across_chunks_and_without_end_they_are_forgotten() -> None:
    told: list[tuple[float, str]] = []
    lines = Lines(lambda *said: told.append(said))
    for chunk in (b"::pro", b"gress 0.", b"5 half\r\nfirst\n", b"x" * 10_000_000, b"\nlast"):
        lines.feed(chunk)
    assert told == [(0.5, "half")]
    assert lines.last().startswith("first xxx")
    assert lines.last().endswith("x last")
    assert len(lines.last()) < 5000


def test_ctrl_c_in_a_terminal_reaches_the_command_once() -> None:
    script = "trap 'echo got' INT; echo ready; for n in 1 2 3 4 5 6; do sleep 0.2; done; exit 9"
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(RUN[0], [*RUN, "--give-up-after", "0.1", "--", "bash", "-c", script], environment(NOWHERE))
    seen = b""
    while b"ready" not in seen:
        seen += os.read(terminal, 1000)
    time.sleep(0.2)
    os.write(terminal, b"\x03")
    with contextlib.suppress(OSError):  # what a terminal answers when nobody is left
        while chunk := os.read(terminal, 1000):
            seen += chunk
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    assert seen.count(b"got") == 1


@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"])
def test_inputs_and_outputs_that_are_closed_stay_so(closed: str) -> None:
    command = " ".join(RUN) + ' --give-up-after 0.1 -- sh -c "echo out; echo err >&2; exit 6"'
    ended = subprocess.run(
        ["sh", "-c", f"{command} {closed}"], env=environment(NOWHERE), capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == 6
    assert (ended.stdout == b"out\n") == ("1>" not in closed)


def test_what_is_ignored_stays_ignored_and_other_files_stay_open(tmp_path: Path) -> None:
    command = " ".join(RUN) + ' --give-up-after 0.1 -- sh -c "kill -HUP \\$\\$; echo survived >&9"'
    script = f"trap '' HUP; {command} 9>{tmp_path}/nine"
    ended = subprocess.run(["sh", "-c", script], env=environment(NOWHERE), capture_output=True, timeout=60, check=False)
    assert ended.returncode == 0
    assert (tmp_path / "nine").read_text() == "survived\n"
