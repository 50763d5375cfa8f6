"""A link between two network devices whose packets pass through our hands: it can lose, delay, throttle or drop them,
and hide the far machine behind another address, as a router does.

Many kernels lack the emulator module (netem), especially on small virtual machines. TUN devices exist nearly
everywhere. A TUN device hands every packet to a file descriptor and vanishes with it, even if the tests die by
`kill -9`.
"""

from __future__ import annotations

import fcntl
import heapq
import itertools
import os
import random
import select
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from tests.support.packet import DESTINATION, SOURCE, replace_address

_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI, _IFF_TUN_EXCL = 0x0001, 0x1000, 0x8000
_PACKET_BYTES = 65_536
_QUEUE_BYTES = 128 * 1024
"""How much may queue at a slow link before it drops packets: about as much as in a modem."""


def open_device(name: str) -> int:
    """Create a TUN device and return the descriptor of its packets. Raises: OSError, such as EBUSY for a taken name."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        fcntl.ioctl(
            descriptor, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _IFF_TUN | _IFF_NO_PI | _IFF_TUN_EXCL)
        )
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


@dataclass
class Way:
    """One direction of a link. ``packets`` and ``lost`` count the packets that entered it."""

    source: int
    target: int
    packets: int = 0
    lost: int = 0
    free_at: float = 0.0
    """When the last accepted packet will be completely sent."""
    queued: list[tuple[float, int, bytes]] = field(default_factory=list)


class Link:
    """Carries packets between two TUN devices, in a thread.
    The conditions apply in both directions and may change at any time.
    """

    def __init__(self, one: int, other: int) -> None:
        self.is_cut = False
        """Nothing passes, without any notice: a machine that vanished, a phone in a tunnel."""
        self.loss = 0.0
        """The share of packets that get lost, 0 to 1."""
        self.delay_s = 0.0
        """How long each packet travels, on top of the time it takes to send."""
        self.bits_per_s: float | None = None
        self.far_address = b""
        """The address that the machine at the other end has; needed to disguise it."""
        self.disguise = b""
        """The address that the near side sees instead. What is sent to any other does not arrive."""
        self.random = random.Random(1)  # the same packets meet the same losses in every run
        self.there, self.back = Way(one, other), Way(other, one)
        self._order = itertools.count()
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._carry, name="link", daemon=True)
        self._thread.start()

    @property
    def lost(self) -> int:
        """Return how many packets were lost, in both directions together."""
        return self.there.lost + self.back.lost

    def close(self) -> None:
        """Both devices are gone when this returns."""
        os.write(self._wake_write, b"x")
        self._thread.join()
        for descriptor in (self.there.source, self.back.source, self._wake_read, self._wake_write):
            os.close(descriptor)

    def _carry(self) -> None:
        ways = {self.there.source: self.there, self.back.source: self.back}
        poll = select.poll()
        for descriptor in (*ways, self._wake_read):
            poll.register(descriptor, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll(self._until_next_ms()):
                if descriptor == self._wake_read:
                    return
                self._accept(ways[descriptor])
            for way in ways.values():
                self._deliver(way)

    def _until_next_ms(self) -> int | None:
        due = [way.queued[0][0] for way in (self.there, self.back) if way.queued]
        return max(0, int((min(due) - time.monotonic()) * 1000) + 1) if due else None

    def _accept(self, way: Way) -> None:
        with suppress(BlockingIOError):
            while packet := os.read(way.source, _PACKET_BYTES):
                way.packets += 1
                now = time.monotonic()
                sent_at = now
                if self.bits_per_s is not None:
                    sent_at = max(now, way.free_at) + len(packet) * 8 / self.bits_per_s
                    is_full = (sent_at - now) * self.bits_per_s / 8 > _QUEUE_BYTES
                else:
                    is_full = False
                if self.is_cut or is_full or self.random.random() < self.loss:
                    way.lost += 1
                    continue
                carried = self._translate(way, packet) if self.disguise else packet
                if not carried:
                    way.lost += 1
                    continue
                way.free_at = sent_at
                heapq.heappush(way.queued, (sent_at + self.delay_s, next(self._order), carried))

    def _translate(self, way: Way, packet: bytes) -> bytes:
        if way is self.back:
            return replace_address(packet, SOURCE, self.far_address, self.disguise)
        return replace_address(packet, DESTINATION, self.disguise, self.far_address)

    def _deliver(self, way: Way) -> None:
        now = time.monotonic()
        while way.queued and way.queued[0][0] <= now:
            packet = heapq.heappop(way.queued)[2]
            if not self.is_cut:  # a cut also drops packets in transit
                # like any device, it loses packets while it is down or its queue is full
                with suppress(OSError):
                    os.write(way.target, packet)
