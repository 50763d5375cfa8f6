"""The wire format, compared as whole byte strings."""

from __future__ import annotations

from services.streaming import wire
from services.streaming.end_reason import EndReason


def test_frames() -> None:
    frame = wire.event_frame(7, b'{"a":1}')
    assert frame == b'id: 7\ndata: {"a":1}\n\n'
    assert wire.named_frame(frame, "step") == b'id: 7\nevent: step\ndata: {"a":1}\n\n'
    assert wire.opening_frame(2000, {"type": "connected"}) == b'retry: 2000\ndata: {"type":"connected"}\n\n'
    assert wire.heartbeat_frame(5) == b'event: heartbeat\ndata: {"at":5}\n\n'
    assert wire.token_expiring_frame(60) == b'event: token_expiring\ndata: {"expires_in":60}\n\n'
    assert wire.done_frame() == b"event: done\ndata: {}\n\n"
    assert wire.unnamed_frame({"type": "timeout"}) == b'data: {"type":"timeout"}\n\n'
    assert (
        wire.gap_frame("c", 1, 5, "trimmed")
        == b'id: 5\nevent: gap\ndata: {"channel":"c","from":1,"to":5,"reason":"trimmed"}\n\n'
    )
    assert (
        wire.closing_frame(EndReason.DRAIN, 1500)
        == b'retry: 1500\nevent: closing\ndata: {"reason":"drain","retry":1500}\n\n'
    )


def test_an_http_chunk() -> None:
    assert wire.http_chunk(b"x" * 26) == b"1a\r\n" + b"x" * 26 + b"\r\n"


def test_which_endings_are_announced() -> None:
    assert {reason.value for reason in EndReason if reason.is_announced} == {
        "drain", "limit", "revoked", "expired", "age",
    }  # fmt: skip
