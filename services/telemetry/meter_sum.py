"""The sum of what several processes counted, series by series."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from services.telemetry.meter import Labels, Meter, Shape
from services.telemetry.meter_file import MeterFile

Series = dict[Labels, list[float]]


class MeterSum:
    """Begins with every series of ``shapes`` at 0."""

    def __init__(self, shapes: Iterable[Shape] = ()) -> None:
        self._shapes = {shape.name: shape for shape in shapes}
        self._series: dict[str, Series] = {name: _zeros(shape) for name, shape in self._shapes.items()}

    def of(self, name: str) -> Series:
        return self._series[name]

    def add(self, file: MeterFile) -> None:
        """Add the series that this sum has; others are of another version of the program."""
        known = {shape.name for shape in file.shapes if is_same(shape, self._shapes.get(shape.name))}
        for shape, labels, values in file.series():
            if shape.name in known and (sums := self._series[shape.name].get(labels)) is not None:
                (_add_recent if shape.kind == "recent" else _add)(sums, values)

    def add_own(self, meter: Meter) -> None:
        """Add what this process counts in its memory, for want of a file."""
        for labels, values in meter.read():
            (_add_recent if meter.kind == "recent" else _add)(self._series[meter.name][labels], values)

    def adopt(self, shapes: Iterable[Shape], preferred: dict[str, Shape]) -> None:
        """Make room for what another process may have counted. Where two versions of the program disagree about a
        meter (its kind, labels or buckets), ``preferred`` decides, or else the newcomer.
        """
        for shape in shapes:
            known = self._shapes.get(shape.name)
            if known is None or (not is_same(shape, known) and not is_same(known, preferred.get(shape.name))):
                self._shapes[shape.name], self._series[shape.name] = shape, _zeros(shape)
            elif is_same(shape, known):
                wider = {name: list(dict.fromkeys((*known.labels[name], *shape.labels[name]))) for name in known.labels}
                self._shapes[shape.name] = merged = Shape(shape.name, shape.kind, wider, shape.buckets)
                self._series[shape.name] = _zeros(merged) | self._series[shape.name]

    def as_file(self) -> tuple[list[Shape], array[float]]:
        shapes = list(self._shapes.values())
        values = array("d")
        for shape in shapes:
            sums = self._series[shape.name]
            for labels in shape.series():
                values.extend(sums[labels])
        return shapes, values


def _add(sums: list[float], values: Sequence[float]) -> None:
    for number, value in enumerate(values):
        sums[number] += value


def _add_recent(sums: list[float], values: Sequence[float]) -> None:
    """Of each place the later step counts; what is older has had its time."""
    for place in range(0, len(sums), 2):
        step, count = values[place : place + 2]
        if step > sums[place]:
            sums[place], sums[place + 1] = step, count
        elif step == sums[place]:
            sums[place + 1] += count


def is_same(one: Shape, other: Shape | None) -> bool:
    """Whether numbers of both can be added."""
    return (
        other is not None
        and one.kind == other.kind
        and one.buckets == other.buckets
        and list(one.labels) == list(other.labels)
    )


def _zeros(shape: Shape) -> Series:
    return {labels: [0.0] * shape.width for labels in shape.series()}
