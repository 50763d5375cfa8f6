"""The exposition: all meters of the host as Prometheus text, for a collector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from services.telemetry.meter import Counter, Histogram, Labels, Meter, Recent, Reported, declared
from services.telemetry.meter_sum import MeterSum, Series

CONTENT_TYPE = CONTENT_TYPE_LATEST

Found = Mapping[str, Mapping[Labels, float]]
"""By the name of a `Reported` meter, the numbers that were looked up."""


def exposition(total: MeterSum, reported: Found) -> bytes:
    """The text format. A reported meter of which nothing was found is left out."""
    text = generate_latest(_Meters(total, reported))
    for meter in declared():
        if isinstance(meter, Counter) and not meter.name.endswith("_total"):
            # The library adds it to every counter's type and help. Some names were promised without it.
            for line in ("HELP", "TYPE"):
                text = text.replace(f"# {line} {meter.name}_total ".encode(), f"# {line} {meter.name} ".encode())
    return text


class _Meters(Collector):
    def __init__(self, total: MeterSum, reported: Found) -> None:
        self._total = total
        self._reported = reported

    def collect(self) -> Iterator[Metric]:
        for meter in declared():
            if isinstance(meter, Recent):
                continue
            if not isinstance(meter, Reported):
                yield _family(meter, self._total.of(meter.name))
            elif meter.name in self._reported:
                zeros = dict.fromkeys(meter.shape.series(), 0.0)
                found = zeros | dict(self._reported[meter.name])
                yield _family(meter, {labels: [value] for labels, value in found.items()})


def _family(meter: Meter, series: Series) -> Metric:
    names = [label.name for label in meter.labels]
    if isinstance(meter, Histogram):
        histogram = HistogramMetricFamily(meter.name, meter.help, labels=names)
        bounds = [*(str(float(bound)) for bound in meter.buckets), "+Inf"]
        for labels, (*counts, total) in series.items():
            upto = 0.0
            buckets = [(bound, upto := upto + count) for bound, count in zip(bounds, counts, strict=True)]
            histogram.add_metric(labels, buckets, total)
        return histogram
    is_counter = isinstance(meter, Counter)
    family = Metric(meter.name.removesuffix("_total") if is_counter else meter.name, meter.help, _TYPES[meter.kind])
    for labels, (value,) in series.items():
        family.add_sample(meter.name, dict(zip(names, labels, strict=True)), value)
    return family


_TYPES = {"counter": "counter", "gauge": "gauge", "reported": "gauge"}
