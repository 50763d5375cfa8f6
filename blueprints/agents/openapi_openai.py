"""OpenAI's shape, as the description of our API tells it; what it leaves out is OpenAI's own to describe."""

from __future__ import annotations

from blueprints.agents.openapi import TAG
from blueprints.openapi.operation import (
    Node,
    array,
    in_path,
    json_answer,
    json_body,
    mapping,
    nullable,
    operation,
    record,
    ref,
    text,
    whole,
)

_MODEL: Node = record(
    {
        "id": text("`auto` (the router chooses) or an agent's id."),
        "object": {"const": "model"},
        "created": whole(),
        "owned_by": text(),
        "name": text(),
        "description": text(),
    }
)
_MESSAGE: Node = record(
    {
        "role": {"enum": ["system", "developer", "user", "assistant"]},
        "content": {"oneOf": [text(), array(record({"type": {"const": "text"}, "text": text()}))]},
    }
)
_CHOICE: Node = record(
    {
        "index": whole(),
        "message": record({"role": {"const": "assistant"}, "content": text("Markdown.")}),
        "finish_reason": {"enum": ["stop", "length"]},
    }
)
_USAGE: Node = record({"prompt_tokens": whole(), "completion_tokens": whole(), "total_tokens": whole()})

SCHEMAS: Node = {
    "ChatModel": _MODEL,
    "CompletionRequest": record(
        {
            "model": text("As `/v1/models` lists them.", default="auto"),
            "messages": array(_MESSAGE, "The conversation; the last message is the user's.", minItems=1),
            "stream": nullable({"type": "boolean"}),
            "stream_options": nullable(mapping({"type": "boolean"}, "`include_usage`: a chunk with the tokens.")),
        },
        optional=["model", "stream", "stream_options"],
        examples=[{"model": "auto", "messages": [{"role": "user", "content": "What is 17 % of 2,340?"}]}],
    ),
    "Completion": record(
        {
            "id": text(),
            "object": {"const": "chat.completion"},
            "created": whole("Unix seconds."),
            "model": text("Who answered."),
            "choices": array(_CHOICE),
            "usage": _USAGE,
        }
    ),
}

_COMPLETION = json_answer("The whole answer, or with `stream` its chunks and `[DONE]`.", ref("Completion"))
_COMPLETION["content"]["text/event-stream"] = {"schema": {"type": "string"}}

PATHS: Node = {
    "/v1/models": {
        "get": operation(
            "openai.models",
            TAG["name"],
            "List agents, as OpenAI lists models",
            description="Takes an access token or a chat key, like every path below `/v1`.",
            answers={
                200: json_answer(
                    "The router first.", record({"object": {"const": "list"}, "data": array(ref("ChatModel"))})
                )
            },
        )
    },
    "/v1/models/{model_id}": {
        "get": operation(
            "openai.model",
            TAG["name"],
            "Read one agent, as OpenAI reads a model",
            parameters=[in_path("model_id", "As listed.")],
            answers={200: json_answer("The agent.", ref("ChatModel"))},
            errors={404: "There is no such agent here."},
        )
    },
    "/v1/chat/completions": {
        "post": operation(
            "openai.complete",
            TAG["name"],
            "Ask, as OpenAI's clients ask",
            description="A stream has `data:` lines and comments (`: keepalive`) only. Whoever closes the connection"
            " stops the answer.",
            body=json_body(ref("CompletionRequest")),
            answers={200: _COMPLETION},
            errors={
                400: "A field that is wrong or cannot be done, or nobody can answer this (`no_agent`).",
                403: "Service tokens ask nothing.",
                404: "There is no such agent here.",
                409: "Somebody stopped the answer.",
                413: "The message is too large.",
                422: "The Idempotency-Key came with another body before.",
                429: "Too many questions or answers under way, or the agent reached a limit.",
                502: "The agent failed.",
                503: "The disk is almost full, the worker is stopping, or the answer was lost.",
                504: "The agent took too long.",
            },
        )
    },
}
