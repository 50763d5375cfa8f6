"""Landlock (Linux 5.19 and newer): a process gives up every file, port and process that it does not list, for good.

The kernel checks each file as it is opened, and so do the children of the process, whatever they become. No privilege
is needed. See landlock(7); each ABI adds rights, and those that the kernel does not know are left out.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from services.process.control import system_call

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION_ONLY = 1
_PATH_BENEATH = 1
_OLDEST_ABI = 2
"""The first would not let a file be moved from one folder to another, which git does all the time."""

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_FILES_BY_ABI = {1: (1 << 13) - 1, 2: _REFER, 3: _TRUNCATE, 5: _IOCTL_DEVICE}
_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1
_NETWORK_ABI = 4
_SCOPES = 0b11  # abstract sockets, signals
SCOPE_ABI = 6
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE

READ = _READ_FILE | _READ_DIR
EXECUTE = READ | _EXECUTE
WRITE = READ | _WRITE_FILE | _TRUNCATE | _REFER | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG
"""Files and folders. No links, pipes or devices: the server reads these folders afterwards."""


@cache
def abi() -> int:
    """What the kernel offers; 0 for nothing, or for too little."""
    try:
        version = system_call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_ONLY))
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM):
            return 0
        raise
    return version if version >= _OLDEST_ABI else 0


class Ruleset:
    """What stays allowed. Opens one descriptor; `close` it once every process that needs it was forked."""

    def __init__(self, *, network: bool) -> None:
        version = abi()
        self._files = 0
        for since, rights in _FILES_BY_ABI.items():
            self._files |= rights if version >= since else 0
        ports = (_BIND_TCP | (0 if network else _CONNECT_TCP)) if version >= _NETWORK_ABI else 0
        scopes = _SCOPES if version >= SCOPE_ABI else 0
        attributes = struct.pack("=QQQ", self._files, ports, scopes)
        size, flags = ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0)
        self.fd = system_call(_CREATE_RULESET, attributes, size, flags)

    def allow(self, rights: int, paths: Iterable[Path]) -> None:
        """Allow what is at and below these paths. One that does not exist, or cannot be reached, is left out."""
        for path in paths:
            try:
                fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except OSError:
                continue
            try:
                self._allow(rights, fd)
            finally:
                os.close(fd)

    def _allow(self, rights: int, fd: int) -> None:
        rights &= self._files if stat.S_ISDIR(os.fstat(fd).st_mode) else self._files & _OF_A_FILE
        rule = struct.pack("=Qi", rights, fd)
        system_call(_ADD_RULE, ctypes.c_int(self.fd), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))

    def enforce(self) -> None:
        """Give up all the rest, in this thread and for all that it starts. It needs `forbid_new_privileges` first."""
        system_call(_RESTRICT_SELF, ctypes.c_int(self.fd), ctypes.c_uint32(0))

    def close(self) -> None:
        os.close(self.fd)
