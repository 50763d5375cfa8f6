"""A task as a stream of JSON-RPC envelopes: what every subscriber of the run's channel gets, in A2A's words.

An A2A stream holds envelopes and comment lines, nothing else: the SDKs end at anything more. It ends with the task, and
at a drain after a whole envelope; who comes back subscribes to the task. A client that goes away ends nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, request

from blueprints.agents.chat import the_chat
from blueprints.streaming.event_stream import follow
from services.agents.a2a.envelope import Code, RequestId, write_error, write_result
from services.agents.a2a.server.task_view import TaskView
from services.agents.a2a.task import Task, TaskEvent
from services.agents.a2a.writing import Version, write_event
from services.agents.chat import Chat
from services.agents.runs.run import ChatRun
from services.agents.runs.story import LAST, Told
from services.agents.runs.watch import WatchEnded, told_by
from services.streaming.delivery.departure import noticing
from services.streaming.delivery.subscription import Subscription
from services.streaming.end_reason import EndReason
from services.streaming.event import one_line
from services.streaming.wire import HEADERS, comment_frame, data_frame
from services.thread import in_thread

KIND = "a2a"
"""Of the streams, for counting."""
ALIVE = comment_frame(b"keepalive")

_log = logging.getLogger(__name__)


def task_stream(
    request_id: RequestId, version: Version, view: TaskView, run: ChatRun | None, position: int | None, task: Task
) -> Response:
    """Answer the current request with ``task``, which has everything up to ``position``, and what follows it.

    ``run`` is the one that is being made; None if the task waits for its asker.
    """
    subscription = None if run is None else follow(run.channel, position, kind=KIND)
    telling = Telling(the_chat(), request_id, version, view)
    client = request.environ.get("gunicorn.socket")
    response = Response(telling.blocks(task, run, subscription, client), headers=HEADERS)
    if subscription is not None:  # a generator that is closed before or at its first block lets go of nothing
        response.call_on_close(subscription.close)
    return response


def wait_for_end(run: ChatRun) -> None:
    """Wait until a run has told its end, the client has gone, or this server stops."""
    subscription = follow(run.channel, None, kind=KIND)
    if subscription is None:
        return
    with _ending_with(subscription, request.environ.get("gunicorn.socket")):
        for _block in subscription:
            pass


@contextmanager
def _ending_with(subscription: Subscription, client: Any) -> Iterator[None]:
    """The subscription ends with the block, and when the client goes."""
    try:
        with noticing(client, lambda: subscription.end(EndReason.GONE)):
            yield
    finally:
        subscription.close()


class Telling:
    """Of one stream."""

    def __init__(self, chat: Chat, request_id: RequestId, version: Version, view: TaskView) -> None:
        self._chat = chat
        self._request_id = request_id
        self._version = version
        self._view = view

    def blocks(
        self, task: Task, run: ChatRun | None, subscription: Subscription | None, client: Any
    ) -> Iterator[bytes]:
        """Whole envelopes, and comments. What cannot be told ends the stream with one more envelope."""
        yield self._envelope(task)
        del task
        self._view.keep_nothing()
        if run is None or subscription is None:
            return
        with _ending_with(subscription, client):
            try:
                for told in told_by(subscription):
                    yield self._told(run, told) or ALIVE
            except WatchEnded:
                return  # some of it is gone from the log, or the stream ends here: GetTask has the whole
            except Exception:
                _log.exception("a2a_stream_crashed")
                message = "Something in the server broke; subscribe to the task again."
                yield data_frame(one_line(write_error(self._request_id, Code.INTERNAL_ERROR, message)))

    def _told(self, run: ChatRun, told: Told | None) -> bytes:
        """Empty where A2A has no word for it."""
        if told is None:
            return b""
        if told.type not in LAST:
            return b"".join(map(self._envelope, self._view.take(run, told)))
        ended = in_thread(self._chat.runs.find, run.id)  # its row says how it ended, and was written before the event
        return b"" if ended is None else b"".join(map(self._envelope, self._view.end(ended)))

    def _envelope(self, event: TaskEvent) -> bytes:
        return data_frame(one_line(write_result(self._request_id, write_event(event, self._version))))
