"""The envelopes: JSON-RPC 2.0, as the A2A SDK reads them."""

from __future__ import annotations

import json

import pytest
from a2a.utils.errors import A2A_ERROR_REASONS, JSON_RPC_ERROR_CODE_MAP

from services.agents.a2a.envelope import (
    Code,
    RequestId,
    RpcError,
    read_request,
    read_result,
    write_error,
    write_request,
    write_result,
)
from services.agents.a2a.reading import Malformed


@pytest.mark.parametrize("method", ["SendMessage", "GetTask", "SubscribeToTask"])
def test_a_method_is_read_under_both_its_names(method: str) -> None:
    for request in (write_request("7", method, {"id": "t"}, "1.0"), write_request("7", method, {"id": "t"}, "0.3")):
        read = read_request(request)
        assert (read.id, read.method, json.loads(bytes(read.params))) == ("7", method, {"id": "t"})


@pytest.mark.parametrize("request_id", ["7", 7, 7.5, None, ""])
def test_an_id_keeps_its_type(request_id: RequestId) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": request_id, "method": "GetTask"}).encode()
    assert json.loads(write_result(read_request(body).id, {}))["id"] == request_id


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", Code.PARSE_ERROR),
        (b"{", Code.PARSE_ERROR),
        (b"[]", Code.INVALID_REQUEST),
        (b"{}", Code.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0"}', Code.INVALID_REQUEST),
        (b'{"jsonrpc": "1.0", "method": "GetTask"}', Code.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": true, "method": "GetTask"}', Code.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "GetTask"}', Code.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "method": 7}', Code.INVALID_REQUEST),
    ],
)
def test_a_request_that_is_none_has_its_code(body: bytes, code: Code) -> None:
    with pytest.raises(RpcError) as error:
        read_request(body)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("body", "request_id"),
    [
        (b'{"id": 7}', 7),
        (b'{"id": "7", "jsonrpc": "2.0", "method": 7}', "7"),
        (b'{"id": {}, "jsonrpc": "2.0", "method": "GetTask"}', None),
        (b'[{"id": 7}]', None),
        (b'{"id": 7', None),
        (b'{"jsonrpc": "2.0", "method": "GetTask", "id": "' + b"7" * 1001 + b'"}', None),
        (b'{"jsonrpc": "2.0", "method": "GetTask", "id": ' + b"7" * 1001 + b"}", None),
    ],
)
def test_a_request_that_is_none_keeps_its_id(body: bytes, request_id: RequestId) -> None:
    with pytest.raises(RpcError) as error:
        read_request(body)
    assert error.value.request_id == request_id


def test_the_codes_are_those_of_the_sdk() -> None:
    reasons = {JSON_RPC_ERROR_CODE_MAP[kind]: reason for kind, reason in A2A_ERROR_REASONS.items()}
    assert {code: Code(code).name for code in reasons} == reasons


def test_an_error_says_its_reason() -> None:
    new = json.loads(write_error(7, Code.TASK_NOT_FOUND, "No such task."))
    assert new["error"]["data"] == [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "TASK_NOT_FOUND",
            "domain": "a2a-protocol.org",
        }
    ]


def test_a_result_is_taken_only_for_its_own_request() -> None:
    assert bytes(read_result(write_result("7", [1]), "7")) == b"[1]"
    for other in (write_result("8", 1), write_result(7, 1), write_result(None, 1), b'{"jsonrpc": "2.0", "id": "7"}'):
        with pytest.raises(Malformed):
            read_result(other, "7")


def test_an_error_is_told_from_a_result() -> None:
    for error_id in ("7", None):  # null: the request could not be read
        with pytest.raises(RpcError, match="Gone") as error:
            read_result(write_error(error_id, Code.TASK_NOT_FOUND, "Gone."), "7")
        assert error.value.code == Code.TASK_NOT_FOUND
