"""An ended answer told once more from the database, when the event log has forgotten some of it: the same events with
the same ids, and no gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import gevent
from flask import Response

from blueprints.edge.current import container
from blueprints.edge.parameters import flag
from blueprints.streaming.event_stream import check_readable, requested_position
from services.agents.chat import Chat
from services.agents.runs.run import ChatRun
from services.agents.runs.story import Story
from services.identifier import new_id
from services.streaming import wire
from services.streaming.event import encode_event
from services.thread import in_thread

_BLOCK_BYTES = 65_536
_ANY_SIZE = 2**31
"""They were small enough when they were told, whatever the limit is now."""


def replayed(chat: Chat, run: ChatRun) -> Response | None:
    """The response to the current request; None if the event log still has all of it."""
    check_readable([run.channel])
    position = requested_position()
    story = in_thread(chat.forgotten, run, position or 0) if run.is_told else None
    if story is None or story.last is None:
        return None
    if position is not None and position >= story.last.id:
        return Response(status=204)
    opening = {
        "type": "connected",
        "client_id": new_id(),
        "from": position,
        "recovered": position is not None,
        "head": story.last.id,
        "channels": [run.channel],
        "from_start": position is None,
        "heartbeat_s": container().settings.streaming.heartbeat_s,
        "run_id": run.id,
        "conversation_id": run.conversation_id,
    }
    first = wire.opening_frame(wire.RETRY_MS, opening)
    frames = _frames(run.channel, story, position or 0, is_named=flag("named"))
    return Response(_blocks(chain([first], frames, [wire.done_frame()])), headers=wire.HEADERS)


def _frames(channel: str, story: Story, after: int, *, is_named: bool) -> Iterator[bytes]:
    for told in story.events:
        if told.id > after:
            event = encode_event(channel, told.type, {"event": told.type, **told.data}, _ANY_SIZE)
            frame = wire.event_frame(told.id, event.data)
            yield wire.named_frame(frame, told.type) if is_named else frame


def _blocks(frames: Iterator[bytes]) -> Iterator[bytes]:
    """Whole frames, some at a time; others have their turn in between."""
    block = b""
    for frame in frames:
        block += frame
        if len(block) >= _BLOCK_BYTES:
            yield block
            block = b""
            gevent.sleep(0)
    yield block
