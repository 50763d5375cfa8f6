"""The door for other agents (contract, section 6). What stands in an envelope is A2A's own to describe."""

from __future__ import annotations

from blueprints.agents.openapi import TAG
from blueprints.openapi.operation import (
    PUBLIC,
    Node,
    empty_answer,
    in_header,
    in_path,
    in_query,
    json_answer,
    json_body,
    operation,
    record,
    text,
    whole,
)

_AGENT = in_path("agent_id", "The agent's id, or `auto` for whichever the router finds.")
_VERSION = in_header("A2A-Version", text(), "`1.0` or `0.3`; empty means 0.3.")
_VERSION_IN_QUERY = in_query("A2A-Version", text(), "The same, where headers cannot be set.")
_ENVELOPE = record(
    {"jsonrpc": text(const="2.0"), "id": {"type": ["string", "number", "null"]}, "result": {}, "error": {}},
    optional=("result", "error"),
)
_CALL = record(
    {
        "jsonrpc": text(const="2.0"),
        "id": {"type": ["string", "number", "null"]},
        "method": text("1.0's names, such as `SendMessage`, or 0.3's, such as `message/send`."),
        "params": {"type": "object"},
    },
    optional=("id", "params"),
)
_ANSWER = json_answer("An envelope of JSON-RPC, with the result or what is wrong with the call.", _ENVELOPE)
_ANSWER["content"]["text/event-stream"] = {"schema": {"type": "string"}}
_REFUSED = {
    403: "Service tokens ask nothing.",
    404: "There is no such agent.",
    413: "The call or its message is too large.",
    429: "Too many questions, answers or streams.",
    503: "The server is full, stopping, or its disk almost full.",
}
_CARD = json_answer("The card (A2A 1.0.1, section 4.4), with 0.3's fields beside 1.0's.", {"type": "object"})


def _call(name: str) -> Node:
    return operation(
        name,
        TAG["name"],
        "Ask an agent by A2A",
        description="JSON-RPC 2.0. `SendStreamingMessage` and `SubscribeToTask` are answered with a stream of"
        " envelopes and comments. A task is an answer, a context is a conversation.",
        parameters=[_AGENT, _VERSION, _VERSION_IN_QUERY],
        body=json_body(_CALL),
        answers={200: _ANSWER},
        errors=_REFUSED,
    )


PATHS: Node = {
    "/agents/{agent_id}": {"post": _call("a2a.call")},
    "/agents/{agent_id}/": {"post": _call("a2a.call_with_slash")},
    "/agents/{agent_id}/.well-known/agent-card.json": {
        "get": operation(
            "a2a_card.of_agent",
            TAG["name"],
            "An agent's card",
            description="Public for agents that are hosted here; those elsewhere are told of to those who may ask"
            " them.",
            parameters=[_AGENT],
            answers={200: _CARD, 304: empty_answer("The client's copy is still good.")},
            errors={404: "No agent shows a card of this name to everybody."},
            security=PUBLIC,
        )
    },
    "/.well-known/agent-card.json": {
        "get": operation(
            "a2a_card.of_server",
            TAG["name"],
            "The orchestrator's card",
            answers={200: _CARD, 304: empty_answer("The client's copy is still good.")},
            security=PUBLIC,
        )
    },
    "/agents/{agent_id}/artifacts/{run_id}/{number}": {
        "get": operation(
            "a2a.artifact",
            TAG["name"],
            "A file that an agent made",
            description="The address that a task's artifacts name. Always a download.",
            parameters=[
                _AGENT,
                in_path("run_id", "From the task's artifact."),
                in_path("number", "From it, too.", whole()),
            ],
            answers={
                200: {
                    "description": "The file.",
                    "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
                }
            },
            errors={404: "There is no such file, or it is somebody else's."},
        )
    },
}
