"""A message as the API shows it: what was said, and for an answer, how it came about."""

from __future__ import annotations

from typing import Any

from services.agents.record import MessageRecord
from services.agents.runs.run import ChatRun


def shown(row: MessageRecord, run: ChatRun | None) -> dict[str, Any]:
    """For JSON. ``run`` is the one that makes or made an agent's message."""
    said = {
        "id": row.id,
        "parent_id": row.parent_id,
        "role": row.role,
        "text": row.text,
        "created_at": row.created_at,
    }
    if run is None:
        return said
    return {
        **said,
        "run_id": run.id,
        "state": state_of(run, row.text),
        "agent_id": run.agent_id,
        "agent_name": run.agent_name,
        "seconds": run.seconds,
        "tokens_in": run.facts.get("tokens_in", 0),
        "tokens_out": run.facts.get("tokens_out", 0),
        "cut": run.facts.get("cut", False),
        "code": run.code,
        "error": run.message if run.state == "failed" else "",
        "prompt": run.message if run.state == "input_required" else "",
        "routing": run.facts.get("routing"),
        "steps": run.facts.get("steps", []),
        "artifacts": run.facts.get("artifacts", []),
    }


def state_of(run: ChatRun, text: str) -> str:
    """One word for the page: what became of the answer."""
    if run.is_live:
        return "live"
    if run.state == "completed":
        return "complete"
    if run.state == "failed":
        return "cancelled" if run.code == "cancelled" else "broken_off" if text else "failed"
    return run.state
