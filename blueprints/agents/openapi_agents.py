"""The agents in the description of the API."""

from __future__ import annotations

from blueprints.agents.openapi import TAG
from blueprints.openapi.operation import (
    Node,
    array,
    empty_answer,
    in_path,
    json_answer,
    json_body,
    nullable,
    number,
    operation,
    record,
    ref,
    text,
    whole,
)

_NAME = TAG["name"]
_AGENT = in_path("agent_id", "As the list has it.")
_NO_AGENT = "There is no such agent."
_ADMINS = "Only admins change agents."
_BOOLEAN: Node = {"type": "boolean"}
_CREDENTIAL = nullable(text("A bearer token or API key, as the card asks for; kept encrypted and never shown."))

SCHEMAS: Node = {
    "Agent": record(
        {
            "id": text(),
            "name": text(),
            "description": text(),
            "hosted": {"type": "boolean", "description": "It runs here."},
            "protocol": text(),
            "streaming": _BOOLEAN,
            "skills": array(
                record(
                    {
                        "id": text(),
                        "name": text(),
                        "description": text(),
                        "tags": array(text()),
                        "examples": array(text()),
                    }
                )
            ),
            "enabled": _BOOLEAN,
            "health": {"enum": ["healthy", "unreachable", "changed"]},
            "version": text(),
            "provider": text(),
            "checked_at": number("Unix seconds."),
            "seen_at": nullable(number("When it answered last.")),
            "latency_ms": nullable(whole(minimum=0)),
            "added_by": text(),
            "added_at": number("Unix seconds."),
            "needs_credential": _BOOLEAN,
            "card_url": text("For admins."),
            "url": text("For admins: where it is asked."),
            "has_credential": _BOOLEAN,
            "problem": nullable(text("For admins: what is wrong with it.")),
        },
        optional=[
            *("version", "provider", "checked_at", "seen_at", "latency_ms", "added_by", "added_at"),
            *("needs_credential", "card_url", "url", "has_credential", "problem"),
        ],
    ),
}

_ANSWER = json_answer("The agent.", ref("Agent"))

PATHS: Node = {
    "/api/v1/agents": {
        "get": operation(
            "agents_api.listed",
            _NAME,
            "List the agents",
            description="Those that are hosted here, and those elsewhere with their health.",
            answers={200: json_answer("All of them.", record({"agents": array(ref("Agent"))}))},
        ),
        "post": operation(
            "agents_api.add",
            _NAME,
            "Add an agent elsewhere",
            description="By the address of its card, or its own: the card is then looked for below it.",
            body=json_body(record({"card_url": text(), "credential": _CREDENTIAL}, optional=["credential"])),
            answers={201: _ANSWER},
            errors={
                400: "The address, the card (`no_card`, `bad_card`) or the credential cannot be used.",
                403: _ADMINS,
                409: "It is there already.",
                429: "There are as many as there may be.",
            },
        ),
    },
    "/api/v1/agents/{agent_id}": {
        "get": operation(
            "agents_api.read",
            _NAME,
            "Read an agent",
            parameters=[_AGENT],
            answers={200: _ANSWER},
            errors={404: _NO_AGENT},
        ),
        "patch": operation(
            "agents_api.change",
            _NAME,
            "Switch an agent on or off, or change its credential",
            parameters=[_AGENT],
            body=json_body(
                record({"enabled": _BOOLEAN, "credential": _CREDENTIAL}, optional=["enabled", "credential"])
            ),
            answers={200: _ANSWER},
            errors={400: "Nothing to change, or a bad value.", 403: _ADMINS, 404: _NO_AGENT},
        ),
        "delete": operation(
            "agents_api.remove",
            _NAME,
            "Remove an agent",
            description="Conversations with it stay.",
            parameters=[_AGENT],
            answers={204: empty_answer("Removed.")},
            errors={403: _ADMINS, 404: _NO_AGENT},
        ),
    },
    "/api/v1/agents/{agent_id}/refresh": {
        "post": operation(
            "agents_api.refresh",
            _NAME,
            "Take the agent's present card",
            description="A credential is forgotten where the agent has moved to another server.",
            parameters=[_AGENT],
            answers={200: _ANSWER},
            errors={400: "It has no card that can be used.", 403: _ADMINS, 404: _NO_AGENT},
        )
    },
}
