"""Kinds of jobs that behave well and badly on purpose, in place of the product's own."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from services.errors import BadRequest
from services.jobs.child.context import JobContext
from services.jobs.job import Job, State
from services.jobs.kind import JobKind, Stage
from services.process.access import Access
from services.process.limits import Limits
from services.process.program import Program
from services.scanning import scan_access
from services.scanning.scan import run as scan
from services.scanning.scan_kind import SCAN
from services.scanning.settings import ScanningSettings
from tests.support.attack import attack

HERE = "tests.support.job_kinds"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


def ending(job: Job, state: State, reason: str, stage: str) -> list[tuple[str, dict[str, Any]]]:
    return [("ended", {"state": state, "reason": reason, "stage": stage, "result": job.result})]


def broken_ending(job: Job, state: State, reason: str, stage: str) -> list[tuple[str, dict[str, Any]]]:
    raise RuntimeError("no ending")


def count(context: JobContext, params: dict[str, Any]) -> dict[str, Any]:
    """Publish ``params["events"]`` events."""
    (context.workdir / "scratch").write_text("x")
    for number in range(params["events"]):
        context.publish("number", {"number": number, "at": time.time()})
    return {"counted": params["events"], "attempt": context.attempt}


def warn(context: JobContext, params: dict[str, Any]) -> None:
    logging.getLogger(__name__).warning(params["text"])


def fail(context: JobContext, params: dict[str, Any]) -> None:
    if params.get("sentence"):
        raise BadRequest(params["sentence"])
    raise RuntimeError("boom")


def dig(context: JobContext, params: dict[str, Any]) -> None:
    """Nest folders far deeper than the longest valid path."""
    for _ in range(3000):
        os.mkdir("deeper")  # noqa: PTH102
        os.chdir("deeper")


def leave(context: JobContext, params: dict[str, Any]) -> None:
    print("the last words", flush=True)
    os._exit(params["status"])


def wait(context: JobContext, params: dict[str, Any]) -> None:
    """Report our pid, then wait to be ended."""
    context.progress(0.5, "half way", stage="waiting")
    context.publish("waiting", {"pids": [os.getpid()], "at": time.time()})
    while True:
        signal.pause()


def wait_twice(context: JobContext, params: dict[str, Any]) -> dict[str, Any]:
    """Wait on the first attempt, succeed on the next."""
    if context.attempt == 1:
        wait(context, params)
    return {"attempt": context.attempt}


def tidy_up(context: JobContext, params: dict[str, Any]) -> None:
    """Wait, and show that a cancelled job can tidy up."""
    try:
        wait(context, params)
    finally:
        Path(params["file"]).write_text(f"tidied, cancelled: {context.is_cancelled}")


def tree(context: JobContext, params: dict[str, Any]) -> None:
    """Start a tree that ignores SIGTERM: a child, a grandchild in another session, and an orphan that cleared its
    environment.
    """
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    code = (
        "import subprocess, sys\n"
        f"argv = [sys.executable, '-c', {STUBBORN!r}]\n"
        "p = subprocess.Popen(argv, start_new_session=True, stdout=subprocess.DEVNULL)\n"
        "print(p.pid)"
    )
    pids = [os.getpid(), subprocess.Popen([sys.executable, "-c", STUBBORN]).pid]
    pids.append(int(subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True).stdout))
    pids.append(subprocess.Popen([sys.executable, "-c", STUBBORN], env={}, start_new_session=True).pid)
    started = threading.Thread(target=Program(["sleep", "601"], cwd=context.workdir, limits=Limits(wall_s=600)).run)
    started.start()
    found: list[int] = []
    while not found:
        found = [int(pid) for pid in Path(f"/proc/{os.getpid()}/task").iterdir() for pid in _sleepers(pid)]
    context.publish("waiting", {"pids": pids + found})
    while True:
        time.sleep(600)


def daemonise(context: JobContext, params: dict[str, Any]) -> None:
    """Leave a daemon behind that hides in every way: other session, empty environment, other folder, no parent."""
    daemon = subprocess.Popen(
        ["sh", "-c", "sleep 600 & echo $!; sleep 1"], env={}, cwd="/", start_new_session=True, stdout=subprocess.PIPE
    )
    assert daemon.stdout is not None
    context.publish("waiting", {"pids": [int(daemon.stdout.readline())]})
    daemon.wait()


def _sleepers(task: Path) -> list[int]:
    pids = (task / "children").read_text().split()
    return [int(pid) for pid in pids if b"601" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def allocate(context: JobContext, params: dict[str, Any]) -> None:
    """Take memory in a grandchild, so that only the whole tree shows it."""
    code = "held = []\nwhile True:\n    held.append(b'x' * 2**20 * 8); __import__('time').sleep(0.005)"
    subprocess.run([sys.executable, "-c", code], check=True)


def allocate_at_once(context: JobContext, params: dict[str, Any]) -> None:
    bytearray(params["bytes"])


def hoard(context: JobContext, params: dict[str, Any]) -> None:
    """Fill the disk in the way that ``params["how"]`` names, then wait to be ended, or end at once."""
    folder = kept_folder(context.settings.data, context.job_id) if params.get("kept") else context.workdir
    folder.mkdir(parents=True, exist_ok=True)
    HOARDS[params["how"]](folder)
    while not params.get("hurry"):
        time.sleep(0.1)


def kept_folder(data: Path, job_id: str) -> Path:
    return data / "kept" / job_id


def _one_large_file(folder: Path) -> None:
    (folder / "large").write_bytes(os.urandom(12 * 2**20))


def _deleted_file(folder: Path) -> None:
    held = (folder / "held").open("wb")
    (folder / "held").unlink()
    held.write(os.urandom(12 * 2**20))
    held.flush()
    _held.append(held)


def _file_in_memory(_folder: Path) -> None:
    held = os.fdopen(os.memfd_create("held"), "wb")
    held.write(os.urandom(12 * 2**20))
    held.flush()
    _held.append(held)


def _tiny_files(folder: Path) -> None:
    for number in range(1000):
        (folder / f"tiny-{number}").touch()


def _empty_folders(folder: Path) -> None:
    for number in range(1000):
        (folder / f"empty-{number}").mkdir()


def _deep_folders(folder: Path) -> None:
    os.chdir(folder)
    for _ in range(1000):
        os.mkdir("a folder with a name")  # noqa: PTH102
        os.chdir("a folder with a name")


def _names_of_one_file(folder: Path) -> None:
    (folder / "file").touch()
    for number in range(1000):
        (folder / f"name-{number}").hardlink_to(folder / "file")


_held: list[IO[bytes]] = []
HOARDS: dict[str, Callable[[Path], None]] = {
    "one large file": _one_large_file,
    "a deleted file": _deleted_file,
    "a file in memory": _file_in_memory,
    "tiny files": _tiny_files,
    "empty folders": _empty_folders,
    "deep folders": _deep_folders,
    "names of one file": _names_of_one_file,
}


def spare(context: JobContext, params: dict[str, Any]) -> dict[str, Any]:
    """Look like a lot and take little: a sparse file, and one file with many names."""
    with (context.workdir / "sparse").open("wb") as file:
        file.truncate(2**30)
    (context.workdir / "file").write_bytes(os.urandom(2**20))
    for number in range(50):
        (context.workdir / f"name-{number}").hardlink_to(context.workdir / "file")
    time.sleep(params["s"])
    return {}


def flood(context: JobContext, params: dict[str, Any]) -> dict[str, Any]:
    """Print more than any pipe or log holds."""
    for _ in range(params["mebibytes"]):
        os.write(1, b"o" * 2**20)
    return {}


def talk(context: JobContext, params: dict[str, Any]) -> None:
    """Send a raw line to the runner, then carry on as if nothing had happened."""
    os.write(_message_fd(), params["line"].encode() + b"\n")
    wait(context, params)


def babble(context: JobContext, params: dict[str, Any]) -> None:
    """Send a line that never ends."""
    while True:
        os.write(_message_fd(), b"x" * 65_536)


def use_secret(context: JobContext, params: dict[str, Any]) -> dict[str, Any]:
    """Handle the secret as carelessly as a job can."""
    secret = context.secret["access_token"]
    print("the token is", secret, flush=True)
    context.log(f"again {secret}")
    context.publish("said", {"text": f"it is {secret}"})
    if params.get("fail"):
        raise BadRequest(f"could not clone with {secret}")
    return {"length": len(secret), "said": secret}


def look_around(context: JobContext, params: dict[str, Any]) -> dict[str, Any]:
    """Report what a child can see of the server."""
    settings = context.settings
    return {
        "environ": sorted(os.environ),
        "files": list(_open_files().values()),
        "llm_api_key": settings.language_model.api_key,
        "admin_password": settings.auth.admin_password,
        "database_url": settings.store.database_url,
        "data": str(settings.data),
        "batch_files": settings.of(ScanningSettings).batch_files,
        "cwd": str(Path.cwd()),
        "nice": os.nice(0),
        "session": os.getsid(0) == os.getpid(),
    }


def attack_server(context: JobContext, params: dict[str, Any]) -> dict[str, Any]:
    """Try ``params["attacks"]`` and say what became of each."""
    return {" ".join(map(str, given)): attack(*given) for given in params["attacks"]}


def scan_and_attack(context: JobContext, params: dict[str, Any]) -> dict[str, Any]:
    """A real scan that tries ``params["attacks"]`` around giving up its early access, and says what became of each."""
    found: dict[str, Any] = {}
    give_up = context.drop_early_access

    def attack_all(when: str) -> None:
        found[when] = [attack(*given) for given in params["attacks"]]

    def attacked() -> None:
        attack_all("before")
        give_up()
        attack_all("after")
        thread = threading.Thread(target=attack_all, args=["in a new thread"])
        thread.start()
        thread.join()

    context.drop_early_access = attacked  # type: ignore[method-assign]
    facts = scan(context, params["scan"])
    attack_all("at the end")
    return {"files": facts["files"], **found}


def give_up_beside_a_thread(context: JobContext, params: dict[str, Any]) -> None:
    thread = threading.Thread(target=time.sleep, args=[600], daemon=True)
    thread.start()
    context.drop_early_access()


def spin(context: JobContext, params: dict[str, Any]) -> None:
    """Use processor time, in short-lived children or by ourselves, in the stages that it names."""
    while True:
        for stage in params["stages"]:
            context.progress(0.5, "busy", stage)
            code = "import time; [None for _ in iter(lambda: time.process_time() < 0.1, False)]"
            subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


def _message_fd() -> int:
    """Find the message pipe: the only pipe besides standard output and error."""
    return next(fd for fd, name in sorted(_open_files().items()) if fd > 2 and name.startswith("pipe:"))


def _open_files() -> dict[int, str]:
    found = {}
    for fd in list(Path("/proc/self/fd").iterdir()):
        with contextlib.suppress(FileNotFoundError):  # the folder's own, closed by now
            found[int(fd.name)] = str(fd.readlink())
    return found


def _kind(name: str, **options: Any) -> JobKind:
    return JobKind(name=name, entry=f"{HERE}:{name}", **{"ending": f"{HERE}:ending", **options})


KINDS = (
    _kind("count"),
    _kind("warn"),
    _kind("fail"),
    _kind("dig"),
    _kind("leave"),
    _kind("wait"),
    _kind("wait_twice", may_restart=True),
    _kind("tidy_up", access=lambda _settings, params: Access(write=(Path(params["file"]).parent,))),
    _kind("tree"),
    _kind("daemonise"),
    _kind("allocate"),
    _kind("allocate_at_once"),
    _kind("hoard", folders=lambda job_id: (f"kept/{job_id}",)),
    _kind("spare"),
    _kind("flood"),
    _kind("talk", event_types=frozenset({"waiting"})),
    _kind("babble"),
    _kind("use_secret"),
    _kind("attack_server"),
    _kind(
        "scan_and_attack",
        folders=SCAN.job.folders,
        access=lambda settings, params: scan_access.lasting(settings, params["scan"]),
        early_access=lambda settings, params: scan_access.early(settings, params["scan"]) | Access(network=True),
    ),
    _kind("give_up_beside_a_thread", early_access=lambda _settings, _params: Access(network=True)),
    _kind("spin", stages=(Stage("light", "Light work", 0.5, cpu_share=0.3), Stage("heavy", "Heavy work", 1.0))),
    _kind("look_around", secret_settings=("language_model.api_key",)),
    JobKind(name="no_ending", entry=f"{HERE}:count", ending=f"{HERE}:broken_ending"),
    JobKind(name="missing", entry="services.jobs.not_there:run", ending=f"{HERE}:ending"),
)
