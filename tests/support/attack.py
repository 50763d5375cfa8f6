"""Attacks on the server from inside a confined process: what one would try that a hostile file has taken over.

Each attack says what became of it: the name of the error that the kernel answered with, or "done".
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.process.program import Program

ATTACKS = f"{__name__}:attack"
DONE = "done"
_libc = ctypes.CDLL(None, use_errno=True)


def attack(name: str, *arguments: Any) -> str:
    try:
        _ATTACKS[name](*arguments)
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return DONE


def _call(number: int, *arguments: Any) -> None:
    if _libc.syscall(ctypes.c_long(number), *arguments) < 0:
        raise OSError(ctypes.get_errno(), "system call")


def _connect(family: int, kind: int, address: Any) -> None:
    with socket.socket(family, kind) as connection:
        connection.settimeout(2)
        connection.connect(address)


def _datagram_through_a_pair(path: str) -> None:
    pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    pair[0].sendto(b"x", path)


def _socketpair() -> None:
    for end in socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM):
        end.close()


def _listen() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind(("127.0.0.1", 0))


def _link(target: str, name: str) -> None:
    Path(name).hardlink_to(target)


def _write_through_link(target: str, link: str) -> None:
    Path(link).symlink_to(target)
    Path(link).write_text("x")


def _write_through_given_link(link: str) -> None:
    with Path(link).open("a") as file:
        file.write("x")


def _make_pipe(path: str) -> None:
    os.mkfifo(path)


def _run(command: str) -> None:
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    if done.returncode:
        raise PermissionError(errno.EACCES, done.stderr.decode())


def _run_own_file(path: str) -> None:
    Path(path).write_text("#!/bin/sh\nexit 0\n")
    os.fchmod(os.open(path, os.O_RDONLY), 0o755)
    subprocess.run([path], check=True)


def _in_a_child(code: str) -> None:
    """The rights stay given up in whatever the process becomes."""
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=False)
    if done.returncode:
        raise PermissionError(errno.EACCES, done.stderr.decode())


def _in_a_program(path: str, folder: str) -> None:
    """As the server starts every program: confined to its folder."""
    done = Program(["cat", path], cwd=Path(folder)).run()
    if not done.succeeded:
        raise PermissionError(errno.EACCES, done.last_line())


def _terminate(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)


def _terminate_by_descriptor(pid: int) -> None:
    signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGTERM)


def _read_memory(pid: int) -> None:
    """process_vm_readv(2)"""
    buffer = ctypes.create_string_buffer(8)
    local = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
    if _libc.process_vm_readv(pid, local, 1, local, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "process_vm_readv")


def _trace(pid: int) -> None:
    if _libc.ptrace(16, pid, 0, 0) < 0:  # PTRACE_ATTACH
        raise OSError(ctypes.get_errno(), "ptrace")


def _steal_descriptor(pid: int) -> None:
    _call(438, os.pidfd_open(pid), 0, 0)  # pidfd_getfd


def _new_user_namespace() -> None:
    if _libc.unshare(0x10000000) < 0:
        raise OSError(ctypes.get_errno(), "unshare")


def _clone_user_namespace() -> None:
    """clone(2) in its raw form, on both architectures: the flags come first."""
    number = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
    pid = _libc.syscall(ctypes.c_long(number), ctypes.c_ulong(0x10000000 | signal.SIGCHLD), None, None, None, None)
    if pid == 0:
        os._exit(0)
    if pid < 0:
        raise OSError(ctypes.get_errno(), "clone")
    os.waitpid(pid, 0)


def _limit_files(pid: int) -> None:
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (2**60, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def _slow_down(pid: int) -> None:
    os.setpriority(os.PRIO_PROCESS, pid, 19)


def _pin(pid: int) -> None:
    os.sched_setaffinity(pid, os.sched_getaffinity(pid))


def _shared_memory() -> None:
    made = _libc.shmget(0, mmap.PAGESIZE, 0o1600)
    if made < 0:
        raise OSError(ctypes.get_errno(), "shmget")
    _libc.shmctl(made, 0, None)  # IPC_RMID


def _watch(path: str) -> None:
    if _libc.inotify_add_watch(_libc.inotify_init(), path.encode(), 0x100) < 0:
        raise OSError(ctypes.get_errno(), "inotify_add_watch")


def _raw(number: int) -> None:
    _call(number, 0, 0, 0, 0, 0)


_ATTACKS: dict[str, Callable[..., Any]] = {
    "read": lambda path: Path(path).read_bytes(),
    "list": lambda path: os.listdir(path),  # noqa: PTH208
    "write": lambda path: Path(path).write_bytes(b"x"),
    "append": _write_through_given_link,
    "truncate": lambda path: os.truncate(path, 0),
    "create": lambda path: Path(path).open("x").close(),
    "delete": lambda path: Path(path).unlink(),
    "make_folder": lambda path: Path(path).mkdir(),
    "rename": lambda path, target: Path(path).rename(target),
    "hard_link": _link,
    "link_and_write": _write_through_link,
    "make_pipe": _make_pipe,
    "chmod": lambda path: Path(path).chmod(0o777),
    "chown": lambda path: os.chown(path, os.getuid(), os.getgid()),
    "set_time": lambda path: os.utime(path, (1, 1)),
    "set_attribute": lambda path: os.setxattr(path, "user.x", b"x"),
    "watch": _watch,
    "tcp": lambda port: _connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", port)),
    "udp": lambda port: _connect(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", port)),
    "unix": lambda path: _connect(socket.AF_UNIX, socket.SOCK_STREAM, path),
    "abstract": lambda name: _connect(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{name}"),
    "netlink": lambda: _connect(socket.AF_NETLINK, socket.SOCK_RAW, (0, 0)),
    "datagram_pair": _datagram_through_a_pair,
    "socketpair": _socketpair,
    "listen": _listen,
    "run": _run,
    "run_own_file": _run_own_file,
    "in_a_child": _in_a_child,
    "in_a_program": _in_a_program,
    "terminate": _terminate,
    "terminate_by_descriptor": _terminate_by_descriptor,
    "terminate_everybody": lambda: os.kill(-1, 0),
    "read_memory": _read_memory,
    "trace": _trace,
    "steal_descriptor": _steal_descriptor,
    "new_user_namespace": _new_user_namespace,
    "clone_user_namespace": _clone_user_namespace,
    "limit": _limit_files,
    "slow_down": _slow_down,
    "pin": _pin,
    "shared_memory": _shared_memory,
    "raw": _raw,
    "chroot": lambda: os.chroot("."),
}
NAMES = tuple(_ATTACKS)
