"""Counting as the outside sees it: what every run has, and a start."""

from __future__ import annotations

import click
from flask import Blueprint, Response, g, jsonify
from flask.cli import with_appcontext
from flask.typing import ResponseReturnValue

from blueprints.edge.current import container
from blueprints.edge.parameters import json_object, required_text
from blueprints.runs.api import add_run_calls, check_may_start, started_run, tidy_later
from blueprints.runs.pages import add_run_pages
from blueprints.surface import ApiPart, NavigationItem, Surface
from services.runs.run import Run
from services.thread import in_thread
from tests.counting import openapi
from tests.counting.face import COUNT, FACE

counts = Blueprint("counts", __name__, url_prefix="/api/v1")
counting = Blueprint("counting", __name__)


@counts.post("/counts")
def start() -> ResponseReturnValue:
    check_may_start(COUNT)
    runs = container().service(FACE)
    title = required_text(json_object(1024, '{"title": "To ten"}'), "title")
    run = in_thread(runs.start, g.identity.user_id, title)
    tidy_later(runs)
    return jsonify(started_run(COUNT, run)), 202


def _as_json(run: Run) -> Response:
    response = jsonify(run.as_dict())
    response.headers["Content-Disposition"] = f'attachment; filename="{run.id}.json"'
    return response


add_run_calls(counts, FACE, COUNT, path="/counts", key="counts", exports={"json": _as_json})
add_run_pages(counting, FACE, COUNT, path="/counting", api="counts")


@click.command("count")
@click.argument("title")
@click.option("--user", required=True)
@with_appcontext
def count(title: str, user: str) -> None:
    """Count for a user."""
    owner = container().users.by_name(user)
    click.echo(container().service(FACE).start(owner.id, title).id)


SURFACE = Surface(
    face=FACE,
    blueprints=(counts, counting),
    api=(ApiPart(openapi.TAG, openapi.SCHEMAS, openapi.PATHS),),
    commands=("tests.counting.surface:count",),
    navigation=(NavigationItem("Counting", "counting.listed", "clock", "c", order=20),),
)
