"""The page that shows how streams do on the other end, from the server's own samples. It works without scripts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext

from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.operations import chart, picture
from blueprints.operations.chart import Chart, in_segment, on_network
from blueprints.operations.picture import Axis, Drawn, Scale
from services.client_report import meter as client
from services.operations.face import FACE
from services.operations.samples.course import HOLE_S, Course, Reading
from services.operations.samples.measure import completion, growth, hourly, percentile, speed
from services.operations.samples.sample import Step, Wanted
from services.streaming.meter import STREAMS
from services.thread import in_thread

monitoring = Blueprint("monitoring", __name__)

RANGES = {"1h": (3600, 60), "6h": (21_600, 300), "24h": (86_400, 900), "48h": (172_800, 1800)}
"""How long a time is offered, and the step in which it is shown, in seconds."""
_USUAL = "6h"
_REPORTS_S = 900
_LATE_S = 3 * 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart with its numbers. ``overall`` are the names of its lines and what they come to."""

    chart: Chart
    drawn: list[Drawn]
    scale: Scale
    overall: list[tuple[str, str]]
    is_normal: bool
    has_values: bool
    readings: list[tuple[float, float, str]]

    @property
    def grid(self) -> list[tuple[float, str]]:
        return picture.grid(self.scale, self.chart.show)


@dataclass(frozen=True, slots=True)
class Quality:
    """How streams did for some of the clients; what was not measured is None."""

    name: str
    events: float
    completion: float | None
    reconnects_h: float
    reconnect_ms: float | None
    stalls: float
    losses: float
    delivery_ms: float | None
    bytes_s: float


@monitoring.get("/monitoring")
@require_role("admin")
def page() -> str:
    chosen = request.args.get("range", _USUAL)
    chosen = chosen if chosen in RANGES else _USUAL
    course = in_thread(container().service(FACE).samples.course, *RANGES[chosen])
    axis = Axis(course.since, course.until)
    return render_template(
        "operations/monitoring.html",
        chosen=chosen,
        ranges=list(RANGES),
        axis=axis,
        charts=[shown(one, course, axis) for one in chart.charts()],
        holes=[axis.stretch(*hole) for hole in course.holes],
        qualities=_qualities(course.whole),
        warning=_warning(course),
        show=chart,
    )


def shown(one: Chart, course: Course, axis: Axis) -> Shown:
    lines = [(gettext(name), course.read(measure), measure) for name, measure in one.lines]
    lines = [line for line in lines if len(lines) < 4 or any(reading.value for reading in line[1])]
    known = [reading.value for _, readings, _ in lines for reading in readings if reading.value is not None]
    on = picture.scale(known, least_top=one.least_top, percent=one.is_percent)
    draw = picture.bars if one.form == "bar" else picture.line
    drawn = [
        Drawn(number, name, draw(readings, axis, on), any(reading.value is not None for reading in readings))
        for number, (name, readings, _) in enumerate(lines)
    ]
    values = [(name, measure(course.whole)) for name, _, measure in lines] if course.whole is not None else []
    judged = dict(values).get("p95", values[0][1] if values else None)
    return Shown(
        one,
        drawn,
        on,
        [(name, "–" if value is None else one.show(value)) for name, value in values],
        judged is None or one.limit is None or (judged >= one.limit if one.is_floor else judged <= one.limit),
        bool(known),
        list(_told(one, [(name, readings) for name, readings, _ in lines])),
    )


def _told(one: Chart, lines: list[tuple[str, list[Reading]]]) -> Iterator[tuple[float, float, str]]:
    """What each step says, in words."""
    for together in zip(*(readings for _, readings in lines), strict=True):
        words = [
            f"{name} {one.show(reading.value)}"
            for (name, _), reading in zip(lines, together, strict=True)
            if reading.value is not None
        ]
        yield together[0].since, together[0].until, " · ".join(words)


def _qualities(whole: Step | None) -> list[tuple[str, list[Quality]]]:
    if whole is None:
        return []
    by_network = [_quality(name, on_network(name), whole) for name in client.NETWORK.values]
    by_segment = [_quality(name, in_segment(name), whole) for name in client.SEGMENT.values]
    found = [(gettext("Network"), by_network), (gettext("Who"), by_segment)]
    return [(title, [one for one in rows if one.events or one.reconnects_h or one.stalls]) for title, rows in found]


def _quality(name: str, wanted: Wanted, whole: Step) -> Quality:
    return Quality(
        name,
        growth(client.EVENTS, wanted)(whole) or 0.0,
        completion(wanted)(whole),
        hourly(client.RECONNECT_MS, wanted)(whole) or 0.0,
        percentile(client.RECONNECT_MS, 0.95, wanted)(whole),
        growth(client.STALLS, wanted)(whole) or 0.0,
        growth(client.LOSSES, wanted)(whole) or 0.0,
        percentile(client.DELIVERY_MS, 0.95, wanted)(whole),
        speed(client.BYTES, wanted)(whole) or 0.0,
    )


def _warning(course: Course) -> dict[str, Any] | None:
    """What stands above the charts, because it decides how far they can be believed."""
    if course.newest is None:
        return {"kind": "nothing"}
    if time.time() - course.newest.at > _LATE_S:
        return {"kind": "late", "at": course.newest.at}
    late = [step for step in course.steps if step.after.at > course.until - _REPORTS_S]
    if sum(step.increase(client.REPORTS.name) for step in late):
        return None
    is_quarter = bool(late) and late[-1].after.at - late[0].before.at >= _REPORTS_S - HOLE_S
    if is_quarter and all(step.after.number(STREAMS.name) for step in late):
        return {"kind": "silent"}
    assert course.whole is not None
    return None if course.whole.increase(client.REPORTS.name) else {"kind": "unreported"}
