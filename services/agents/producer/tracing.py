"""The spans of an answer: the whole of it below the request that asked, and in that how long it was queued, and how
long it took to find who answers.
"""

from __future__ import annotations

from services.agents.runs.run import ChatRun
from services.telemetry.trace import trace
from services.telemetry.trace.context import Context, read_context, span_id_of


def context_of(run: ChatRun) -> Context | None:
    """Of the span that is the whole answer, whichever producer tells its end; None for one without a trace."""
    parent = read_context(run.traceparent)
    return None if parent is None else parent.below(span_id_of(f"answer {run.id}"))


def trace_end(run: ChatRun) -> None:
    """Tell the whole of an answer that has ended."""
    parent, whole = read_context(run.traceparent), context_of(run)
    if parent is None or whole is None or run.finished_at is None:
        return
    if run.started_at is not None:
        trace.record("queued", whole, run.created_at, run.started_at)
    trace.record(
        "answer",
        parent,
        run.created_at,
        run.finished_at,
        span_id=whole.span_id,
        is_error=run.state == "failed" and not run.is_cancelled,
        execution=run.id,
        agent=run.agent_id or "",
        state=run.state,
        code=run.code,
    )
