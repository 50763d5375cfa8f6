"""The dashboard's pages: all executions, and one of them. Complete as they are sent; the scripts keep them live."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, current_app, g, render_template, request, url_for

from blueprints.operations.executions import cursor, operations, wanted_filter
from blueprints.operations.story import line_of, stages_of
from blueprints.runs.pages import live_values
from blueprints.surface import Surface
from services.auth.identity import Identity
from services.operations.executions.cursor import Cursor
from services.operations.executions.filter import FIELDS, ExecutionFilter
from services.operations.executions.query import Page, Total
from services.operations.executions.timeline import Entry
from services.operations.operations import Operations
from services.runs.execution import Execution
from services.thread import in_thread

dashboard = Blueprint("dashboard", __name__)

PAGE = 50


@dashboard.get("/dashboard")
def listed() -> str:
    wanted, before, after = wanted_filter(), cursor("before"), cursor("after")
    fields = {name: value for name in FIELDS if (value := ",".join(filter(None, request.args.getlist(name))))}
    live = _live_values()  # before the rows are read
    page, total, known = in_thread(_read, operations(), g.identity, wanted, before, after)
    return render_template(
        "operations/dashboard.html",
        layout=page_layout(),
        page=page,
        total=total,
        fields=fields,
        query=urlencode(fields),
        groups=grouped(page.executions),
        own_url=_own_url,
        is_newest=before is None and (after is None or page.newer is None),
        now=time.time(),
        **known,
        **live,
    )


def _read(
    found: Operations, identity: Identity, wanted: ExecutionFilter, before: Cursor | None, after: Cursor | None
) -> tuple[Page, Total, dict[str, Any]]:
    """What the page shows, in one visit to a thread."""
    page, total = found.executions.listing(identity, wanted, limit=PAGE, before=before, after=after)
    known = {
        "numbers": found.numbers(identity),
        "kinds": found.kinds(identity),
        "views": found.views.list(identity.user_id),
        "names": found.names({one.owner_id for one in page.executions} | {wanted.owner}),
    }
    return page, total, known


def _live_values() -> dict[str, Any]:
    return live_values() | {"events_url": url_for("dashboard_api.events")}


@dashboard.get("/dashboard/executions/<execution_id>")
def execution(execution_id: str) -> str:
    live = _live_values()
    found = operations().executions.get(g.identity, execution_id)
    timeline = in_thread(operations().timeline.page, g.identity, execution_id, after=request.args.get("after"))
    lines = [line_of(entry.id, entry.at, entry.type, _said(entry)) for entry in timeline.entries]
    now = time.time()
    told = ((entry.at, str(_said(entry).get("stage") or "")) for entry in timeline.entries)
    return render_template(
        "operations/execution.html",
        layout=page_layout(),
        execution=found,
        names=operations().names([found.owner_id]),
        own_url=_own_url(found),
        timeline=timeline,
        lines=lines,
        stages=stages_of(told, found.finished_at or now),
        log=in_thread(operations().timeline.log, g.identity, execution_id),
        now=now,
        **live,
    )


def page_layout() -> str:
    """The whole page, or what a page that is open asks for: its content alone (static/js/operations/renewal.js)."""
    return "layout/part.html" if request.headers.get("X-Part") == "content" else "layout/base.html"


def _own_url(one: Execution) -> str | None:
    """The page that its face has of it, if this caller may open it: what is private is its owner's alone."""
    if one.publisher is not None:
        return None
    surfaces: tuple[Surface, ...] = current_app.extensions["tailrace.surfaces"]
    for surface in surfaces:
        for kind in surface.face.runs if surface.face and surface.run_page else ():
            if kind.name == one.kind and surface.run_page:
                ids: dict[str, Any] = {kind.id_name: one.id}
                return url_for(surface.run_page, **ids)
        if one.kind in surface.act_pages and one.owner_id == g.identity.user_id:
            return url_for(surface.act_pages[one.kind], run_id=one.id)
    return None


def _said(entry: Entry) -> Mapping[str, Any]:
    if isinstance(entry.event, dict):
        return entry.event
    said: Mapping[str, Any] = msgspec.json.decode(entry.event)
    return said


def grouped(executions: list[Execution]) -> list[list[Execution]]:
    """Those beside one another that ended alike under the same name are shown as one row, which unfolds."""
    groups: list[list[Execution]] = []
    for one in executions:
        before = groups[-1][0] if groups else None
        if before is not None and one.finished_at is not None and _look(before) == _look(one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _look(one: Execution) -> tuple[Any, ...]:
    return (one.kind, one.title, one.owner_id, one.state, one.alert, one.error, one.false_positive, one.picture)
