"""A sample: the numbers of all meters at one moment, and what two of them say of the time in between.

Counters and histograms count since the server was set up, and never fall. So what happened in a time is the difference
between two samples, whatever was restarted meanwhile; a sample that is missing only makes the step longer.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

Labels = tuple[str, ...]
Wanted = Callable[[Labels], bool]
"""Which series of a meter are meant, by their labels' values, in the order of the meter's labels."""


class _Stored(msgspec.Struct, array_like=True):
    labels: Labels
    values: list[float]


_decoder = msgspec.json.Decoder(dict[str, list[_Stored]])


def any_labels(_labels: Labels) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Sample:
    """``series`` has, by the meter's name, the numbers of each of its series. Those that are all 0 are left out.
    A counter or gauge has one number; a histogram one for each bucket, one above them all, and the sum.
    """

    at: float
    series: Mapping[str, Mapping[Labels, Sequence[float]]]

    def total(self, name: str, wanted: Wanted = any_labels) -> list[float]:
        """The sum of the series that are wanted; empty if there are none."""
        found = [values for labels, values in self.series.get(name, {}).items() if wanted(labels)]
        return [sum(numbers) for numbers in zip(*found, strict=True)]

    def number(self, name: str, wanted: Wanted = any_labels) -> float:
        """Of a counter or gauge."""
        return next(iter(self.total(name, wanted)), 0.0)

    def pack(self) -> bytes:
        stored = {
            name: [_Stored(labels, list(values)) for labels, values in series.items()]
            for name, series in self.series.items()
        }
        return zlib.compress(msgspec.json.encode(stored))


def unpack(at: float, packed: bytes) -> Sample:
    stored = _decoder.decode(zlib.decompress(packed))
    return Sample(at, {name: {one.labels: one.values for one in series} for name, series in stored.items()})


@dataclass(frozen=True, slots=True)
class Step:
    """The time between two samples."""

    before: Sample
    after: Sample

    @property
    def seconds(self) -> float:
        return self.after.at - self.before.at

    def increase(self, name: str, wanted: Wanted = any_labels) -> float:
        """Of a counter. Meters begin again only with a new data folder; then what there is now was counted since."""
        now, was = self.after.number(name, wanted), self.before.number(name, wanted)
        return now - was if now >= was else now

    def rate(self, name: str, wanted: Wanted = any_labels) -> float:
        """Of a counter, in a second."""
        return self.increase(name, wanted) / self.seconds if self.seconds > 0 else 0.0

    def counts(self, name: str, wanted: Wanted = any_labels) -> list[float]:
        """How many observations of a histogram fell in each bucket; empty if none did."""
        now, was = self.after.total(name, wanted)[:-1], self.before.total(name, wanted)[:-1]
        if len(was) != len(now) or any(a < b for a, b in zip(now, was, strict=True)):
            return now  # a new folder, or other buckets since an upgrade
        return [a - b for a, b in zip(now, was, strict=True)]


def quantile(share: float, bounds: Sequence[float], counts: Sequence[float]) -> float | None:
    """The value below which that ``share`` of observations lies, within a bucket by proportion, as Prometheus does it;
    None if there were none. ``counts`` has one more than ``bounds``: what lies above them all counts as the last one.
    """
    total = sum(counts)
    if total <= 0:
        return None
    rank, upto, lower = share * total, 0.0, 0.0
    for bound, count in zip(bounds, counts, strict=False):
        if count and upto + count >= rank:
            return lower + (bound - lower) * max(0.0, rank - upto) / count
        upto, lower = upto + count, bound
    return lower


def steps(samples: Sequence[Sample], step_s: float) -> list[Step]:
    """Neighbours at least ``step_s`` apart, in order of time."""
    found: list[Step] = []
    start: Sample | None = None
    for sample in samples:
        if start is None:
            start = sample
        elif sample.at - start.at >= step_s * 0.999:
            found.append(Step(start, sample))
            start = sample
    return found
