"""The settings of operations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class OperationsSettings(Group):
    key: ClassVar = "operations"
    title: ClassVar = "Operations"

    executions: int = setting(
        "TAILRACE_EXECUTIONS",
        2_000_000,
        parse.whole(1000),
        "Ended executions of outside programs that are kept; older ones are deleted.",
    )
    running_executions: int = setting(
        "TAILRACE_RUNNING_EXECUTIONS",
        10_000,
        parse.whole(1),
        "Executions of one user or service token that may run or be silent at once; the report of another is refused.",
    )
    no_news_days: float = setting(
        "TAILRACE_NO_NEWS_DAYS",
        90.0,
        parse.number(0),
        "Days of silence after which an execution that is *no news* is deleted; 0: never.",
    )
    sample_hours: float = setting(
        "TAILRACE_SAMPLE_HOURS",
        48.0,
        parse.number(24),
        "Hours for which the server keeps its numbers of each minute.",
    )
    picture_bytes: int = setting(
        "TAILRACE_PICTURE_BYTES",
        200 * 2**20,
        parse.whole(10 * 2**20),
        "Bytes of pictures that are kept of one user or service token; the oldest make room.",
    )
    execution_events: int = setting(
        "TAILRACE_EXECUTION_EVENTS",
        1000,
        parse.whole(10),
        "Reports that are kept of one execution of an outside program; the oldest progress makes room.",
    )
    patience_s: float = setting(
        "TAILRACE_PATIENCE_S",
        86_400.0,
        parse.number(0),
        "Silence in seconds after which an outside program that names no `expect_within_s` is *no news*; 0: never.",
    )
    webhooks: int = setting("TAILRACE_WEBHOOKS", 20, parse.whole(0), "Webhooks that one user may have.")
    webhook_queue: int = setting(
        "TAILRACE_WEBHOOK_QUEUE",
        1000,
        parse.whole(1),
        "Messages that may wait for one webhook; further news is left out.",
    )
