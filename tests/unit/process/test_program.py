"""Programs: limited in every resource, told apart by how they ended, and never outliving their call."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.process.ending import Ending
from services.process.limits import Limits
from services.process.program import Program
from tests.support.condition import wait_until
from tests.support.process import is_alive

DAEMON = "import subprocess; print(subprocess.Popen(['sleep', '600'], start_new_session={}).pid, flush=True)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)
SPARE = 64 * 2**20


def run(cwd: Path, code: str, limits: Limits = Limits(wall_s=20), **options: object) -> Ending:  # noqa: B008 - frozen
    return Program([sys.executable, "-c", code], cwd=cwd, limits=limits, **options).run()  # type: ignore[arg-type]


def test_output_error_and_status_come_back(tmp_path: Path) -> None:
    code = "import os, sys; print(os.getcwd(), sys.stdin.read(), os.environ['EXTRA'])\n"
    code += "sys.stderr.write('a\\noh\\n'); sys.exit(3)"
    ending = run(tmp_path, code, stdin=b"given", environ={"EXTRA": "more"})
    assert (ending.status, ending.stdout, ending.stderr) == (3, f"{tmp_path} given more\n".encode(), b"a\noh\n")
    assert (ending.exited, ending.succeeded, ending.last_line()) == (True, False, "oh")
    assert str(ending) == "ended with status 3"


def test_nothing_of_our_own_environment_reaches_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAILRACE_LLM_API_KEY", "sk-none")
    shown = Program(["/usr/bin/env"], cwd=tmp_path).run().stdout.decode().splitlines()
    names = {line.partition("=")[0] for line in shown}
    assert names == {"HOME", "LANG", "LC_ALL", "PATH", "TAILRACE_PROCESS_MARK", "TMPDIR"}


def test_a_program_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Program(["no-such-program"], cwd=tmp_path).run()


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_a_signal_is_named(tmp_path: Path, number: signal.Signals) -> None:
    ending = run(tmp_path, f"import os; os.kill(os.getpid(), {number.value})")
    assert (ending.status, ending.exited, str(ending)) == (-number, False, f"was killed by {number.name}")


def test_a_hang_is_ended_with_the_whole_tree(tmp_path: Path) -> None:
    began = time.monotonic()
    ending = run(tmp_path, DAEMON.format(True) + "\nimport time; time.sleep(600)", Limits(wall_s=1))
    assert (ending.cause, str(ending)) == ("time", "took longer than 1 s")
    assert time.monotonic() - began < 5
    assert not is_alive(int(ending.stdout))


@pytest.mark.parametrize("has_own_session", [False, True])
def test_a_daemon_left_behind_holds_nothing_up_and_is_ended(tmp_path: Path, has_own_session: bool) -> None:
    began = time.monotonic()
    ending = run(tmp_path, DAEMON.format(has_own_session), Limits(wall_s=60))
    assert ending.succeeded and time.monotonic() - began < 10
    assert not is_alive(int(ending.stdout))


def test_a_program_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    ending = run(
        tmp_path,
        f"import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}])\n{STUBBORN}",
        Limits(1),
    )
    assert (ending.cause, ending.status, ending.stdout) == ("time", -signal.SIGKILL, b"up\nup\n")


def test_a_flood_is_cut_and_ended(tmp_path: Path) -> None:
    began = time.monotonic()
    ending = run(tmp_path, "import os\nwhile True: os.write(1, b'x' * 65536)", Limits(output_bytes=100_000))
    assert (ending.cause, len(ending.stdout), str(ending)) == ("output", 100_000, "wrote more than 100,000 bytes")
    assert time.monotonic() - began < 10


def test_of_standard_error_the_end_is_kept(tmp_path: Path) -> None:
    ending = run(tmp_path, "import os; [os.write(2, b'x' * 65535 + b'\\n') for _ in range(20)]; os.write(2, b'end')")
    assert ending.succeeded and len(ending.stderr) == 65_536 and ending.last_line() == "end"


def test_memory_is_measured_over_the_whole_tree(tmp_path: Path) -> None:
    hold = "import time; held = b'x' * 40 * 2**20; time.sleep(600)"
    code = f"import subprocess, sys\nfor _ in range(3): subprocess.Popen([sys.executable, '-c', {hold!r}])\n{hold}"
    ending = run(tmp_path, code, Limits(memory_bytes=96 * 2**20))
    assert (ending.cause, str(ending)) == ("memory", "needed more than 96 MiB of memory")


def test_one_process_cannot_take_all_memory_at_once(tmp_path: Path) -> None:
    ending = run(tmp_path, "bytearray(2**40)", Limits(memory_bytes=SPARE))
    assert (ending.status, ending.last_line()) == (1, "MemoryError")


def test_a_fork_bomb_is_bounded(tmp_path: Path) -> None:
    """This one ends at about 2,000 processes and after 20 s, should this test be killed in the middle of it."""
    began = time.monotonic()
    bomb = "bomb() { [ $1 = 0 ] || { sleep 0.2; bomb $(($1 - 1)) & bomb $(($1 - 1)) & sleep 20; }; }; bomb 9"
    ending = Program(["bash", "-c", bomb], cwd=tmp_path, limits=Limits(30)).run()
    assert (ending.cause, str(ending)) == ("processes", "started more than 128 processes")
    assert time.monotonic() - began < 20
    assert not [path for path in Path("/proc").glob("[0-9]*/cwd") if leads_to(path, tmp_path)]


def leads_to(link: Path, folder: Path) -> bool:
    try:
        return link.readlink() == folder
    except OSError:
        return False


def test_orphans_count_and_are_found(tmp_path: Path) -> None:
    """Each process leaves its parent, group and session, and the parent ends at once."""
    code = "for i in $(seq 200); do (setsid sleep 600 &); done; sleep 600"
    ending = Program(["sh", "-c", code], cwd=tmp_path, limits=Limits(30, processes=50)).run()
    assert ending.cause == "processes"
    assert not [path for path in Path("/proc").glob("[0-9]*/cwd") if leads_to(path, tmp_path)]


def test_processor_time_is_limited(tmp_path: Path) -> None:
    ending = run(tmp_path, "while True: pass", Limits(wall_s=60, cpu_s=1))
    assert (ending.cause, str(ending)) == ("cpu", "used more than 1 s of processor time")


def test_the_size_of_files_is_limited(tmp_path: Path) -> None:
    code = "with open('big', 'wb', 0) as file:\n    for _ in range(9): file.write(b'x' * 2**20)"
    ending = run(tmp_path, code, Limits(file_bytes=2**21))
    assert ending.status == 1 and "File too large" in ending.last_line()
    assert (tmp_path / "big").stat().st_size == 2**21


def test_the_number_of_open_files_is_limited(tmp_path: Path) -> None:
    ending = run(tmp_path, "import os; [os.open('.', 0) for _ in range(100)]", Limits(open_files=40))
    assert ending.status == 1 and "Too many open files" in ending.last_line()


def test_a_program_that_leaves_its_input_unread_holds_nothing_up(tmp_path: Path) -> None:
    assert Program(["true"], cwd=tmp_path, stdin=b"x" * 2**22).run().succeeded


def test_output_is_handed_over_as_it_comes(tmp_path: Path) -> None:
    out, error = [], []  # type: ignore[var-annotated]
    argv = ["sh", "-c", "echo one; echo two >&2"]
    ending = Program(argv, cwd=tmp_path, on_stdout=out.append, on_stderr=error.append).run()
    assert (b"".join(out), b"".join(error)) == (b"one\n", b"two\n")
    assert (ending.stdout, ending.stderr) == (b"", b"two\n")


def test_an_error_of_a_callback_ends_the_program(tmp_path: Path) -> None:
    def refuse(part: bytes) -> None:
        raise ValueError(int(part))

    code = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    with pytest.raises(ValueError) as refusal:
        run(tmp_path, code, on_stdout=refuse)
    assert not is_alive(refusal.value.args[0])


def test_it_can_be_watched(tmp_path: Path) -> None:
    looks: list[float] = []
    Program(["sleep", "0.5"], cwd=tmp_path, on_look=lambda: looks.append(time.monotonic())).run()
    assert 2 <= len(looks) <= 5


def test_it_is_cancelled_from_another_thread(tmp_path: Path) -> None:
    started = threading.Event()
    program = Program(
        [sys.executable, "-c", DAEMON.format(True) + "\nimport time; time.sleep(600)"],
        cwd=tmp_path,
        on_stdout=lambda part: started.set(),
    )
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(program.run)
        assert started.wait(10)
        program.cancel()
        ending = running.result(5)
    assert (ending.cause, str(ending)) == ("cancelled", "was cancelled")


def test_what_is_cancelled_before_it_runs_ends_at_once(tmp_path: Path) -> None:
    program = Program(["sleep", "600"], cwd=tmp_path)
    program.cancel()
    assert program.run().cause == "cancelled"


def test_many_run_at_once(tmp_path: Path) -> None:
    def one(number: int) -> bytes:
        return (
            Program(["sh", "-c", f"(setsid sleep 600 &); sleep 0.{number}; echo {number}"], cwd=tmp_path).run().stdout
        )

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(one, range(32))) == [f"{number}\n".encode() for number in range(32)]
    assert not [path for path in Path("/proc").glob("[0-9]*/cwd") if leads_to(path, tmp_path)]


def test_a_program_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    starter = (
        "import sys; from pathlib import Path; from services.process.program import Program\n"
        f"Program(['sh', '-c', 'echo $$ > pid; exec sleep 600'], cwd=Path({str(tmp_path)!r})).run()"
    )
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", starter], dict(os.environ))
    started = wait_until(
        lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text(), "the program has started"
    )
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    wait_until(lambda: not is_alive(int(started)), "the program ends with its starter")
