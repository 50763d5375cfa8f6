"""Agent chat: ask, watch, stop, ask again; conversations (contract, section 6)."""

from __future__ import annotations

from blueprints.agents import openapi_schema
from blueprints.openapi.operation import (
    STREAM_SECURITY,
    Node,
    empty_answer,
    in_header,
    in_path,
    in_query,
    json_answer,
    json_body,
    operation,
    record,
    ref,
    text,
    whole,
)
from blueprints.streaming.openapi import EVENT_STREAM, POSITION, STREAM_ENDED, STREAM_ERRORS, WHICH_CREDENTIAL

TAG = {
    "name": "Agent chat",
    "description": "A question finds the right agent, and its answer streams. Each answer is made once and kept; any"
    " number of clients watch it, from the start or from where they were.",
}

SCHEMAS = openapi_schema.SCHEMAS

_RUN = in_path("run_id", "As the start answered.")
_CONVERSATION = in_path("conversation_id", "The conversation's id.")
_NO_RUN = "There is no such answer, or it is somebody else's."
_NO_CONVERSATION = "There is no such conversation, or it is somebody else's."
_KEY = in_header(
    "Idempotency-Key",
    text(minLength=1, maxLength=255),
    "A retry with the same key and body asks nothing again and gets the same answer.",
)
_ASKING = {
    400: "No message, or no such agent.",
    403: "Service tokens ask nothing.",
    404: _NO_CONVERSATION,
    413: "The message is too large.",
    422: "The key came with another body before.",
    429: "Too many questions, answers under way, conversations or messages.",
    503: "The disk is almost full.",
}

PATHS: Node = {
    "/process/stream": {
        "post": operation(
            "chat.process",
            TAG["name"],
            "Ask and watch",
            description="The response is the stream itself; its opening event has the `run_id`. A dropped connection"
            " stops nothing: go on at the run's own stream with the last id.",
            parameters=[_KEY],
            body=json_body(ref("Question")),
            answers={200: EVENT_STREAM},
            errors=_ASKING,
        )
    },
    "/api/v1/chat": {
        "post": operation(
            "chat.ask",
            TAG["name"],
            "Ask",
            parameters=[_KEY],
            body=json_body(ref("Question")),
            answers={202: json_answer("The answer is being made.", ref("AnswerStarted"))},
            errors=_ASKING,
        )
    },
    "/api/v1/chat/stream/{run_id}": {
        "get": operation(
            "chat.stream",
            TAG["name"],
            "Watch an answer",
            description="From its start, without a position. In order: `connected`, `routing_started`,"
            " `routing_completed`, `agent_execution_started`, `agent_status` and `response_chunk` (any number),"
            " and one of `completed`, `input_required` and `failed`; then `done`. An ended answer is told again whole,"
            f" however old it is. {WHICH_CREDENTIAL}",
            security=STREAM_SECURITY,
            parameters=[_RUN, *POSITION],
            answers={200: EVENT_STREAM, 204: STREAM_ENDED},
            errors=STREAM_ERRORS,
        )
    },
    "/api/v1/chat/{run_id}": {
        "get": operation(
            "chat.read",
            TAG["name"],
            "Read an answer",
            description="As far as it is made.",
            parameters=[_RUN],
            answers={200: json_answer("The answer.", ref("Answer"))},
            errors={404: _NO_RUN},
        )
    },
    "/api/v1/chat/{run_id}/cancel": {
        "post": operation(
            "chat.cancel",
            TAG["name"],
            "Stop an answer",
            description="The agent is stopped within 2 s; what it said stays. An ended answer stays as it is.",
            parameters=[_RUN],
            answers={202: json_answer("It will stop.", record({"run_id": text(), "state": text()}))},
            errors={404: _NO_RUN},
        )
    },
    "/api/v1/chat/{run_id}/retry": {
        "post": operation(
            "chat.retry",
            TAG["name"],
            "Ask the same question again",
            description="The new answer stands beside the first one, as another branch of the conversation.",
            parameters=[_RUN],
            body={
                "required": False,
                "content": {"application/json": {"schema": record({"agent_id": text()}, optional=["agent_id"])}},
            },
            answers={202: json_answer("The answer is being made.", ref("AnswerStarted"))},
            errors={
                400: "No such agent.",
                403: "Service tokens ask nothing.",
                404: _NO_RUN,
                409: "The first answer is still being made.",
                429: "Too many questions, answers under way or messages.",
                503: "The disk is almost full.",
            },
        )
    },
    "/api/v1/chat/{run_id}/artifacts/{number}": {
        "get": operation(
            "chat.artifact",
            TAG["name"],
            "Download a file that an agent made",
            parameters=[_RUN, in_path("number", "As the event said.", whole(minimum=0))],
            answers={
                200: {
                    "description": "The file, as a download.",
                    "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
                }
            },
            errors={404: "There is no such answer or file."},
        )
    },
    "/api/v1/conversations": {
        "get": operation(
            "conversations.listed",
            TAG["name"],
            "List conversations",
            parameters=[
                in_query("q", text(maxLength=200), "In titles and messages."),
                in_query("limit", whole(minimum=1, maximum=200, default=50), "At most so many."),
                in_query("page", whole(minimum=1, maximum=10_000, default=1), "Which page."),
            ],
            answers={200: json_answer("The newest first.", ref("ConversationList"))},
            errors={400: "A bad number."},
        )
    },
    "/api/v1/conversations/{conversation_id}": {
        "get": operation(
            "conversations.read",
            TAG["name"],
            "Read a conversation",
            parameters=[_CONVERSATION],
            answers={200: json_answer("With all its messages.", ref("Conversation"))},
            errors={404: _NO_CONVERSATION},
        ),
        "patch": operation(
            "conversations.change",
            TAG["name"],
            "Rename or share a conversation",
            description="`is_shared` makes a link for signed-in people, or revokes it.",
            parameters=[_CONVERSATION],
            body=json_body(
                record(
                    {"title": text(minLength=1, maxLength=200), "is_shared": {"type": "boolean"}},
                    optional=["title", "is_shared"],
                )
            ),
            answers={200: json_answer("As it is now.", ref("Conversation"))},
            errors={400: "Nothing to change, or a bad value.", 404: _NO_CONVERSATION},
        ),
        "delete": operation(
            "conversations.remove",
            TAG["name"],
            "Delete a conversation",
            description="With its answers, files and events.",
            parameters=[_CONVERSATION],
            answers={204: empty_answer("Deleted.")},
            errors={404: _NO_CONVERSATION, 409: "An answer is being made."},
        ),
    },
    "/api/v1/conversations/{conversation_id}/export": {
        "get": operation(
            "conversations.export",
            TAG["name"],
            "Export a conversation",
            parameters=[_CONVERSATION, in_query("format", {"enum": ["md", "json"], "default": "md"}, "Which form.")],
            answers={
                200: {
                    "description": "A download.",
                    "content": {
                        "text/markdown": {"schema": {"type": "string"}},
                        "application/json": {"schema": ref("Conversation")},
                    },
                }
            },
            errors={400: "Another form.", 404: _NO_CONVERSATION},
        )
    },
}
