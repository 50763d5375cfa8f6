"""Access: what a program may see and do beyond what every program may, which is its own folder and the system's
programs.

It is stated as what is *more*. A program that states nothing sees no file of the server, no other process and no
network.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Access:
    """``read``, ``write`` and ``execute`` are files and folders with all that is below them; the latter two include
    reading, and a folder to write in is made if it is missing. ``network`` lets it open internet sockets.
    ``processes`` lets it see which processes there are (never into them), for one that watches programs of its own.
    """

    read: tuple[Path, ...] = ()
    write: tuple[Path, ...] = ()
    execute: tuple[Path, ...] = ()
    network: bool = False
    processes: bool = False

    def __or__(self, other: Access) -> Access:
        return Access(
            self.read + other.read,
            self.write + other.write,
            self.execute + other.execute,
            self.network or other.network,
            self.processes or other.processes,
        )


def packages(*names: str) -> tuple[Path, ...]:
    """The folders of our own code that hold these modules. The project's folder as a whole may hold the data, too."""
    tops = dict.fromkeys(name.partition(":")[0].partition(".")[0] for name in names)
    return tuple(PROJECT / top for top in tops if (PROJECT / top).is_dir())


def _below(prefixes: Iterable[str], *names: str) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(Path(prefix) / name for prefix in prefixes for name in names))


PROGRAMS = (
    *_below(("/", "/usr", "/usr/local"), "bin", "sbin", "lib", "lib32", "lib64", "libexec"),
    *map(Path, ("/usr/share", "/nix/store")),
    *_below((sys.base_prefix, sys.prefix), "bin", "lib", "lib64", "pyvenv.cfg"),
    *packages("services"),
)
"""What may be read and executed: what the system, Python and we have installed, and nothing that was put in since."""

FACTS = tuple(map(Path, (
    "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl/openssl.cnf", "/dev/urandom", "/dev/random", "/dev/zero",
    "/proc/cpuinfo", "/proc/meminfo", "/proc/loadavg", "/proc/sys/vm/overcommit_memory", "/sys/devices/system/cpu",
)))  # fmt: skip
"""What programs ask of any Linux, and what says nothing about this one's users."""

NETWORK = tuple(map(Path, (
    "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services",
    "/etc/protocols", "/etc/ssl/certs", "/etc/pki/tls/certs", "/etc/pki/ca-trust/extracted", "/etc/ca-certificates",
)))  # fmt: skip
"""What it takes to find a host and to check its certificate."""

SINK = Path("/dev/null")
ALL_PROCESSES = Path("/proc")
OWN_PROCESS = Path("/proc/self")
