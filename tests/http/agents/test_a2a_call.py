"""The calls of the A2A server: what is read, what is refused, and in which words (contract, section 6)."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from services.agents.settings import AgentSettings
from tests.http.conftest import error_code

NEW = {"A2A-Version": "1.0"}
MESSAGE = {"messageId": "m", "role": "ROLE_USER", "parts": [{"text": "hello"}]}
AT_ONCE = {"message": MESSAGE, "configuration": {"returnImmediately": True}}
METHODS = [
    "SendMessage", "SendStreamingMessage", "GetTask", "ListTasks", "CancelTask", "SubscribeToTask",
    "CreateTaskPushNotificationConfig", "GetTaskPushNotificationConfig", "ListTaskPushNotificationConfigs",
    "DeleteTaskPushNotificationConfig", "GetExtendedAgentCard",
]  # fmt: skip


@dataclass
class Caller:
    client: FlaskClient
    bearer: dict[str, str]

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> TestResponse:
        return self.client.post(path, data=body, headers=self.bearer | headers)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers=self.bearer)


@pytest.fixture
def alice(client: FlaskClient, alice: dict[str, str]) -> Caller:
    return Caller(client, alice)


@pytest.fixture
def bob(client: FlaskClient, bob: dict[str, str]) -> Caller:
    return Caller(client, bob)


def envelope(method: str, params: Any = None, request_id: Any = 7) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": request_id, "method": method, "params": params if params is not None else {}}


def call(caller: Caller, body: Any, path: str = "/agents/echo", **headers: str) -> TestResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", **NEW, **headers}
    return caller.post(path, raw, headers)


def result(answer: TestResponse) -> Any:
    assert answer.status_code == 200, answer.text
    assert "error" not in answer.json, answer.json
    return answer.json["result"]


def code(answer: TestResponse) -> int:
    """The code of a refusal, which is complete."""
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    assert answer.json.keys() == {"jsonrpc", "id", "error"}
    error = answer.json["error"]
    (info,) = error["data"]
    assert info["@type"] == "type.googleapis.com/google.rpc.ErrorInfo"
    assert info["domain"] == "a2a-protocol.org"
    assert info["reason"].isupper()
    assert error["message"][-1] in ".;"
    return int(error["code"])


# -- versions and methods ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "method", "refusal"),
    [
        ("1.0", "GetTask", -32001),
        ("1.0.1", "GetTask", -32001),
        ("0.3", "tasks/get", -32001),
        ("0.3.0", "tasks/get", -32001),
        ("", "tasks/get", -32001),
        ("1.0", "tasks/get", -32601),
        ("0.3", "GetTask", -32601),
        ("", "GetTask", -32601),
        ("0.3", "ListTasks", -32601),
        ("1.0", "Nonsense", -32601),
        ("2.0", "GetTask", -32009),
        ("1", "GetTask", -32009),
        ("0.2.5", "tasks/get", -32009),
        ("1.0, 0.3", "GetTask", -32009),
    ],
)
def test_the_version_says_what_methods_are_called(alice: Caller, version: str, method: str, refusal: int) -> None:
    asked = envelope(method, {"id": "none"})
    assert code(call(alice, asked, **{"A2A-Version": version})) == refusal
    assert code(call(alice, asked, f"/agents/echo?A2A-Version={version}", **{"A2A-Version": ""})) == refusal


@pytest.mark.parametrize("path", ["/agents/echo", "/agents/echo/", "/agents/auto", "/agents/auto/"])
def test_every_agent_answers_with_and_without_a_slash(alice: Caller, path: str) -> None:
    task = result(call(alice, envelope("SendMessage", AT_ONCE), path))["task"]
    assert task["status"]["state"] == "TASK_STATE_SUBMITTED"
    assert result(call(alice, envelope("GetTask", {"id": task["id"]}), path))["id"] == task["id"]


def test_there_is_nothing_where_no_agent_lives(alice: Caller) -> None:
    assert call(alice, envelope("GetTask"), "/agents/nobody").status_code == 404
    assert alice.get("/agents/echo").status_code == 405


def test_push_notifications_are_not_offered(alice: Caller) -> None:
    for method in METHODS[6:10]:
        assert code(call(alice, envelope(method, {"taskId": "t", "url": "http://169.254.169.254/"}))) == -32003
    push = {"taskPushNotificationConfig": {"url": "http://127.0.0.1/"}}
    assert code(call(alice, envelope("SendMessage", {"message": MESSAGE, "configuration": push}))) == -32003


# -- envelopes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_id", ["7", "", 7, -7, 2**53, 2**70, 7.5, None])
def test_the_id_comes_back_as_it_was(alice: Caller, request_id: Any) -> None:
    for method in ("GetExtendedAgentCard", "GetTask", "Nonsense"):
        answered = call(alice, envelope(method, request_id=request_id)).json["id"]
        assert (answered, type(answered)) == (request_id, type(request_id))


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"", -32700),
        (b"{", -32700),
        (b"\xff", -32700),
        (b"[]", -32600),
        (json.dumps([envelope("GetTask")]).encode(), -32600),
        (b'"GetTask"', -32600),
        (b"{}", -32600),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "GetTask"}', -32600),
        (b'{"jsonrpc": "2.0", "id": true, "method": "GetTask"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": 7}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "GetTask", "params": []}', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "GetTask", "params": "x"}', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "GetTask"}', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "GetTask", "params": ' + b"[" * 100_000, -32700),
        (b"[" * 200_000 + b"]" * 200_000, -32700),
    ],
)
def test_a_call_that_is_none(alice: Caller, body: bytes, refusal: int) -> None:
    assert code(call(alice, body)) == refusal


def test_a_body_has_its_type_and_its_limit(alice: Caller) -> None:
    body = envelope("GetTask", {"id": "none"})
    for wrong in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert code(call(alice, body, **{"Content-Type": wrong})) == -32005
    for right in ("application/json; charset=utf-8", "application/a2a+json", ""):
        assert code(call(alice, body, **{"Content-Type": right})) == -32001
    big = call(alice, envelope("GetTask", {"id": "x" * 1_000_000}))
    assert (big.status_code, error_code(big)) == (413, "too_large")


# -- parameters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({}, -32602),
        ({"message": {}}, -32602),
        ({"message": MESSAGE | {"parts": []}}, -32602),
        ({"message": MESSAGE | {"parts": [{}]}}, -32602),
        ({"message": MESSAGE | {"parts": [{"text": "  "}]}}, -32602),
        ({"message": MESSAGE | {"parts": [{"text": 7}]}}, -32602),
        ({"message": MESSAGE | {"messageId": ""}}, -32602),
        ({"message": MESSAGE | {"role": "ROLE_AGENT"}}, -32602),
        ({"message": MESSAGE | {"contextId": "x" * 256}}, -32602),
        ({"message": MESSAGE | {"contextId": "a\nb"}}, -32602),
        ({"message": MESSAGE | {"parts": [{"raw": "AAAA"}]}}, -32005),
        ({"message": MESSAGE | {"parts": [{"text": "a"}, {"data": {}}]}}, -32005),
        ({"message": MESSAGE | {"parts": [{"url": "http://127.0.0.1/"}]}}, -32005),
        ({"message": MESSAGE, "configuration": {"historyLength": -1}}, -32602),
        ({"message": MESSAGE, "configuration": {"historyLength": "many"}}, -32602),
        ({"message": MESSAGE, "configuration": {"acceptedOutputModes": ["image/png"]}}, -32005),
    ],
)
def test_a_message_that_is_none(alice: Caller, params: dict[str, Any], refusal: int) -> None:
    for method in ("SendMessage", "SendStreamingMessage"):
        assert code(call(alice, envelope(method, params))) == refusal


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"pageSize": 0}, -32602),
        ({"pageSize": 101}, -32602),
        ({"pageSize": "x"}, -32602),
        ({"pageToken": "x"}, -32602),
        ({"pageToken": "W05hTiwiYSJd"}, -32602),
        ({"pageToken": base64.urlsafe_b64encode(b'[1.0, "a\\u0000b"]').decode()}, -32602),
        ({"status": "TASK_STATE_DREAMING"}, -32602),
        ({"status": 99}, -32602),
        ({"statusTimestampAfter": "yesterday"}, -32602),
        ({"historyLength": -1}, -32602),
    ],
)
def test_a_list_that_cannot_be(alice: Caller, params: dict[str, Any], refusal: int) -> None:
    assert code(call(alice, envelope("ListTasks", params))) == refusal


def test_the_fields_of_protojson_are_read_in_all_their_forms(alice: Caller) -> None:
    snake = {
        "message": {
            "message_id": "m", "role": 1, "parts": [{"text": "a", "media_type": "text/plain", "unknown": [[]]}],
            "context_id": "mine", "metadata": {"a": [None]}, "extensions": [], "reference_task_ids": ["x"],
        },
        "configuration": {
            "return_immediately": True, "history_length": "1", "accepted_output_modes": ["image/png", "TEXT/PLAIN; a=b"]
        },
        "tenant": "",
    }  # fmt: skip
    task = result(call(alice, envelope("SendMessage", snake)))["task"]
    assert (task["contextId"], task["history"][0]["messageId"]) == ("mine", "m")
    listed = {"page_size": 1.0, "context_id": "mine", "status": 1, "status_timestamp_after": "2020-01-01T00:00:00Z"}
    found = result(call(alice, envelope("ListTasks", listed | {"page_token": None, "include_artifacts": True})))
    assert found["totalSize"] == 1
    assert found.keys() == {"tasks", "nextPageToken", "pageSize", "totalSize"}


def test_0_3_is_spoken_in_its_own_words(alice: Caller) -> None:
    message = {"kind": "message", "messageId": "m", "role": "user", "parts": [{"kind": "text", "text": "hello"}]}
    asked = envelope("message/send", {"message": message, "configuration": {"blocking": False}})
    task = result(call(alice, asked, **{"A2A-Version": ""}))
    assert (task["kind"], task["status"]["state"]) == ("task", "submitted")
    assert task["history"][0]["parts"] == [{"kind": "text", "text": "hello"}]


# -- contexts and tasks -----------------------------------------------------------------------------------------------


def test_a_context_is_the_callers_own_whatever_its_name(alice: Caller, bob: Caller) -> None:
    def ask(caller: Caller, **more: str) -> Any:
        return result(call(caller, envelope("SendMessage", AT_ONCE | {"message": MESSAGE | more})))["task"]

    first, second = ask(alice, contextId="../../etc"), ask(alice, contextId="../../etc")
    assert first["contextId"] == second["contextId"] == "../../etc"
    foreign = ask(bob, contextId="../../etc")
    assert result(call(bob, envelope("ListTasks", {"contextId": "../../etc"})))["totalSize"] == 1
    given = ask(alice)["contextId"]
    assert ask(alice, contextId=given)["contextId"] == given
    ask(bob, contextId=given)
    assert result(call(alice, envelope("ListTasks", {"contextId": given})))["totalSize"] == 2
    assert code(call(alice, envelope("GetTask", {"id": foreign["id"]}))) == -32001
    assert code(call(alice, envelope("CancelTask", {"id": foreign["id"]}))) == -32001
    for task_id in (foreign["id"], "none"):
        assert (
            code(call(alice, envelope("SendMessage", AT_ONCE | {"message": MESSAGE | {"taskId": task_id}}))) == -32001
        )


def test_what_programs_ask_is_in_no_list_of_conversations(alice: Caller) -> None:
    result(call(alice, envelope("SendMessage", AT_ONCE)))
    assert alice.get("/api/v1/conversations").json["conversations"] == []


def test_a_task_that_is_worked_on_takes_no_message(alice: Caller) -> None:
    task = result(call(alice, envelope("SendMessage", AT_ONCE)))["task"]
    more = {"message": MESSAGE | {"taskId": task["id"]}, "configuration": {"returnImmediately": True}}
    assert code(call(alice, envelope("SendMessage", more))) == -32004
    other = {"message": MESSAGE | {"taskId": task["id"], "contextId": "another"}}
    assert code(call(alice, envelope("SendMessage", other | {"configuration": {"returnImmediately": True}}))) == -32602


def test_an_agents_address_lists_what_was_sent_to_it(alice: Caller) -> None:
    own = result(call(alice, envelope("SendMessage", AT_ONCE)))["task"]["id"]
    routed = result(call(alice, envelope("SendMessage", AT_ONCE), "/agents/auto"))["task"]["id"]

    def listed(path: str) -> list[str]:
        return [task["id"] for task in result(call(alice, envelope("ListTasks"), path))["tasks"]]

    assert listed("/agents/echo") == [own]
    assert listed("/agents/auto") == [routed, own]


def test_a_context_of_an_impossible_name_lists_nothing(alice: Caller) -> None:
    assert code(call(alice, envelope("ListTasks", {"contextId": "a\0b"}))) == -32602


# -- who asks ---------------------------------------------------------------------------------------------------------


def test_who_asks_is_known(app: Flask, alice: Caller) -> None:
    stranger = Caller(alice.client, {})
    answer = call(stranger, envelope("GetTask"))
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="tailrace"')
    container = app.extensions["tailrace"]
    row = container.service_tokens.create(publish=["jobs.a"], subscribe=[])
    service = {"Authorization": f"Bearer {container.tokens.issue_service(row.id, None)}"}
    assert call(stranger, envelope("GetTask"), **service).status_code == 403
    user = container.users.by_name("alice")
    key = container.chat_keys.create(user.id)
    chat = {"Authorization": f"Bearer {container.tokens.issue_chat(key.id, user.id, None)}"}
    assert code(call(stranger, envelope("GetTask", {"id": "none"}), **chat)) == -32001


def test_a_full_plate_is_plain_http(alice: Caller, app: Flask) -> None:
    for _ in range(app.extensions["tailrace"].settings.of(AgentSettings).user_answers):
        result(call(alice, envelope("SendMessage", AT_ONCE)))
    answer = call(alice, envelope("SendMessage", AT_ONCE))
    assert (answer.status_code, error_code(answer)) == (429, "too_many_answers")
    assert int(answer.headers["Retry-After"]) > 0
    waits = call(alice, envelope("SendMessage", {"message": MESSAGE}))
    assert (waits.status_code, error_code(waits)) == (503, "no_streams")  # this process serves none


# -- anything at all --------------------------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        "id", "message", "messageId", "role", "parts", "text", "raw", "url", "data", "file", "kind", "taskId",
        "contextId", "configuration", "historyLength", "blocking", "returnImmediately", "acceptedOutputModes",
        "pageSize", "pageToken", "status", "statusTimestampAfter", "includeArtifacts",
    ]
)  # fmt: skip
PARAMS = st.dictionaries(FIELDS, ANYTHING | st.dictionaries(FIELDS, ANYTHING, max_size=5), max_size=6) | ANYTHING


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {"jsonrpc": st.just("2.0") | ANYTHING, "method": st.sampled_from(METHODS) | ANYTHING, "params": PARAMS},
        optional={"id": ANYTHING},
    )
    | ANYTHING,
    st.sampled_from(["1.0", "0.3", "", "9"]),
)
def test_whatever_is_sent_is_answered_in_an_envelope(alice: Caller, body: Any, version: str) -> None:
    answer = call(alice, body, **{"A2A-Version": version})
    if answer.status_code == 200:
        assert answer.json["jsonrpc"] == "2.0"
        assert ("result" in answer.json) != ("error" in answer.json)
    else:
        assert answer.status_code in (429, 503), answer.text


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_whatever_bytes_are_sent_are_refused_in_an_envelope(alice: Caller, body: bytes) -> None:
    assert code(call(alice, body)) in (-32700, -32600)
