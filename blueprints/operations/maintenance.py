"""Maintenance: begun and ended by admins, over the API and as a command; told on every page."""

from __future__ import annotations

import time
from typing import Any

import click
from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue

from blueprints.edge.acting import actor
from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from blueprints.edge.parameters import json_object, required_text
from services.auth.audit import COMMAND_LINE, Actor, Subject, record
from services.errors import BadRequest
from services.operations.face import FACE
from services.operations.notifications.maintenance import Maintenance, Maintenances

maintenance = Blueprint("maintenance", __name__, url_prefix="/dashboard/api/maintenance")

_MAX_BODY_BYTES = 8192
_EXAMPLE = '{"message": "The disk is being changed.", "until": 1795000000}'
_SUBJECT = Subject("server", "", "")


def _maintenances() -> Maintenances:
    return container().service(FACE).notifications.maintenances


@maintenance.app_context_processor
def banner() -> dict[str, Any]:
    """What every page shows people who are signed in, while maintenance is on."""
    return {"maintenance": _maintenances().current() if getattr(g, "identity", None) is not None else None}


@maintenance.get("")
def read() -> ResponseReturnValue:
    current = _maintenances().current()
    return jsonify({"maintenance": None if current is None else current.as_dict()})


@maintenance.put("")
@require_role("admin")
def begin() -> ResponseReturnValue:
    body = json_object(_MAX_BODY_BYTES, _EXAMPLE)
    until = body.get("until")
    if until is not None and (isinstance(until, bool) or not isinstance(until, int | float)):
        raise BadRequest("'until' is a time in Unix seconds, or null.")
    begun = begin_maintenance(actor(), required_text(body, "message"), until)
    return jsonify({"maintenance": begun.as_dict()})


@maintenance.delete("")
@require_role("admin")
def end() -> ResponseReturnValue:
    end_maintenance(actor())
    return "", 204


@click.group("maintenance", cls=CommandGroup)
def commands() -> None:
    """Tell everybody that the server is being worked on; meanwhile nothing that goes wrong is news."""


@commands.command("begin")
@click.argument("message")
@click.option("--minutes", type=click.FloatRange(min=0.1), help="End by itself after so long.")
def begin_command(message: str, minutes: float | None) -> None:
    """Begin it, or change its message and end."""
    begin_maintenance(COMMAND_LINE, message, None if minutes is None else time.time() + 60 * minutes)
    click.echo("Maintenance is on; every page says so within two seconds.")


@commands.command("end")
def end_command() -> None:
    """End it."""
    end_maintenance(COMMAND_LINE)
    click.echo("Maintenance is off.")


def begin_maintenance(by: Actor, message: str, until: float | None) -> Maintenance:
    """Raises: BadRequest."""
    with container().database.session() as session:
        begun = _maintenances().begin(session, message, until)
        record(session, by, "maintenance.begun", _SUBJECT, {"message": begun.message, "until": begun.until})
    return begun


def end_maintenance(by: Actor) -> None:
    with container().database.session() as session:
        _maintenances().end(session)
        record(session, by, "maintenance.ended", _SUBJECT)
