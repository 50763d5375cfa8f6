"""Attacks twice: in a process that is free each gets through, in a confined one the kernel refuses it.

So it is confinement that refuses it, and nothing else; for root as for an ordinary user. Some attacks get past the
kernel's permission checks and then fail for want of an argument that makes sense: that counts as through.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.process import landlock
from tests.support.attack import DONE, NAMES
from tests.support.attacker import Attacker

pytestmark = pytest.mark.skipif(landlock.abi() < landlock.SCOPE_ABI, reason="this kernel's Landlock lacks something")
REFUSED = {"EACCES", "EPERM", "EXDEV"}
NOBODY = 65534
X86_64 = os.uname().machine == "x86_64"
FILES = """
read {secret} | write {secret} | append {secret} | append {link} | truncate {secret} | delete {secret} | chmod {secret}
chown {secret} | set_time {secret} | set_attribute {secret} | watch {secret} | list {outside} | create {outside}/new
make_folder {outside}/new | rename {mine} {outside}/new | rename {secret} {own}/stolen | hard_link {secret} {own}/stolen
hard_link {mine} {outside}/new | link_and_write {secret} {own}/trap | make_pipe {own}/trap | run_own_file {own}/program
"""
MACHINE = "list /tmp | list /home | list /var/log | list /run | list /sys/kernel | list /proc | read /etc/passwd"
PROCESSES = """
read /proc/{pid}/environ | read /proc/{pid}/cmdline | read /proc/{pid}/maps | read /proc/{pid}/mem
read /proc/{pid}/stat | read_memory {pid} | trace {pid} | steal_descriptor {pid} | limit {pid} | slow_down {pid}
pin {pid} | terminate {pid} | terminate_by_descriptor {pid} | terminate_everybody
"""
SOCKETS = "tcp {tcp} | udp 53 | unix {unix} | abstract {abstract} | netlink | listen | datagram_pair {datagrams}"
KERNEL = "new_user_namespace | clone_user_namespace | shared_memory"
ATTACKS = [
    attack.strip()
    for group in (FILES, MACHINE, PROCESSES, SOCKETS, KERNEL)
    for line in group.strip().splitlines()
    for attack in line.split("|")
]
SYSTEM_CALLS = {"io_uring": 425, "keyctl": 250, "personality": 135, "x32": 41 | 0x40000000}
SYSTEM_CALLS_OF_ROOT = {"bpf": 321, "perf": 298, "userfaultfd": 323, "mount": 165, "handle": 304}
THROUGH = {"read /proc/{pid}/mem": "EIO", "read_memory {pid}": "EFAULT"}
HELD_ELSEWHERE = {"socketpair", "run", "in_a_child", "in_a_program", "chroot", "raw"}


@dataclass
class Both:
    free: Attacker
    confined: Attacker
    user: int | None
    base: Path


@pytest.fixture(scope="module", params=["the user of this test", "an ordinary user"])
def both(request: pytest.FixtureRequest) -> Iterator[Both]:
    user = NOBODY if request.param == "an ordinary user" else None
    if user is not None and os.getuid() != 0:
        pytest.skip("only root can become somebody else")
    base = Path(tempfile.mkdtemp())  # pytest's own folders are closed to other users
    (base / "own").mkdir()
    with Attacker(user) as free, Attacker(user, base / "own") as confined:
        yield Both(free, confined, user, base)
    shutil.rmtree(base)


@pytest.fixture
def target(both: Both) -> Iterator[dict[str, object]]:
    """Everything that is attacked. It all belongs to the attacker's user, so only confinement stands before it."""
    own, outside = both.base / "own", both.base / "server"
    for folder in (own, outside):
        shutil.rmtree(folder / "x", ignore_errors=True)
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink() if not path.is_dir() else path.rmdir()
    (outside / "secret").write_text("the key")
    (own / "mine").write_text("mine")
    (own / "link").symlink_to(outside / "secret")
    with ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        unix, abstract = (stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(2))
        datagrams = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        name = f"tailrace-attack-{os.getpid()}"
        for listener, address in ((unix, str(outside / "unix")), (abstract, f"\0{name}")):
            listener.bind(address)
            listener.listen()
        datagrams.bind(str(outside / "datagrams"))
        victim = stack.enter_context(
            subprocess.Popen(["sleep", "600"], stdin=subprocess.DEVNULL, user=both.user, group=both.user)
        )
        stack.callback(victim.kill)
        for path in (both.base, own, outside, *own.iterdir(), *outside.iterdir()):
            os.chown(path, both.user or os.getuid(), -1, follow_symlinks=False)
        yield {
            "secret": outside / "secret", "outside": outside, "own": own, "mine": own / "mine", "link": own / "link",
            "pid": victim.pid, "tcp": tcp.getsockname()[1], "unix": outside / "unix", "abstract": name,
            "datagrams": outside / "datagrams",
        }  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_for_being_confined(both: Both, target: dict[str, object], attack: str) -> None:
    name, *given = attack.format(**target).split()
    arguments = [int(one) if one.isdigit() else one for one in given]
    assert both.confined.ask(name, *arguments) in REFUSED
    assert both.free.ask(name, *arguments) == THROUGH.get(attack, DONE)


@pytest.mark.skipif(not X86_64, reason="these numbers are those of x86-64")
@pytest.mark.parametrize("name", [*SYSTEM_CALLS, *SYSTEM_CALLS_OF_ROOT])
def test_a_system_call_is_refused_for_being_confined(both: Both, name: str) -> None:
    """All arguments are 0. (A kexec_load of those would unload what is loaded, so it is not tried here.)"""
    assert both.confined.ask("raw", (SYSTEM_CALLS | SYSTEM_CALLS_OF_ROOT)[name]) == "EPERM"
    if name in SYSTEM_CALLS or (both.user or os.getuid()) == 0:
        assert both.free.ask("raw", (SYSTEM_CALLS | SYSTEM_CALLS_OF_ROOT)[name]) != "EPERM"


def test_what_it_starts_is_confined_as_well(both: Both, target: dict[str, object]) -> None:
    assert both.confined.ask("run", "true") == both.free.ask("run", "true") == DONE
    assert both.confined.ask("run", f"cat {target['secret']}") in REFUSED
    assert both.free.ask("run", f"cat {target['secret']}") == DONE


def test_whatever_a_server_of_this_user_starts_is_confined(both: Both, target: dict[str, object]) -> None:
    assert both.free.ask("in_a_program", str(target["mine"]), str(target["own"])) == DONE
    assert both.free.ask("in_a_program", str(target["secret"]), str(target["own"])) in REFUSED


def test_root_alone_can_change_its_root_folder(both: Both) -> None:
    assert both.confined.ask("chroot") == "EPERM"
    assert both.free.ask("chroot") == (DONE if (both.user or os.getuid()) == 0 else "EPERM")


def test_every_attack_was_tried() -> None:
    assert {attack.split()[0] for attack in ATTACKS} | HELD_ELSEWHERE == set(NAMES)
