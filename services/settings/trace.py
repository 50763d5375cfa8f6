"""The settings of traces. The variables have the names that OpenTelemetry gave them, so that one line sets them for
every program of a host.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class TraceSettings(Group):
    key: ClassVar = "trace"
    title: ClassVar = "Traces"

    endpoint: str = setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "",
        parse.web_address,
        "Where a collector takes traces (OTLP over HTTP; `/v1/traces` is added); without it there are none.",
    )
    headers: tuple[str, ...] = setting(
        "OTEL_EXPORTER_OTLP_HEADERS",
        (),
        parse.pairs,
        "`name=value` with commas between, sent along to the collector, such as its key.",
        is_secret=True,
    )
    service: str = setting("OTEL_SERVICE_NAME", "tailrace", parse.text, "What the collector calls this server.")
    share: float = setting(
        "TAILRACE_TRACE_SHARE",
        1.0,
        parse.number(0, 1),
        "Share of the traces that are kept, all of each: 0.01 is one of a hundred.",
    )
