"""The JSON-RPC 2.0 envelopes of A2A, its methods under both names, and its errors (A2A 1.0.1, sections 5.3 and 9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from services.agents.a2a.reading import Malformed, read_json
from services.agents.a2a.writing import Json, Version

VERSION_HEADER = "A2A-Version"

OLD_NAMES = {
    "SendMessage": "message/send",
    "SendStreamingMessage": "message/stream",
    "GetTask": "tasks/get",
    "CancelTask": "tasks/cancel",
    "SubscribeToTask": "tasks/resubscribe",
    "CreateTaskPushNotificationConfig": "tasks/pushNotificationConfig/set",
    "GetTaskPushNotificationConfig": "tasks/pushNotificationConfig/get",
    "ListTaskPushNotificationConfigs": "tasks/pushNotificationConfig/list",
    "DeleteTaskPushNotificationConfig": "tasks/pushNotificationConfig/delete",
    "GetExtendedAgentCard": "agent/getAuthenticatedExtendedCard",
}
"""What 0.3 calls the methods. It has no ListTasks."""

LONGEST_ID = 1000
"""Of a request; each envelope of a stream repeats it."""

RequestId = str | int | float | None


class Code(IntEnum):
    PARSE_ERROR = -32700
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    INTERNAL_ERROR = -32603
    TASK_NOT_FOUND = -32001
    TASK_NOT_CANCELABLE = -32002
    PUSH_NOTIFICATION_NOT_SUPPORTED = -32003
    UNSUPPORTED_OPERATION = -32004
    CONTENT_TYPE_NOT_SUPPORTED = -32005
    INVALID_AGENT_RESPONSE = -32006
    EXTENDED_AGENT_CARD_NOT_CONFIGURED = -32007
    EXTENSION_SUPPORT_REQUIRED = -32008
    VERSION_NOT_SUPPORTED = -32009


class RpcError(Exception):
    """What an envelope with ``error`` says. ``code`` may be one that A2A does not know. ``request_id`` is the id of a
    request that was none otherwise, if it had one.
    """

    def __init__(self, code: int, message: str, request_id: RequestId = None) -> None:
        super().__init__(message)
        self.code = code
        self.request_id = request_id


def write_request(request_id: str, method: str, params: Json, version: Version) -> bytes:
    """``method`` is 1.0's name."""
    name = method if version == "1.0" else OLD_NAMES[method]
    return msgspec.json.encode({"jsonrpc": "2.0", "id": request_id, "method": name, "params": params})


def write_result(request_id: RequestId, result: Any) -> bytes:
    return msgspec.json.encode({"jsonrpc": "2.0", "id": request_id, "result": result})


def write_error(request_id: RequestId, code: Code, message: str) -> bytes:
    """1.0 says the reason beside the code (google.rpc.ErrorInfo). 0.3 leaves open what stands there."""
    info: Json = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": code.name,
        "domain": "a2a-protocol.org",
    }
    error = {"code": int(code), "message": message, "data": [info]}
    return msgspec.json.encode({"jsonrpc": "2.0", "id": request_id, "error": error})


@dataclass(frozen=True, slots=True)
class Request:
    """``method`` is 1.0's name, whichever was used, and ``name`` the one that was; ``params`` is JSON text."""

    id: RequestId
    method: str
    params: Raw
    name: str

    def is_in(self, version: Version) -> bool:
        """Whether it is called as this version calls it."""
        return self.name == (self.method if version == "1.0" else OLD_NAMES.get(self.method))


_NEW_NAMES = {old: new for new, old in OLD_NAMES.items()}


def read_request(body: bytes) -> Request:
    """Raises: RpcError, a batch included, which A2A does not have."""
    try:
        given = read_json(body, _Request)
    except Malformed as error:
        is_json = _is_json(body)
        raise RpcError(Code.INVALID_REQUEST if is_json else Code.PARSE_ERROR, f"{error}.", _id_of(body)) from None
    if _is_too_long(given.id):
        raise RpcError(Code.INVALID_REQUEST, f"An id has at most {LONGEST_ID} characters.")
    if given.jsonrpc != "2.0" or not given.method:
        raise RpcError(Code.INVALID_REQUEST, "A request has 'jsonrpc': '2.0' and a 'method'.", given.id)
    params = Raw(b"{}") if given.params is UNSET or bytes(given.params) == b"null" else given.params.copy()
    return Request(given.id, _NEW_NAMES.get(given.method, given.method), params, given.method)


def read_result(text: bytes | bytearray, request_id: str) -> Raw:
    """The result in an answer's envelope.

    Raises: RpcError, the envelope has an error. Malformed: it is none, or answers another request.
    """
    envelope = read_json(text, _Response)
    if envelope.error is not None:
        if envelope.id not in (request_id, None):
            raise Malformed("An error for another request")
        raise RpcError(envelope.error.code, envelope.error.message or "")
    if envelope.result is UNSET:
        raise Malformed("An envelope with neither result nor error")
    if envelope.id != request_id:
        raise Malformed("A result for another request")
    return envelope.result


class _Request(Struct):
    jsonrpc: str | None = None
    id: RequestId = None
    method: str | None = None
    params: Raw | UnsetType = UNSET


class _Error(Struct):
    code: int = 0
    message: str | None = None


class _Response(Struct):
    id: RequestId = None
    result: Raw | UnsetType = UNSET
    error: _Error | None = None


class _Identified(Struct):
    id: RequestId = None


def _id_of(body: bytes) -> RequestId:
    try:
        found = read_json(body, _Identified).id
    except Malformed:
        return None
    return None if _is_too_long(found) else found


def _is_too_long(request_id: RequestId) -> bool:
    return len(str(request_id)) > LONGEST_ID


def _is_json(body: bytes) -> bool:
    try:
        read_json(body, Raw)
    except Malformed:
        return False
    return True
