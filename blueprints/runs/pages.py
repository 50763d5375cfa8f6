"""The pages that the runs of every face have: the list, and one run."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Blueprint, g, render_template, request, url_for

from blueprints.edge.current import container
from services.face import Face
from services.runs.announcement import announced_to
from services.runs.kind import RunKind
from services.runs.run import STATES
from services.runs.runs import Runs

PAGE = 50
"""Runs on one page of a list."""


class Staged(Protocol):
    @property
    def stage(self) -> str: ...
    @property
    def status(self) -> str: ...


def live_values() -> dict[str, Any]:
    """What keeps a list live. Ask before its rows are read: from ``after`` on, the stream says what they don't."""
    return {"after": container().event_log.head(), "announced_on": announced_to(g.identity)}


def list_values(runs: Runs[Any]) -> dict[str, Any]:
    """What a page with a list of runs is given: those that the query asks for, and where they stand in all."""
    query = request.args.get("q", "").strip()[:200]
    status = request.args.get("status", "")
    status = status if status in STATES else ""
    page = min(max(request.args.get("page", 1, int), 1), 10_000)
    live = live_values()
    total = runs.count(g.identity, query=query or None, status=status or None)
    return {
        "runs": runs.list(g.identity, query=query or None, status=status or None, limit=PAGE, page=page),
        **live,
        "total": total,
        "page": page,
        "pages": max(1, -(-total // PAGE)),
        "query": query,
        "status": status,
    }


def stages_of(kind: RunKind, run: Staged) -> list[dict[str, str]]:
    """The stage list as the server knows it; the page's script refines it from the stream."""
    keys = [stage.key for stage in kind.stages]
    here = keys.index(run.stage) if run.stage in keys else 0
    states: list[str] = []
    for place in range(len(keys)):
        if run.status == "succeeded" or place < here:
            states.append("done")
        elif place == here and run.status != "queued":
            states.append({"running": "active"}.get(run.status, run.status))
        else:
            states.append("waiting")
    shown = zip(kind.stages, states, strict=True)
    return [{"key": stage.key, "name": stage.name, "state": state} for stage, state in shown]


def add_run_pages(blueprint: Blueprint, face: Face[Any], kind: RunKind, *, path: str, api: str) -> None:
    """Add pages of no more than every run has: for a face that brings none of its own.

    ``api`` is the endpoint prefix of its calls (`add_run_calls`).
    """

    def listed() -> str:
        runs: Runs[Any] = container().service(face)
        return render_template("runs/list_page.html", kind=kind, blueprint=blueprint.name, **list_values(runs))

    def run(**ids: Any) -> str:
        runs: Runs[Any] = container().service(face)
        found = runs.get(g.identity, ids[kind.id_name])
        return render_template(
            "runs/run_page.html",
            kind=kind,
            run=found,
            name=found.title,
            stages=stages_of(kind, found),
            api_url=url_for(f"{api}.read", **ids),
            list_url=url_for(f"{blueprint.name}.listed"),
            stream_url=url_for("streaming.stream", channel=found.channel),
        )

    blueprint.add_url_rule(path, "listed", listed)
    blueprint.add_url_rule(f"{path}/<{kind.id_name}>", "run", run)
