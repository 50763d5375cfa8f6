"""The support bundle: ``flask support``, and a button for admins."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click
from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from blueprints.edge.acting import note_act
from blueprints.edge.command_group import CommandGroup
from blueprints.edge.current import container
from blueprints.edge.gates import require_role
from services.auth.audit import COMMAND_LINE, Subject
from services.errors import BadRequest
from services.operations.face import FACE
from services.thread import in_thread

support = Blueprint("support", __name__, url_prefix="/api/v1/admin/support")

_ACT = "support.bundled"


@support.get("")
@require_role("admin")
def download() -> ResponseReturnValue:
    content = in_thread(container().service(FACE).support.bundle)
    note_act(_ACT, "server", "")
    headers = {"Content-Disposition": f'attachment; filename="{_name()}"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, mimetype="application/zip")


@click.group("support", cls=CommandGroup, invoke_without_command=True)
@click.option("--output", type=click.Path(path_type=Path), help="The file (tailrace-support-….zip, in this folder).")
def command(output: Path | None) -> None:
    """Write a bundle for whoever is to help: metrics, status, errors; no tokens, payloads, names or addresses."""
    content = container().service(FACE).support.bundle()
    path = output or Path(_name())
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(content)
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror}. Choose another with --output.") from None
    container().audit_log.record(COMMAND_LINE, _ACT, Subject("server", ""))
    click.echo(f"{path} ({len(content):,} bytes)")


def _name() -> str:
    return f"tailrace-support-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}.zip"
