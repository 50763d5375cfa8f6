"""The page of the system's status: each part with its last day, numbers with small charts, and maintenance."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import Blueprint, g, make_response, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from blueprints.edge.acting import actor
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.edge.page_filter import duration
from blueprints.operations import picture
from blueprints.operations.chart import amount, percent
from blueprints.operations.dashboard_pages import page_layout
from blueprints.operations.maintenance import begin_maintenance, end_maintenance
from blueprints.operations.picture import Axis
from blueprints.operations.strip import PLACES, Strip, strip
from services.auth.identity import Identity
from services.errors import BadRequest, TailraceError
from services.operations.executions.numbers import Numbers
from services.operations.executions.pace import Pace
from services.operations.face import FACE
from services.operations.operations import Operations
from services.operations.samples.course import Course, Reading
from services.operations.samples.measure import level, speed
from services.operations.status.status import worst
from services.streaming.meter import PUBLISHED, STREAMS
from services.thread import in_thread

status = Blueprint("status", __name__)

_DAY_S = 86_400.0
_STEP_S = 900.0
LASTS_MINUTES = (15, 30, 60, 120, 240, 480)
"""What the page offers."""


class Tile(NamedTuple):
    """A number with its last day. ``path`` is empty where there is no picture of it."""

    key: str
    name: str
    value: str
    note: str
    path: str


@status.get("/status")
def page() -> ResponseReturnValue:
    return _page()


@status.post("/status/maintenance")
@require_role("admin")
def begin() -> ResponseReturnValue:
    try:
        begin_maintenance(actor(), request.form.get("message", ""), _until(request.form.get("minutes", "")))
    except TailraceError as error:
        return _page(error)
    return redirect(url("status.page"), 303)


@status.post("/status/maintenance/end")
@require_role("admin")
def end() -> ResponseReturnValue:
    end_maintenance(actor())
    return redirect(url("status.page"), 303)


def _until(minutes: str) -> float | None:
    """Raises: BadRequest."""
    if minutes in ("", "0"):
        return None
    if minutes not in map(str, LASTS_MINUTES):
        raise BadRequest("Maintenance lasts one of the times that the page offers.")
    return time.time() + 60 * int(minutes)


def _page(error: TailraceError | None = None) -> ResponseReturnValue:
    after = container().event_log.head()  # before anything else is read: from there on, the stream says what is new
    operations: Operations = container().service(FACE)
    axis, strips, tiles = in_thread(_read, operations, g.identity)
    html = render_template(
        "operations/status.html",
        layout=page_layout(),
        after=after,
        axis=axis,
        strips=strips,
        tiles=tiles,
        places=PLACES,
        state=worst(one.standing.level for one in strips),
        troubled=[one.standing for one in strips if one.standing.level != "ok"],
        under_way=operations.notifications.maintenances.current(),
        lasts_minutes=LASTS_MINUTES,
        message=request.form.get("message", ""),
        error=str(error or ""),
    )
    return make_response(html, 200 if error is None else error.http_status)


def _read(operations: Operations, identity: Identity) -> tuple[Axis, list[Strip], list[Tile]]:
    now = time.time()
    axis = Axis(now - _DAY_S, now)
    standings, history = operations.status.standings(), operations.status.history(axis.since)
    strips = [strip(one, history[one.key], axis) for one in standings]
    course = operations.samples.course(_DAY_S, _STEP_S) if identity.is_admin else None
    return axis, strips, _tiles(operations.numbers(identity), operations.pace(identity), course, axis)


def _tiles(numbers: Numbers, pace: Pace, course: Course | None, axis: Axis) -> list[Tile]:
    """Numbers of the whole server are for admins; all others see those of what is theirs."""
    rate = numbers.success_rate
    tiles = [
        Tile("running", gettext("Running"), amount(numbers.running), "", _executions(course, "running", axis)),
        Tile("queued", gettext("Queued"), amount(numbers.queued), "", _executions(course, "queued", axis)),
        Tile(
            "success",
            gettext("Succeeded in 24 h"),
            "–" if rate is None else percent(rate),
            gettext("%(number)s failed", number=numbers.failed) if numbers.failed else "",
            _line(pace.success(), axis, is_percent=True),
        ),
    ]
    tiles += [
        Tile(
            f"duration_{int(share * 100)}",
            gettext("Duration, p%(share)s", share=int(share * 100)),
            _or_dash(pace.duration_s(share), duration),
            "",
            _line(pace.durations(share), axis),
        )
        for share in (0.5, 0.95, 0.99)
    ]
    if course is None:
        return tiles
    published, streams = course.read(speed(PUBLISHED)), course.read(level(STREAMS))
    return [
        *tiles,
        Tile("events", gettext("Events a second"), _latest(published), "", _line(published, axis)),
        Tile("streams", gettext("Live streams"), _latest(streams), "", _line(streams, axis)),
    ]


def _executions(course: Course | None, state: str, axis: Axis) -> str:
    if course is None:
        return ""
    return _line(course.read(level("executions", lambda labels: labels[0] == state)), axis)


def _line(readings: Sequence[Reading], axis: Axis, *, is_percent: bool = False) -> str:
    known = [reading.value for reading in readings if reading.value is not None]
    return picture.line(readings, axis, picture.scale(known, least_top=1.0, percent=is_percent))


def _latest(readings: Sequence[Reading]) -> str:
    return _or_dash(readings[-1].value if readings else None, amount)


def _or_dash(value: float | None, show: Callable[[float], str]) -> str:
    return "–" if value is None else show(value)
