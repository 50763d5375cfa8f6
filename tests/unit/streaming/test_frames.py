"""Frames read back: what the wire module writes, in whole blocks."""

from __future__ import annotations

from services.streaming import wire
from services.streaming.end_reason import EndReason
from services.streaming.event import new_event
from services.streaming.frames import Frame, frames_of


def test_every_frame_of_a_block_is_read_back() -> None:
    data = new_event("chat.x", "note", {"text": "a\nid: 7\n\nb\u2028 🙂"}).data
    block = (
        wire.opening_frame(2000, {"type": "connected"})
        + wire.event_frame(11, data)
        + wire.heartbeat_frame(5)
        + wire.gap_frame("chat.x", 1, 9, "trimmed")
        + wire.closing_frame(EndReason.DRAIN, 100)
        + wire.done_frame()
    )
    frames = list(frames_of(block))
    assert [(frame.id, frame.name) for frame in frames] == [
        (0, ""),
        (11, ""),
        (0, "heartbeat"),
        (9, "gap"),
        (0, "closing"),
        (0, "done"),
    ]
    assert frames[1] == Frame(11, "", data)
    assert [frame.is_event for frame in frames] == [False, True, False, False, False, False]


def test_no_bytes_are_no_frame() -> None:
    assert list(frames_of(b"")) == []
