"""A meter: a number that the server keeps about itself, declared once as a module's value, counted in any process.

    ENDED = Counter("tailrace_streams_ended_total", "Streams that ended.", STREAM_KIND, Label("reason", REASONS))
    ENDED.add(1, "stream", "gone")

All values of a label are declared, so every series is there, at 0, before anything happens: an alert sees the first
loss as well as the second. A value that nobody declared is counted as the label's ``other``: what a stranger names
cannot make series. Labels never name a process or a host.

Until a process opens its file (`services.telemetry.meter_folder`), its numbers are in its memory. Counting takes a
fifth of a microsecond and no lock: CPython changes threads only where a function is called or a loop goes back, never
inside ``values[slot] += by``. A test counts in eight threads at once.
"""

from __future__ import annotations

import itertools
import time
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import ClassVar, TypeAlias

import msgspec

FLOAT_BYTES = 8
Values: TypeAlias = "memoryview[float] | array[float]"
Labels = tuple[str, ...]

RECENT_S = 900
RECENT_STEP_S = 30
RECENT_STEPS = 32

KEPT = frozenset({"counter", "histogram", "recent"})
"""What a process counted still counts when the process is gone. A gauge does not."""

_declared: dict[str, Meter] = {}


class Shape(msgspec.Struct, frozen=True):
    """What is known of a meter wherever its numbers are read: in another process, or by a later version."""

    name: str
    kind: str
    labels: dict[str, list[str]]
    buckets: tuple[float, ...] = ()

    @property
    def width(self) -> int:
        """How many numbers a series has. A histogram's are one for each bucket, one above them all, and the sum."""
        if self.kind == "recent":
            return 2 * RECENT_STEPS
        return len(self.buckets) + 2 if self.kind == "histogram" else 1

    @property
    def size(self) -> int:
        count = self.width
        for values in self.labels.values():
            count *= len(values)
        return count

    def series(self) -> Iterator[Labels]:
        return itertools.product(*self.labels.values())


class Label:
    """A label's name and all its values."""

    def __init__(self, name: str, values: Sequence[str] = (), *, other: str = "other") -> None:
        self.name = name
        self.values = dict.fromkeys((*values, other))
        self.other = other
        self._meters: list[Meter] = []

    def allow(self, *values: str) -> None:
        """Declare more values, while the application is put together: faces and routes are not known before.

        Raises: RuntimeError, if this process counts in its file already.
        """
        if new := dict.fromkeys(value for value in values if value not in self.values):
            self.values |= new
            for meter in self._meters:
                meter.lay_out()

    def of(self, meter: Meter) -> Label:
        self._meters.append(meter)
        return self


class Meter:
    kind: ClassVar[str]
    buckets: tuple[float, ...] = ()

    def __init__(self, name: str, help: str, *labels: Label) -> None:
        if name in _declared:
            raise ValueError(f"The meter {name} is declared twice.")
        self.name = name
        self.help = help
        self.labels = tuple(label.of(self) for label in labels)
        self._placed: tuple[dict[Labels, int], Values] = {}, array("d")
        self._is_in_file = False
        _declared[name] = self
        self.lay_out()

    @property
    def shape(self) -> Shape:
        return Shape(self.name, self.kind, {label.name: list(label.values) for label in self.labels}, self.buckets)

    def lay_out(self) -> None:
        """Give every series its place in memory."""
        if self._is_in_file:
            raise RuntimeError(f"The labels of {self.name} must be known before this process opens its meters.")
        self._move(array("d", bytes(FLOAT_BYTES * self.shape.size)), 0)

    def move_to_file(self, values: memoryview[float], first: int) -> None:
        """Count in ``values``, from ``first`` on; what was counted so far comes along."""
        self._move(values, first)
        self._is_in_file = True

    def leave_file(self) -> None:
        """Begin again, in memory: the file is somebody else's from now on."""
        self._is_in_file = False
        self._placed = {}, array("d")
        self.lay_out()

    def _move(self, values: Values, first: int) -> None:
        shape = self.shape
        slots = {labels: first + number * shape.width for number, labels in enumerate(shape.series())}
        old_slots, old_values = self._placed
        for labels, old in old_slots.items():
            for number in range(shape.width):
                values[slots[labels] + number] = old_values[old + number]
        self._placed = slots, values

    def read(self) -> Iterator[tuple[Labels, list[float]]]:
        """What this process has counted."""
        slots, values = self._placed
        width = self.shape.width
        return ((labels, list(values[slot : slot + width])) for labels, slot in slots.items())

    def _known(self, labels: Labels) -> Labels:
        if len(labels) != len(self.labels):
            raise TypeError(f"{self.name} has {len(self.labels)} labels, not {len(labels)}.")
        return tuple(
            value if value in label.values else label.other for value, label in zip(labels, self.labels, strict=True)
        )


class _Number(Meter):
    def add(self, by: float = 1, *labels: str) -> None:
        slots, values = self._placed
        try:
            values[slots[labels]] += by
        except KeyError:
            values[slots[self._known(labels)]] += by


class Counter(_Number):
    """Only ever grows."""

    kind = "counter"


class Gauge(_Number):
    """What there is now, in all living processes together."""

    kind = "gauge"

    def set(self, to: float, *labels: str) -> None:
        slots, values = self._placed
        values[slots[self._known(labels)]] = to


class Histogram(Meter):
    """How often something took how long: ``buckets`` are upper bounds."""

    kind = "histogram"

    def __init__(self, name: str, help: str, *labels: Label, buckets: Sequence[float]) -> None:
        self.buckets = tuple(buckets)
        super().__init__(name, help, *labels)

    def observe(self, value: float, *labels: str) -> None:
        """Below 0 counts as 0: a clock was set back."""
        value = value if value > 0 else 0.0
        slots, values = self._placed
        try:
            slot = slots[labels]
        except KeyError:
            slot = slots[self._known(labels)]
        values[slot + bisect_left(self.buckets, value)] += 1
        values[slot + len(self.buckets) + 1] += value


class Recent(Meter):
    """What was counted within the last quarter of an hour, for rates that a collector cannot work out. Nobody is shown
    its series. They consist of steps of half a minute, each as the step's number and its count.
    """

    kind = "recent"

    def add(self, by: float, *labels: str) -> None:
        slots, values = self._placed
        step = time.time() // RECENT_STEP_S
        slot = slots[self._known(labels)] + 2 * int(step % RECENT_STEPS)
        if values[slot] != step:
            values[slot], values[slot + 1] = step, 0
        values[slot + 1] += by

    @staticmethod
    def count(values: Sequence[float]) -> float:
        """What a series' numbers come to now."""
        now = time.time() // RECENT_STEP_S
        steps = zip(values[::2], values[1::2], strict=True)
        return sum(count for step, count in steps if now - RECENT_S / RECENT_STEP_S < step <= now)


class Reported(Meter):
    """A gauge that nobody counts: its number is looked up when somebody asks, such as the free space of a disk."""

    kind = "reported"


def declared() -> list[Meter]:
    """All meters of this process, by name."""
    return [_declared[name] for name in sorted(_declared)]


def counted() -> list[Meter]:
    return [meter for meter in declared() if not isinstance(meter, Reported)]
