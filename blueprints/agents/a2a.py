"""The door for other agents: every agent here is an A2A server of its own (A2A 1.0.1 and 0.3, JSON-RPC; contract,
section 6).

What is wrong with a call is told in its envelope, with status 200. Plain HTTP is left for what concerns the caller or
this server: 401, 403, 413, 429, 503, and 404 where no agent lives.
"""

from __future__ import annotations

import logging

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from blueprints.agents.a2a_call import METHODS, Call
from blueprints.agents.a2a_card import agent_url, served
from blueprints.agents.chat import file_response, the_chat
from blueprints.edge.body import read_body
from blueprints.runs.api import check_is_person
from services.agents.a2a.envelope import (
    VERSION_HEADER,
    Code,
    RequestId,
    RpcError,
    read_request,
    write_error,
    write_result,
)
from services.agents.a2a.writing import Version
from services.errors import BadRequest, Conflict, NotFound, TailraceError

a2a = Blueprint("a2a", __name__)

_LONGEST_ESCAPE = 6
_ROOM_BYTES = 65_536
"""For what stands beside a message in a body, such as metadata that clients add."""
_CODES: dict[type[TailraceError], Code] = {
    NotFound: Code.TASK_NOT_FOUND,
    BadRequest: Code.INVALID_PARAMS,
    Conflict: Code.UNSUPPORTED_OPERATION,
}
_log = logging.getLogger(__name__)


@a2a.post("/agents/<agent_id>")
@a2a.post("/agents/<agent_id>/", endpoint="call_with_slash")
def call(agent_id: str) -> ResponseReturnValue:
    """A call of JSON-RPC."""
    check_is_person("ask agents")
    entry = served(agent_id)
    request_id = None
    try:
        version = _check_head()
        asked = read_request(read_body(_LONGEST_ESCAPE * the_chat().settings.message_bytes + _ROOM_BYTES))
        request_id = asked.id
        if version is None:
            raise RpcError(Code.VERSION_NOT_SUPPORTED, "This server speaks A2A 1.0 and 0.3; send A2A-Version: 1.0.")
        if asked.method not in METHODS or not asked.is_in(version):
            raise RpcError(
                Code.METHOD_NOT_FOUND, f"A2A {version} has no such method; A2A-Version says which version a call is in."
            )
        result = METHODS[asked.method](
            Call(the_chat(), asked.id, version, entry, g.identity, agent_url(entry.id), asked.params)
        )
        return result if isinstance(result, Response) else _answer(write_result(asked.id, result))
    except RpcError as error:
        return _refusal(request_id if request_id is not None else error.request_id, Code(error.code), str(error))
    except (NotFound, BadRequest, Conflict) as error:
        return _refusal(request_id, _CODES[type(error)], str(error))
    except (TailraceError, OperationalError, HTTPException):
        raise
    except Exception:
        _log.exception("a2a_call_crashed", extra={"agent": agent_id})
        return _refusal(request_id, Code.INTERNAL_ERROR, "Something in the server broke; its log has the details.")


@a2a.get("/agents/<agent_id>/artifacts/<run_id>/<int:number>")
def artifact(agent_id: str, run_id: str, number: int) -> ResponseReturnValue:
    """A file that an agent made, for those who came in by this door."""
    return file_response(run_id, number)


def _check_head() -> Version | None:
    """The version that the call is in; None for one that nobody here speaks. Raises: RpcError, it is no JSON."""
    media_type = request.mimetype
    if media_type and media_type != "application/json" and not media_type.endswith("+json"):
        raise RpcError(Code.CONTENT_TYPE_NOT_SUPPORTED, "A call is sent as Content-Type: application/json.")
    named = request.headers.get(VERSION_HEADER, "").strip() or request.args.get(VERSION_HEADER, "").strip() or "0.3"
    major_and_minor = ".".join(named.split(".")[:2])
    return major_and_minor if major_and_minor in ("1.0", "0.3") else None  # type: ignore[return-value]


def _answer(body: bytes) -> Response:
    return Response(body, mimetype="application/json")


def _refusal(request_id: RequestId, code: Code, message: str) -> Response:
    return _answer(write_error(request_id, code, message))
