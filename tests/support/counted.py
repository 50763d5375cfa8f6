"""What the meters of this process have counted since a moment in the middle of a test."""

from __future__ import annotations

from collections.abc import Iterator

from services.telemetry.meter import Gauge, Histogram, Recent, counted


class CountedSince:
    """Of histograms, how often something was observed."""

    def __init__(self, *prefixes: str) -> None:
        self._prefixes = prefixes
        self._before = dict(self._series())

    def added(self) -> dict[str, float]:
        """The name and labels of each series that has changed, with a space between them."""
        return {series: now - self._before[series] for series, now in self._series() if now != self._before[series]}

    def _series(self) -> Iterator[tuple[str, float]]:
        for meter in counted():
            if meter.name.startswith(self._prefixes) and not isinstance(meter, Gauge | Recent):
                for labels, values in meter.read():
                    series = " ".join((meter.name, *labels))
                    yield series, sum(values[:-1]) if isinstance(meter, Histogram) else values[0]
