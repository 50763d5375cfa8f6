"""Seccomp: the system calls that a confined program has no use for answer EPERM, as if it lacked the privilege.

Landlock guards files, TCP and signals. This guards what it leaves open: sockets of every other kind, the modes and
owners of files, other processes' memory, limits and priority, namespaces, and the parts of the kernel where most of its
faults were found. See seccomp(2); the filter is a program of classic BPF.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from collections.abc import Iterable
from functools import cache

from services.process.control import system_call
from services.process.system_call_table import ALWAYS_REFUSED, ARCHITECTURES, NUMBERS, SOCKET_CALLS, number_of

_SET_MODE_FILTER, _GET_ACTION_AVAILABLE = 1, 2
_ALL_THREADS = 1  # SECCOMP_FILTER_FLAG_TSYNC
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets into struct seccomp_data
_X32 = 0x40000000
_AF_UNIX, _AF_INET, _AF_INET6, _SOCK_STREAM, _SOCK_TYPE = 1, 2, 10, 1, 0xF
_NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW… that clone(2) takes
_PRIO_PROCESS, _IOPRIO_WHO_PROCESS = 0, 1
_PR_SET_CHILD_SUBREAPER = 36
_TIOCSTI = 0x5412  # types into somebody's terminal
_EVERYBODY = 0xFFFFFFFF  # -1 as a pid

_Code = list[tuple[int, int, int, int]]
_REFUSE: _Code = [(_RETURN, 0, 0, _ERRNO | errno.EPERM)]
_PASS: _Code = [(_RETURN, 0, 0, _ALLOW)]


def is_available() -> bool:
    """Whether the kernel has it and we know this architecture's numbers."""
    return platform.machine() in ARCHITECTURES and _kernel_has_it()


@cache
def _kernel_has_it() -> bool:
    action = struct.pack("=I", _ERRNO)
    try:
        system_call(number_of("seccomp"), ctypes.c_uint(_GET_ACTION_AVAILABLE), ctypes.c_uint(0), action)
    except OSError:
        return False
    return True


class Filter:
    """Made before the fork, installed by the process itself. With ``network`` it may open internet sockets."""

    def __init__(self, *, network: bool) -> None:
        code = _program(network)
        self._code = ctypes.create_string_buffer(code, len(code))
        self._program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(self._code))
        self._seccomp = number_of("seccomp")

    def install(self) -> None:
        """In every thread of this process, and for all that it starts. It needs `forbid_new_privileges` first."""
        left_out = system_call(
            self._seccomp, ctypes.c_uint(_SET_MODE_FILTER), ctypes.c_uint(_ALL_THREADS), self._program
        )
        if left_out:
            raise OSError(errno.EBUSY, "a thread has system call filters of its own")


@cache
def _program(network: bool) -> bytes:
    architecture, _ = ARCHITECTURES[platform.machine()]
    code: _Code = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), *_REFUSE, (_LOAD, 0, 0, _NUMBER)]
    if platform.machine() == "x86_64":
        code += [(_AT_LEAST, 0, 1, _X32), *_REFUSE]
    refused = ALWAYS_REFUSED if network else (*ALWAYS_REFUSED, *SOCKET_CALLS)
    for name in refused:
        code += _for_call(name, _REFUSE)
    if network:
        code += _for_call("socket", _only(0, (_AF_INET, _AF_INET6)))
    for name, checks in _CHECKED.items():
        code += _for_call(name, checks)
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code + _PASS)


def _for_call(name: str, checks: _Code) -> _Code:
    """The checks, which all end with an answer, for this system call alone."""
    number = NUMBERS[name][ARCHITECTURES[platform.machine()][1]]
    return [] if number is None else [(_EQUAL, 0, len(checks), number), *checks]


def _argument(index: int, *, high: bool = False) -> _Code:
    return [(_LOAD, 0, 0, _ARGUMENTS + 8 * index + (4 if high else 0))]


def _equals(values: Iterable[int]) -> _Code:
    """Pass if what is loaded is one of these; go on otherwise."""
    return [instruction for value in values for instruction in ((_EQUAL, 0, 1, value), *_PASS)]


def _only(index: int, values: Iterable[int]) -> _Code:
    return _argument(index) + _equals(values) + _REFUSE


def _never(index: int, values: Iterable[int]) -> _Code:
    refused = [instruction for value in values for instruction in ((_EQUAL, 0, 1, value), *_REFUSE)]
    return _argument(index) + refused + _PASS


def _both(first: tuple[int, int], second: tuple[int, int]) -> _Code:
    (index, value), (other_index, other_value) = first, second
    return [*_argument(index), (_EQUAL, 1, 0, value), *_REFUSE, *_only(other_index, (other_value,))]


_CHECKED: dict[str, _Code] = {
    # A pair of streams reaches nobody. A pair of datagram sockets could still be pointed at an address.
    "socketpair": [
        *_argument(0), (_EQUAL, 1, 0, _AF_UNIX), *_REFUSE,
        *_argument(1), (_AND, 0, 0, _SOCK_TYPE), *_equals((_SOCK_STREAM,)), *_REFUSE,
    ],
    "clone": [*_argument(0), (_ANY_BIT, 0, 1, _NEW_NAMESPACES), *_REFUSE, *_PASS],
    # Its arguments are in memory, where a filter cannot look; libc then takes `clone`.
    "clone3": [(_RETURN, 0, 0, _ERRNO | errno.ENOSYS)],
    "kill": _never(0, (_EVERYBODY,)),
    "prctl": _never(0, (_PR_SET_CHILD_SUBREAPER,)),
    "ioctl": _never(1, (_TIOCSTI,)),
    # Of other processes of the same user, the server among them. 0 is the caller.
    "prlimit64": _only(0, (0,)),
    "sched_setparam": _only(0, (0,)),
    "sched_setscheduler": _only(0, (0,)),
    "sched_setaffinity": _only(0, (0,)),
    "sched_setattr": _only(0, (0,)),
    "setpriority": _both((0, _PRIO_PROCESS), (1, 0)),
    "ioprio_set": _both((0, _IOPRIO_WHO_PROCESS), (1, 0)),
    # Without a path: the file was opened, so Landlock has seen it.
    "utimensat": [*_argument(1), (_EQUAL, 1, 0, 0), *_REFUSE, *_argument(1, high=True), *_equals((0,)), *_REFUSE],
}  # fmt: skip
