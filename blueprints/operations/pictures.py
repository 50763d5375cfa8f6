"""Pictures of executions (contract, section 7): uploaded by who reports, shown to who may see the execution."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.edge.body import read_body
from blueprints.edge.current import container
from blueprints.edge.stored_file import stored_file
from blueprints.edge.upload import receive
from services.errors import BadRequest, Forbidden
from services.files.intake import Intake, IntakeLimits
from services.operations.face import FACE
from services.operations.pictures.pictures import MAX_BYTES, Pictures

pictures = Blueprint("pictures", __name__, url_prefix="/dashboard/api/pictures")

FIELD = "file"
_LIMITS = IntakeLimits(files=1, file_bytes=MAX_BYTES, total_bytes=MAX_BYTES)
_ARRIVING = "arriving-pictures"


def _pictures() -> Pictures:
    return container().service(FACE).pictures


@pictures.post("")
def upload() -> ResponseReturnValue:
    """A form with one ``file``, or the picture itself."""
    if not container().permissions.may_publish_anything(g.identity):
        raise Forbidden("Pictures are for those who report executions, and you may not publish to any channel.")
    file = _received() if request.mimetype == "multipart/form-data" else read_body(MAX_BYTES)
    if not file:
        raise BadRequest("Send a picture, or a form with one in the field 'file'.")
    picture_id = _pictures().add(g.identity, file)
    return jsonify({"picture": picture_id, "url": url_for("pictures.shown", picture_id=picture_id)}), 201


@pictures.get("/<picture_id>")
def shown(picture_id: str) -> ResponseReturnValue:
    path, mimetype = _pictures().find(g.identity, picture_id)
    response: Response = stored_file(path, mimetype)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "inline"
    return response


def _received() -> bytes:
    with Intake(container().settings.data / _ARRIVING, _LIMITS) as intake:
        receive(request, intake, FIELD)
        return intake.files[0].path.read_bytes()
