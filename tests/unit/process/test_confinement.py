"""Confinement: attacks from inside a real process that the server started.

That most of them get through where nothing is confined, and are refused to an ordinary user as well, is in
`test_attack`. Not tried there, because each would need its own setting or do harm: kexec_load, ``/root``, ``/dev/tty``.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.process import landlock
from services.process.access import Access
from services.process.confinement import gaps
from services.process.limits import Limits
from services.process.program import Program
from services.process.resident import Resident
from tests.support.attack import ATTACKS, DONE

needs_landlock = pytest.mark.skipif(landlock.abi() == 0, reason="this kernel has no Landlock")
REFUSED = {"EACCES", "EPERM", "EXDEV"}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """The server's: no attack may read or change it."""
    path = tmp_path / "server" / "signing-keys"
    path.parent.mkdir()
    path.write_text("the key")
    path.chmod(0o600)
    return path


def facts(path: Path) -> tuple[object, ...]:
    status = path.stat()
    return path.read_text(), status.st_mode, status.st_uid, status.st_mtime_ns, os.listxattr(path)


@pytest.fixture
def own(tmp_path: Path, secret: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "mine").write_text("mine")
    (folder / "link").symlink_to(secret)
    return folder


@pytest.fixture
def confined(own: Path) -> Iterator[Resident[str]]:
    with Resident[str](ATTACKS, str, Limits(wall_s=30), Access(write=(own,))) as confined:
        yield confined


@needs_landlock
@pytest.mark.parametrize(
    "name",
    ["read", "write", "append", "truncate", "delete", "chmod", "chown", "set_time", "set_attribute", "watch"],
)
def test_a_file_of_the_server_can_be_neither_read_nor_changed(
    confined: Resident[str], own: Path, secret: Path, name: str
) -> None:
    before = facts(secret)
    assert confined.ask(name, str(secret)) in REFUSED
    if name not in ("delete", "read"):
        assert confined.ask(name, str(own / "link")) in REFUSED, "through a link"
    assert facts(secret) == before


@needs_landlock
def test_nothing_is_moved_linked_or_made_outside_its_own_folder(
    confined: Resident[str], own: Path, secret: Path
) -> None:
    outside = secret.parent
    assert confined.ask("list", str(outside)) in REFUSED
    assert confined.ask("create", str(outside / "new")) in REFUSED
    assert confined.ask("make_folder", str(outside / "new")) in REFUSED
    assert confined.ask("rename", str(own / "mine"), str(outside / "new")) in REFUSED
    assert confined.ask("rename", str(secret), str(own / "stolen")) in REFUSED
    assert confined.ask("hard_link", str(secret), str(own / "stolen")) in REFUSED
    assert confined.ask("hard_link", str(own / "mine"), str(outside / "new")) in REFUSED
    assert [path.name for path in outside.iterdir()] == ["signing-keys"]


@needs_landlock
def test_what_the_server_reads_later_holds_no_links_and_pipes(confined: Resident[str], own: Path, secret: Path) -> None:
    assert confined.ask("link_and_write", str(secret), str(own / "trap")) in REFUSED
    assert confined.ask("make_pipe", str(own / "trap")) in REFUSED


@needs_landlock
def test_in_its_own_folder_it_can_work(confined: Resident[str], own: Path) -> None:
    made = own / "folder"
    assert confined.ask("make_folder", str(made)) == DONE
    assert confined.ask("create", str(made / "a")) == DONE
    assert confined.ask("write", str(made / "a")) == DONE
    assert confined.ask("rename", str(made / "a"), str(own / "b")) == DONE
    assert confined.ask("truncate", str(own / "b")) == DONE
    assert confined.ask("delete", str(own / "b")) == DONE


@needs_landlock
def test_it_runs_the_systems_programs_and_none_that_it_wrote(confined: Resident[str], own: Path, secret: Path) -> None:
    assert confined.ask("run", "true") == DONE
    assert confined.ask("run_own_file", str(own / "program")) in REFUSED
    assert confined.ask("run", f"cat {secret}") in REFUSED
    assert confined.ask("in_a_child", f"open({str(secret)!r})") in REFUSED


@needs_landlock
@pytest.mark.parametrize(
    "path", ["/etc/passwd", "/root", "/home", "/tmp", "/var/log", "/run", "/dev/tty", "/sys/kernel"]
)
def test_of_the_machine_it_sees_the_programs_alone(confined: Resident[str], path: str) -> None:
    assert confined.ask("list" if Path(path).is_dir() else "read", path) in REFUSED


@needs_landlock
def test_other_processes_are_out_of_sight(confined: Resident[str]) -> None:
    for pid in (os.getpid(), 1):
        for name in ("environ", "cmdline", "status", "maps", "mem", "stat"):
            assert confined.ask("read", f"/proc/{pid}/{name}") in REFUSED
    assert confined.ask("list", "/proc") in REFUSED
    assert confined.ask("read", "/proc/self/environ") == DONE


