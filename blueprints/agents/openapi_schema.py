"""What agent chat takes and answers, as schemas."""

from __future__ import annotations

from blueprints.openapi.operation import Node, array, mapping, nullable, number, record, ref, text, whole

_STATE: Node = {"enum": ["live", "complete", "input_required", "broken_off", "failed", "cancelled"]}

_OF_ANSWER: Node = {
    "agent_id": nullable(text("Who answers; null until that is known.")),
    "agent_name": text(),
    "seconds": nullable(number("How long it took.")),
    "tokens_in": whole(minimum=0),
    "tokens_out": whole(minimum=0),
    "cut": {"type": "boolean", "description": "The agent stopped at a limit of its own."},
    "code": text("Why it failed: no_agent, unreachable, rejected, agent_failed, timeout, limit, cancelled or lost."),
    "routing": {"type": ["object", "null"], "description": "As `routing_completed` said."},
    "steps": array(mapping({}), "What the agent said about its work."),
    "artifacts": array(mapping({}), "Files and data that it made."),
}

SCHEMAS: Node = {
    "Question": record(
        {
            "message": text("Markdown or plain text."),
            "conversation_id": nullable(text("Without: a new conversation.")),
            "agent_id": nullable(text("Without: the router chooses.")),
            "parent_id": nullable(text("The message that this one follows; null: the first. Without: the newest.")),
        },
        optional=["conversation_id", "agent_id", "parent_id"],
        examples=[{"message": "What is 17 % of 2,340?"}],
    ),
    "AnswerStarted": record(
        {
            "run_id": text(),
            "conversation_id": text(),
            "channel": text(),
            "stream_url": text("A path; add a stream token."),
        }
    ),
    "Answer": record(
        {
            "run_id": text(),
            "conversation_id": text(),
            "channel": text(),
            "stream_url": text(),
            "state": _STATE,
            "text": text("Markdown."),
            "message": text("Why it failed, or what the agent asks."),
            **_OF_ANSWER,
        },
        optional=["tokens_in", "tokens_out", "cut", "routing", "steps", "artifacts"],
    ),
    "ChatMessage": record(
        {
            "id": text(),
            "parent_id": nullable(text("The message before it; several may have the same.")),
            "role": {"enum": ["user", "agent"]},
            "text": text("Markdown; of an answer under way, nothing yet: its stream has it."),
            "created_at": number("Unix seconds."),
            "run_id": text("Of an answer, like all that follows."),
            "state": _STATE,
            "error": text("Why it failed."),
            "prompt": text("What the agent asks."),
            **_OF_ANSWER,
        },
        optional=["run_id", "state", "error", "prompt", *_OF_ANSWER],
    ),
    "Conversation": record(
        {
            "id": text(),
            "title": text(),
            "created_at": number("Unix seconds."),
            "updated_at": number(),
            "share_url": nullable(text("Where signed-in people may read it.")),
            "messages": array(ref("ChatMessage"), "The oldest first."),
        }
    ),
    "ListedConversation": record(
        {
            "id": text(),
            "title": text(),
            "created_at": number(),
            "updated_at": number(),
            "is_live": {"type": "boolean", "description": "An answer is being made."},
            "excerpt": text("Where a search found something."),
        }
    ),
    "ConversationList": record(
        {"conversations": array(ref("ListedConversation")), "total": whole(), "page": whole(), "limit": whole()}
    ),
}
