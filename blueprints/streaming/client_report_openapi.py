"""The description of client reports (contract, section 8)."""

from __future__ import annotations

from blueprints.openapi.operation import (
    Node,
    array,
    empty_answer,
    json_body,
    mapping,
    operation,
    record,
    ref,
    text,
    whole,
)

_COUNTS = (
    ("completed", "Streams that ended because everything was said.", 1000),
    ("failed", "Streams that were refused, or reached by no way.", 1000),
    ("losses", "Gaps that reached the application.", 1000),
    ("stalls", "Open streams on which no byte came for 30 s.", 1000),
    ("duplicates", "Events that arrived again, and were dropped.", 1_000_000),
    ("events", "Events that arrived, duplicates too.", 1_000_000),
    ("bytes", "Bytes that arrived, after decompression.", 2**30),
)
_TIMES = (
    ("reconnect_ms", "From the loss of a connection until bytes came again."),
    ("stall_recovery_ms", "From noticing a stall until bytes came again."),
    ("delivery_ms", "From the server's sending of a heartbeat until it arrived."),
)
_TIME: Node = {"type": "number", "minimum": 0, "maximum": 86_400_000}
_FIELDS: Node = {
    "kind": text("The first part of its channels' names, or `stream`.", maxLength=64),
    **{name: whole(about, minimum=0, maximum=most) for name, about, most in _COUNTS},
    **{name: array(_TIME, about, maxItems=100) for name, about in _TIMES},
    "ui_messages": mapping(whole(minimum=0, maximum=1000), "How often the page was told of each state."),
}

SCHEMAS: Node = {
    "ClientReport": record(
        {
            "network_type": {"enum": ["slow-2g", "2g", "3g", "4g", "unknown"]},
            "streams": array(ref("StreamReport"), maxItems=20),
        },
        optional=("network_type", "streams"),
        examples=[{"network_type": "4g", "streams": [{"kind": "stream", "events": 12, "reconnect_ms": [840.5]}]}],
    ),
    "StreamReport": record(
        _FIELDS,
        optional=tuple(_FIELDS),
        description="What happened on the streams of a kind since the last report. What is left out is 0.",
    ),
}


def path(tag: str) -> Node:
    return {
        "post": operation(
            "client_reports.telemetry",
            tag,
            "Report on one's own streams",
            description="For `navigator.sendBeacon`: the media type does not matter, and the session cookie is enough."
            " A login may send 30 reports a minute; what they add beyond its allowance does not count.",
            body=json_body(ref("ClientReport")),
            answers={204: empty_answer("Counted.")},
            errors={
                400: "No report, or a number out of its range; nothing of it was counted.",
                403: "A page of another site.",
                413: "More than 32 KiB.",
                429: "More than 30 reports in a minute.",
            },
        )
    }