@needs_landlock
def test_one_that_may_see_which_processes_there_are_sees_into_none(own: Path) -> None:
    with Resident[str](ATTACKS, str, Limits(wall_s=30), Access(processes=True)) as confined:
        assert confined.ask("read", f"/proc/{os.getpid()}/stat") == DONE
        for name in ("environ", "maps", "mem", "fd/0", "cwd/x", "root/etc/passwd"):
            assert confined.ask("read", f"/proc/{os.getpid()}/{name}") in {"EACCES", "EPERM"}


def test_root_keeps_no_power_but_to_read_what_it_may_see(confined: Resident[str]) -> None:
    code = "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (10**6, 10**6))"
    assert confined.ask("in_a_child", code) in REFUSED


def test_other_processes_are_out_of_reach(confined: Resident[str]) -> None:
    pid = os.getpid()
    names = ["read_memory", "trace", "steal_descriptor", "limit", "slow_down", "pin"]
    if landlock.abi() >= 6:
        names += ["terminate", "terminate_by_descriptor"]
    assert {name: confined.ask(name, pid) for name in names} == dict.fromkeys(names, "EPERM")
    assert confined.ask("terminate_everybody") == "EPERM"


def test_it_reaches_no_socket(confined: Resident[str], tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX) as unix,
        socket.socket(socket.AF_UNIX) as abstract,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams,
    ):
        path, other, name = str(tmp_path / "runner.sock"), str(tmp_path / "log.sock"), f"tailrace-{os.getpid()}"
        unix.bind(path)
        unix.listen()
        abstract.bind(f"\0{name}")
        abstract.listen()
        datagrams.bind(other)
        attacks: list[tuple[Any, ...]] = [
            ("tcp", tcp.getsockname()[1]), ("udp", 53), ("unix", path), ("abstract", name), ("netlink",), ("listen",),
            ("datagram_pair", other),
        ]  # fmt: skip
        assert {attack[0]: confined.ask(*attack) for attack in attacks} == {attack[0]: "EPERM" for attack in attacks}
    assert confined.ask("socketpair") == DONE


def test_with_the_network_it_reaches_no_local_socket(tmp_path: Path) -> None:
    path = str(tmp_path / "runner.sock")
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX) as unix,
        Resident[str](ATTACKS, str, Limits(wall_s=30), Access(network=True)) as connected,
    ):
        unix.bind(path)
        unix.listen()
        assert connected.ask("tcp", tcp.getsockname()[1]) == DONE
        assert {connected.ask("unix", path), connected.ask("netlink")} == {"EPERM"}
        assert landlock.abi() < 4 or connected.ask("listen") == "EACCES"


@pytest.mark.parametrize("name", ["new_user_namespace", "clone_user_namespace", "shared_memory", "chroot"])
def test_the_kernels_larger_doors_are_shut(confined: Resident[str], name: str) -> None:
    assert confined.ask(name) == "EPERM"


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="these numbers are those of x86-64")
@pytest.mark.parametrize(
    "number",
    [425, 321, 298, 323, 250, 165, 304, 135, 246, 41 | 0x40000000],
    ids=["io_uring", "bpf", "perf", "userfaultfd", "keyctl", "mount", "handle", "personality", "kexec", "x32"],
)
def test_system_calls_that_nobody_here_needs_are_refused(confined: Resident[str], number: int) -> None:
    assert confined.ask("raw", number) == "EPERM"


@needs_landlock
def test_a_program_states_what_more_it_may_see(own: Path, secret: Path) -> None:
    def seen(access: Access) -> bytes:
        return Program(["cat", secret], cwd=own, access=access).run().stdout

    assert seen(Access()) == b""
    assert seen(Access(read=(secret,))) == b"the key"


@needs_landlock
def test_nothing_given_up_comes_back_in_what_it_starts(own: Path, secret: Path) -> None:
    starter = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from services.process.program import Program; from services.process.access import Access\n"
        "secret = Path(sys.argv[2])\n"
        "print(Program(['cat', secret], cwd=Path.cwd(), access=Access(read=(secret.parent,))).run().stdout)"
    )
    project = Path(__file__).resolve().parents[3]
    access = Access(read=(project,), processes=True)
    said = Program([sys.executable, "-I", "-c", starter, project, secret], cwd=own, access=access).run()
    assert said.stdout == b"b''\n", said.last_line()


def test_what_a_kernel_lacks_is_said_with_its_mend() -> None:
    assert gaps(abi=7, has_seccomp=True) == []
    assert ["Landlock" in gaps(abi, has_seccomp=True)[0] for abi in (0, 2, 5)] == [True] * 3
    assert "seccomp" in gaps(abi=7, has_seccomp=False)[0]
    assert len(gaps(abi=0, has_seccomp=False)) == 2
