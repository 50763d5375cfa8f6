"""Measures: what is read off a step of samples, by meter."""

from __future__ import annotations

from services.client_report.meter import COMPLETED, DUPLICATES, EVENTS, FAILED
from services.operations.samples.course import Measure
from services.operations.samples.sample import Step, Wanted, any_labels, quantile
from services.telemetry.meter import Counter, Gauge, Histogram


def level(meter: Gauge | str, wanted: Wanted = any_labels) -> Measure:
    """How much there was at the end of the step."""
    name = meter if isinstance(meter, str) else meter.name
    return lambda step: step.after.number(name, wanted)


def growth(meter: Counter, wanted: Wanted = any_labels) -> Measure:
    """How many came."""
    return lambda step: step.increase(meter.name, wanted)


def speed(meter: Counter, wanted: Wanted = any_labels) -> Measure:
    """How many came in a second."""
    return lambda step: step.rate(meter.name, wanted)


def observed(meter: Histogram, wanted: Wanted = any_labels) -> Measure:
    """How often it was measured."""
    return lambda step: sum(step.counts(meter.name, wanted))


def hourly(meter: Histogram, wanted: Wanted = any_labels) -> Measure:
    """How often it was measured, in an hour at this pace."""
    count = observed(meter, wanted)
    return lambda step: (count(step) or 0.0) * 3600 / step.seconds if step.seconds > 0 else None


def percentile(meter: Histogram, share: float, wanted: Wanted = any_labels) -> Measure:
    """The value below which that ``share`` lies; None if nothing was measured."""
    return lambda step: quantile(share, meter.buckets, step.counts(meter.name, wanted))


def completion(wanted: Wanted = any_labels) -> Measure:
    """Of the streams that ended, how many percent came to their end."""

    def measure(step: Step) -> float | None:
        done, failed = step.increase(COMPLETED.name, wanted), step.increase(FAILED.name, wanted)
        return _percent(done, done + failed)

    return measure


def doubled(wanted: Wanted = any_labels) -> Measure:
    """Of the events that arrived, how many percent had come before."""
    return lambda step: _percent(step.increase(DUPLICATES.name, wanted), step.increase(EVENTS.name, wanted))


def _percent(part: float, total: float) -> float | None:
    return 100 * part / total if total > 0 else None
