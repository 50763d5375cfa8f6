"""Reading executions: the list by filter, as a page or a file, one of them, the numbers on top, views (contract,
section 7).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from blueprints.edge.current import container
from blueprints.edge.download import as_download
from blueprints.edge.parameters import choice, json_object, required_text, whole
from blueprints.runs.api import check_is_person
from services.operations.executions.cursor import Cursor, read_cursor
from services.operations.executions.export import to_csv, to_json
from services.operations.executions.filter import ExecutionFilter, read_filter
from services.operations.face import FACE
from services.operations.operations import Operations
from services.thread import in_thread

executions = Blueprint("executions", __name__, url_prefix="/dashboard/api")

MOST_LISTED = 200
_MAX_BODY_BYTES = 65_536
_EXPORTS = {"json": (to_json, "application/json"), "csv": (to_csv, "text/csv; charset=utf-8")}


def operations() -> Operations:
    return container().service(FACE)


def wanted_filter() -> ExecutionFilter:
    """What the query asks for; a field that is given several times, for each of its values. Raises: BadRequest."""
    return read_filter({name: ",".join(request.args.getlist(name)) for name in request.args})


def cursor(name: str) -> Cursor | None:
    """Raises: BadRequest."""
    text = request.args.get(name)
    return read_cursor(text) if text else None


@executions.get("/executions")
def listed() -> ResponseReturnValue:
    wanted, form = wanted_filter(), choice("format", tuple(_EXPORTS))
    if form is not None:
        return _exported(wanted, form)
    limit = whole("limit", 50, 1, MOST_LISTED)
    page, total = in_thread(
        operations().executions.listing, g.identity, wanted, limit=limit, before=cursor("before"), after=cursor("after")
    )
    return jsonify(
        {
            "executions": [execution.as_dict() for execution in page.executions],
            "next": None if page.older is None else str(page.older),
            "total": total.number,
            "total_is_exact": total.is_exact,
            "searched_to": page.searched_to,
        }
    )


@executions.get("/executions/<execution_id>")
def read(execution_id: str) -> ResponseReturnValue:
    """With the first page of its timeline."""
    found = operations().executions.get(g.identity, execution_id).as_dict()
    timeline = in_thread(operations().timeline.page, g.identity, execution_id).as_dict()
    return Response(msgspec.json.encode(found | {"timeline": timeline}), mimetype="application/json")


@executions.get("/numbers")
def numbers() -> ResponseReturnValue:
    return jsonify(in_thread(operations().numbers, g.identity).as_dict())


@executions.get("/views")
def views() -> ResponseReturnValue:
    return jsonify({"views": [view.as_dict() for view in operations().views.list(g.identity.user_id)]})


@executions.post("/views")
def save_view() -> ResponseReturnValue:
    check_is_person("save a view")
    body = json_object(_MAX_BODY_BYTES, '{"name": "Failed nights", "query": "kind=etl&status=failed"}')
    view = operations().views.save(g.identity.user_id, required_text(body, "name"), required_text(body, "query"))
    return jsonify(view.as_dict()), 201


@executions.delete("/views/<view_id>")
def delete_view(view_id: str) -> ResponseReturnValue:
    operations().views.delete(g.identity.user_id, view_id)
    return "", 204


def _exported(wanted: ExecutionFilter, form: str) -> Response:
    """Sent while it is read, in a thread: a million take a minute, and no more memory than a page."""
    make, content_type = _EXPORTS[form]
    portion = operations().executions.portions(g.identity, wanted)

    def body() -> Iterator[bytes]:
        yield from make(lambda: in_thread(portion))

    day = datetime.now(UTC).strftime("%Y-%m-%d")
    return as_download(Response(body(), content_type=content_type), f"executions-{day}", form)
