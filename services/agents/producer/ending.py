"""How a run ends: what its row keeps, and the one event that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from services.agent import AgentFailed, FailureCode, Use
from services.agents.producer.artifacts import Artifacts
from services.agents.producer.teller import Happening, json_bytes
from services.agents.runs.run import ChatRun, State
from services.agents.runs.store import Outcome
from services.agents.runs.story import COMPLETED, FAILED, INPUT_REQUIRED, PROTOCOL, ROUTING_COMPLETED, Story
from services.agents.sound import sound

MESSAGE_CHARACTERS = 1000
MOST_RESPONSE_BYTES = 32 * 1024
"""An answer longer than this is not repeated in the last event."""
_ROOM_BYTES = 1024
"""Of an event, for everything but the answer."""


@dataclass(frozen=True, slots=True)
class Ending:
    """``asks`` is what the agent wants to know, ``failure`` why there is no (more) answer."""

    failure: AgentFailed | None
    asks: str
    use: Use
    artifacts: Artifacts

    def outcome(self, story: Story) -> Outcome:
        state: State = "failed" if self.failure else "input_required" if self.asks else "completed"
        facts: dict[str, Any] = {
            "routing": story.data_of(ROUTING_COMPLETED),
            "steps": story.steps(),
            "artifacts": self.artifacts.found,
            "tokens_in": self.use.tokens_in,
            "tokens_out": self.use.tokens_out,
            "cut": self.use.cut,
        }
        code = _code(self.failure) if self.failure else ""
        message = sound(str(self.failure))[:MESSAGE_CHARACTERS] if self.failure else self.asks
        return Outcome(state, story.text, code, message, facts)


def _code(failure: AgentFailed) -> str:
    return failure.code if failure.code in get_args(FailureCode) else "agent_failed"


def last_happening(run: ChatRun, story: Story, max_event_bytes: int) -> Happening:
    """The last event of an ended run, as its row has it: the same whoever tells it."""
    if run.state == "input_required":
        return INPUT_REQUIRED, {"prompt": run.message, "task_id": run.id, "agent_id": run.agent_id}
    if run.state == "failed":
        routing = run.facts.get("routing") or {}
        offered = routing.get("alternatives", [])
        return FAILED, {"code": run.code, "message": run.message, "agent_id": run.agent_id, "alternatives": offered}
    use = {"tokens_in": run.facts.get("tokens_in", 0), "tokens_out": run.facts.get("tokens_out", 0)}
    return COMPLETED, {
        "agent_id": run.agent_id,
        "protocol": PROTOCOL,
        "response_data": _response(run.id, story, min(MOST_RESPONSE_BYTES, max_event_bytes - _ROOM_BYTES)),
        "usage": use,
        "cut": run.facts.get("cut", False),
        "seconds": run.seconds,
    }


def _response(run_id: str, story: Story, most_bytes: int) -> dict[str, Any]:
    if story.text_bytes > most_bytes or json_bytes(text := story.text) > most_bytes:
        return {"truncated": True, "url": f"/api/v1/chat/{run_id}"}
    return {"raw_response": {"parts": [{"kind": "text", "text": text}]}}
