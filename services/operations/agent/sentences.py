"""What the operations agent says of runs and of the server, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from services.answering.markdown import counted, link, plain, prose, table
from services.answering.sentences import more, when
from services.operations.status.status import Standing
from services.runs.execution import Execution
from services.runs.tally import Ended

MOST_SHOWN = 10
_SAYS = {
    "queued": "waits",
    "running": "runs",
    "succeeded": "succeeded",
    "failed": "failed",
    "cancelled": "was cancelled",
    "no_news": "has not been heard of",
}


def title_of(execution: Execution) -> str:
    return link(plain(execution.title), f"/dashboard/executions/{execution.id}")


def duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def took_s(execution: Execution, now: float) -> float:
    began = execution.created_at if execution.started_at is None else execution.started_at
    return max(0.0, (now if execution.finished_at is None else execution.finished_at) - began)


def listed(executions: Sequence[Execution], count: int, now: float) -> str:
    """As a table; ``count`` is how many there are in all."""
    rows = [
        (title_of(one), plain(one.kind), _SAYS[one.state], when(one.created_at), duration(took_s(one, now)))
        for one in executions[:MOST_SHOWN]
    ]
    shown = table(("Run", "Kind", "State", "Begun", "Time #"), rows)
    return "\n\n".join((shown, *more(count, len(rows), "run")))


def about(execution: Execution, now: float) -> Iterator[str]:
    """Everything that matters of one run: how it stands, why it failed, how long it took."""
    length = duration(took_s(execution, now))
    match execution.state:
        case "failed":
            yield f"{title_of(execution)} failed after {length}, {when(execution.finished_at)}."
            yield f"Why: {prose(execution.error)}" if execution.error else "It did not say why."
        case "running":
            yield f"{title_of(execution)} has been running for {length}: {100 * execution.progress:.0f} %."
        case "queued":
            yield f"{title_of(execution)} has been waiting for {length}."
        case "no_news":
            yield f"{title_of(execution)} has not been heard of {_since(execution)}; it may still run, or not."
        case state:
            yield f"{title_of(execution)} {_SAYS[state]} after {length}, {when(execution.finished_at)}."
    if execution.message and execution.finished_at is None:
        yield f"The last it said: {prose(execution.message)}"


def failures(executions: Iterable[Execution]) -> str:
    rows = [
        (title_of(one), when(one.finished_at), prose(one.error or "It did not say why.", 120)) for one in executions
    ]
    return table(("Run", "Failed", "Why"), rows)


def numbers(ended: Ended, during: str) -> Iterator[str]:
    total = ended.succeeded + ended.failed + ended.cancelled
    if not total:
        yield f"No run of yours ended {during}."
        return
    yield (
        f"{counted(total, 'run')} of yours ended {during}: {ended.succeeded:,} succeeded, {ended.failed:,} failed,"
        f" {ended.cancelled:,} were cancelled."
    )
    if ended.success_percent is not None:
        yield f"{ended.success_percent:.1f} % of those that were not cancelled succeeded."
    half, most = ended.duration_s(0.5), ended.duration_s(0.95)
    if half is not None and most is not None:
        yield f"Half of them took at most {duration(half)}, 95 % at most {duration(most)}."


def server(standings: Sequence[Standing]) -> Iterator[str]:
    trouble = [one for one in standings if one.level != "ok"]
    if trouble:
        names = ", ".join(one.name for one in trouble)
        yield f"Not all is well: {names}. More is on {link('the status page', '/status')}."
    else:
        yield f"All parts of the server are well. More is on {link('the status page', '/status')}."
    rows = [(one.name, one.level, plain(one.why), when(one.since) if one.since else "–") for one in standings]
    yield table(("Part", "State", "Why", "Since"), rows)


def _since(execution: Execution) -> str:
    return f"since {when(execution.heard_at)}" if execution.heard_at else "for longer than it should be silent"
