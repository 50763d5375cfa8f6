"""Remote machines: network namespaces, joined to this one and to each other by links that a test can break.

``network.machine()`` returns a machine with its own address, one link away. A test runs programs and opens sockets
on it with ``machine.command([…])`` and ``machine.run(call)``. What a test does to the link affects nothing else on
this host.
"""

from __future__ import annotations

import ctypes
import errno
import itertools
import os
import re
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from tests.support.link import Link, open_device

T = TypeVar("T")

_CLONE_NEWNET = 0x40000000
_NAMESPACES = Path("/run/netns")
_NAME = "tailrace-test-{pid}-{number}"
_LINKS = 4096
_ENVIRONMENT = os.environ | {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}


class Machine:
    """A network namespace. ``address`` is its own end of a link. ``peer_address`` is the other end,
    on this host or on the machine in front of it.
    """

    def __init__(self, name: str, address: str, peer_address: str, link: Link, number: int) -> None:
        self.name = name
        self.address = address
        self.peer_address = peer_address
        self.link = link
        self._near_device, self._device = _devices(number)
        link.far_address = socket.inet_aton(address)

    def command(self, command: Sequence[str]) -> list[str]:
        """Return the command line that runs ``command`` on this machine."""
        return ["ip", "netns", "exec", self.name, *command]

    def run(self, call: Callable[[], T]) -> T:
        """Run ``call`` on this machine. A socket that it opens stays on the machine, whichever thread uses it."""
        result: list[T] = []
        failure: list[BaseException] = []

        def inside() -> None:
            try:
                _move_thread(self.name)
                result.append(call())
            except BaseException as error:
                failure.append(error)

        thread = threading.Thread(target=inside)  # a thread that has changed its namespace is of no other use
        thread.start()
        thread.join()
        if failure:
            raise failure[0]
        return result[0]

    def change_address(self) -> None:
        """Another network: the machine itself has a new address, and knows. Only for a machine that this host links."""
        _ip("address", "del", self.address, "peer", self.peer_address, "dev", self._device, within=self.name)
        self.address = self._new_address()
        self.link.far_address = socket.inet_aton(self.address)
        _ip("address", "add", self.address, "peer", self.peer_address, "dev", self._device, within=self.name)

    def change_disguise(self) -> None:
        """Another address in front of the machine, as when its router dials in anew: it notices nothing by itself."""
        self.link.disguise = socket.inet_aton(self._new_address())

    def _new_address(self) -> str:
        address = socket.inet_ntoa(((198 << 24) + (19 << 16) + next(_later_addresses)).to_bytes(4))
        _ip("route", "add", address, "dev", self._near_device)
        return address

    def set_kernel_option(self, name: str, value: int) -> None:
        """Set ``sysctl net.…`` on this machine alone."""
        self.run(lambda: Path("/proc/sys", *name.split(".")).write_text(f"{value}"))


class Network:
    """All machines of a test, or of a module."""

    def __init__(self) -> None:
        self._machines: list[Machine] = []

    def machine(self, *, behind: Machine | None = None) -> Machine:
        """Return a new machine, linked to this host or to the machine that it is ``behind``."""
        name = _NAME.format(pid=os.getpid(), number=next(_numbers))
        _ip("netns", "add", name)
        number, near, far = _open_devices()
        # 198.18.0.0/15 is reserved for network tests (RFC 2544)
        first = (198 << 24) + (18 << 16) + 4 * number
        near_address, far_address = (socket.inet_ntoa((first + part).to_bytes(4)) for part in (1, 2))
        near_device, far_device = _devices(number)
        machine = Machine(name, far_address, near_address, Link(near, far), number)
        self._machines.append(machine)
        _ip("link", "set", far_device, "netns", name)
        _ip("link", "set", "lo", "up", within=name)
        _bring_up(far_device, far_address, near_address, name)
        if behind is not None:
            _ip("link", "set", near_device, "netns", behind.name)
        _bring_up(near_device, near_address, far_address, behind.name if behind else "")
        _check(machine, behind)
        return machine

    def close(self) -> None:
        for machine in reversed(self._machines):
            machine.link.close()
            _ip("netns", "delete", machine.name)


# -- making them -------------------------------------------------------------------------------------------------------

_numbers = itertools.count(1)
_later_addresses = itertools.count(os.getpid() % 1000 * 64 + 1)
"""The last two bytes of 198.19.0.0/16, from which machines take new addresses; processes begin at different ones."""


def _devices(number: int) -> tuple[str, str]:
    return f"tailrace{number}a", f"tailrace{number}b"


def _open_devices() -> tuple[int, int, int]:
    """Return a new link's number and its two devices.
    A device name can be taken only once, so nobody else has this number.
    """
    for number in range(_LINKS):
        try:
            near = open_device(_devices(number)[0])
        except OSError as error:
            if error.errno == errno.EBUSY:
                continue
            raise
        return number, near, open_device(_devices(number)[1])
    raise AssertionError(f"More than {_LINKS} links are in use on this host")


def _bring_up(device: str, address: str, peer: str, within: str) -> None:
    _ip("address", "add", address, "peer", peer, "dev", device, within=within)
    _ip("link", "set", device, "up", within=within)


def _check(machine: Machine, behind: Machine | None) -> None:
    """Fail early if a firewall on this host swallows what these tests send."""

    def listen() -> socket.socket:
        return socket.create_server((machine.peer_address, 0))

    with behind.run(listen) if behind else listen() as listener:
        try:
            machine.run(lambda: socket.create_connection(listener.getsockname(), timeout=60)).close()
        except OSError as error:
            raise AssertionError(
                f"No packets pass between this host and {machine.address}; a firewall? {error}"
            ) from None


def _move_thread(name: str) -> None:
    with (_NAMESPACES / name).open() as namespace:
        if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"cannot enter the namespace {name}")


def _ip(*arguments: str, within: str = "") -> None:
    command = ["ip", *(["-netns", within] if within else []), *arguments]
    done = subprocess.run(command, env=_ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"


def _remove_left_over() -> None:
    """Remove the namespaces of killed test runs. Their links vanished with them; the namespaces did not."""
    pattern = re.compile(_NAME.format(pid=r"(\d+)", number=r"\d+"))
    for path in _NAMESPACES.glob("tailrace-test-*"):
        found = pattern.fullmatch(path.name)
        if found and not Path(f"/proc/{found[1]}").exists():
            _ip("netns", "delete", path.name)


# -- fixtures ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    """Needs root and /dev/net/tun. Fails without them in CI,
    where nobody would notice that these tests were skipped.
    """
    lacking = _lacking()
    if lacking:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(lacking)
    _remove_left_over()
    network = Network()
    yield network
    network.close()


def _lacking() -> str:
    if os.geteuid() != 0:
        return "Network namespaces need root: run this test as root to have it run."
    if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        return "/dev/net/tun is missing: a container needs --device=/dev/net/tun --cap-add=NET_ADMIN,SYS_ADMIN."
    try:
        _ip("netns", "add", f"tailrace-test-{os.getpid()}-0")
        _ip("netns", "delete", f"tailrace-test-{os.getpid()}-0")
    except AssertionError as error:
        return f"This machine does not let root make network namespaces: {error}"
    return ""
