"""An engine that crashes, hangs or talks nonsense loses its own findings for one batch, never the scan."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from services.scanning.engines.engine import EngineFailed
from services.scanning.engines.ruff import Ruff
from services.scanning.engines.tool_engine import MAX_OUTPUT_BYTES, executable, run_tool
from tests.support.condition import wait_until
from tests.support.engine import FOUND, Obedient, Program
from tests.support.source_tree import Analysis, write_tree

SHELL = "import subprocess\n\n\ndef run(name):\n    subprocess.call('ls ' + name, shell=True)\n"


def obey(root: Path, *texts: str, timeout_s: float = 30.0, batch_files: int = 10) -> Analysis:
    engine = Obedient()
    try:
        files = write_tree(root, {f"{number}.py": text for number, text in enumerate(texts)})
        return Analysis(root, files, engines=[engine], engine_timeout_s=timeout_s, batch_files=batch_files)
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("crash", "obedient was killed by SIGSEGV on 1.py"),
        ("leave", "obedient ended with status 3 on 1.py"),
        ("raise", "obedient could not check 1.py: ValueError"),
    ],
)
def test_a_crash_costs_the_file_that_caused_it(tmp_path: Path, order: str, reason: str) -> None:
    analysis = obey(tmp_path, "a", order, "b", "c")
    assert [error.error for error in analysis.errors] == [reason]
    assert set(analysis.issues_by_file) == {"0.py", "2.py", "3.py"}


def test_an_engine_that_crashes_on_everything_is_given_up_for_the_batch_only(tmp_path: Path) -> None:
    analysis = obey(tmp_path, *["crash"] * 4, "a", "b", batch_files=5)
    assert [(error.batch, error.error.count("SIGSEGV")) for error in analysis.errors] == [(1, 3)]
    assert set(analysis.issues_by_file) == {"5.py"}
    assert [batch.batch for batch in analysis.batches] == [1, 2]


def test_a_hang_costs_the_file_that_caused_it(tmp_path: Path) -> None:
    analysis = obey(tmp_path, "a", "hang", "b", "c", timeout_s=8.0, batch_files=3)
    [error] = analysis.errors
    assert re.fullmatch(r"obedient took longer than \d[\d.]* s on 1.py", error.error)
    assert (error.batch, error.engine) == (1, "obedient")
    assert set(analysis.issues_by_file) == {"0.py", "2.py", "3.py"}


def test_what_a_library_prints_is_no_answer(tmp_path: Path) -> None:
    analysis = obey(tmp_path, "print", "large", "a")
    assert analysis.errors == []
    [batch] = analysis.batches
    assert len(batch.issues_by_file["1.py"]) + batch.not_kept["1.py"] == 4999


def test_the_failure_is_told_before_its_batch_and_other_engines_are_kept(tmp_path: Path) -> None:
    files = write_tree(tmp_path, {"a.py": SHELL, "b.py": SHELL})
    analysis = Analysis(tmp_path, files, engines=[Program("kill -9 $$"), Ruff()], batch_files=1)
    assert [type(item).__name__ for item in analysis.told] == ["BatchError", "BatchResult"] * 2
    assert [(error.batch, error.total_batches, error.engine) for error in analysis.errors] == [
        (1, 2, "program"),
        (2, 2, "program"),
    ]
    assert "program was killed" not in analysis.errors[0].error
    assert "SIGKILL" in analysis.errors[0].error
    assert set(analysis.issues_by_file) == {"a.py", "b.py"}


def test_a_program_that_dies_of_one_file_keeps_the_others(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    engine = Program('for f; do grep -q poison "$f" && kill -SEGV $$; done; exit 0', trace)
    files = write_tree(tmp_path / "tree", {f"{number}.py": "poison" if number == 5 else "x" for number in range(8)})
    analysis = Analysis(tmp_path / "tree", files, engines=[engine])
    assert set(analysis.issues_by_file) == {f"{number}.py" for number in range(8)} - {"5.py"}
    assert [error.error for error in analysis.errors] == ["sh was killed by SIGSEGV on 5.py"]
    assert engine.starts == 7


def test_a_program_that_hangs_is_killed_and_its_other_files_are_kept(tmp_path: Path) -> None:
    engine = Program('for f; do grep -q poison "$f" && exec sleep 3600; done; exit 0')
    files = write_tree(tmp_path, {f"{number}.py": "poison" if number == 2 else SHELL for number in range(6)})
    begun = time.monotonic()
    analysis = Analysis(tmp_path, files, engines=[engine, Ruff()], engine_timeout_s=30.0)
    assert time.monotonic() - begun < 75
    [error] = analysis.errors
    assert re.fullmatch(r"sh took longer than \d+\.\d+ s on 2.py", error.error)
    assert {path for path, issues in analysis.issues_by_file.items() if FOUND in issues} == {
        f"{n}.py" for n in (0, 1, 3, 4, 5)
    }


def test_a_real_engine_out_of_time_is_a_batch_error(tmp_path: Path) -> None:
    files = write_tree(tmp_path, {f"{number}.py": SHELL for number in range(3)})
    analysis = Analysis(tmp_path, files, engine_timeout_s=0.001)
    # ruff may finish before that
    assert {error.engine for error in analysis.errors} >= {
        "bandit",
        "metrics",
        "secrets",
    }
    assert [batch.batch for batch in analysis.batches] == [1]


def test_output_without_end_is_cut(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match=f"more than {MAX_OUTPUT_BYTES // 2**20} MiB"):
        run_tool(["/usr/bin/yes"], cwd=tmp_path, timeout_s=60)


def test_a_tool_cannot_fill_the_memory_or_the_disk(tmp_path: Path) -> None:
    grow = [sys.executable, "-c", "x = bytearray(2 * 2**30); print('grown')"]
    with pytest.raises(EngineFailed, match="ran out of memory"):
        run_tool(grow, cwd=tmp_path, timeout_s=60, accepted=(0,))
    with pytest.raises(EngineFailed, match="dd ended with status 1"):
        run_tool(["/bin/dd", "if=/dev/zero", "of=big", "bs=1M", "count=100"], cwd=tmp_path, timeout_s=60, accepted=(0,))
    assert (tmp_path / "big").stat().st_size <= MAX_OUTPUT_BYTES


def test_a_missing_program_is_a_failure_of_the_engine(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="absent could not be started: No such file"):
        run_tool([executable("absent")], cwd=tmp_path, timeout_s=5)


def test_engines_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    """A job's child leaves no engine behind when it is killed."""
    starter = (
        "import sys; from services.process.limits import Limits; from services.process.resident import Resident\n"
        "resident = Resident('os.path:basename', str, Limits()); resident.ask('a'); print(resident.pid, flush=True)\n"
        "sys.stdin.read()"
    )
    process = subprocess.Popen([sys.executable, "-c", starter], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout and process.stdin
    engine = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_until(lambda: not is_running(engine), "the engine ends with its starter")
    process.stdout.close()
    process.stdin.close()


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_closing_the_engines_ends_their_processes(tmp_path: Path) -> None:
    before = children()
    files = write_tree(tmp_path, {"a.py": SHELL, "a.yml": "a: 1\n"})
    Analysis(tmp_path, files)
    assert children() == before


def children() -> set[int]:
    return {int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()}
