"""Renewal: a live stream goes on under a newer login of the same user, whichever worker holds it.

A client id begins with the key of its worker. So it is clear at once whether that worker is alive; only that one is
asked, and it always answers. This worker renews its own streams without asking anybody.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import gevent
from gevent.event import AsyncResult

from services.errors import Forbidden, NotFound
from services.identifier import new_id
from services.streaming.delivery.subscription import Subscription
from services.streaming.workers.control import Control, Renewal

_ANSWER_S = 2.0
"""How long another worker may take to answer: the silence after which it counts as gone, plus time for its disk."""


class Renewals:
    """``key`` is this worker's, ``other_keys`` are those of the others that are alive."""

    def __init__(
        self, key: str, other_keys: Callable[[], set[str]], control: Control, subscriptions: Mapping[str, Subscription]
    ) -> None:
        self._key = key
        self._other_keys = other_keys
        self._control = control
        self._subscriptions = subscriptions
        self._questions: dict[str, AsyncResult[str]] = {}

    def new_client_id(self) -> str:
        return f"{self._key}-{new_id()}"

    def renew(self, renewal: Renewal) -> None:
        """Raises: Forbidden, the stream is another user's or has a channel that is not covered.
        NotFound, nobody holds it.
        """
        key = _key_of(renewal.client_id)
        outcome = "gone"
        if key == self._key:
            outcome = self._renew_here(renewal)
        elif key in self._other_keys():
            outcome = self._ask(renewal)
        if outcome == "refused":
            raise Forbidden(
                "The token must be the same user's and cover all channels of the stream.", code="token_mismatch"
            )
        if outcome != "renewed":
            raise NotFound("No live stream has this client_id; open a new one.", code="stream_ended")

    def on_question(self, message: Mapping[str, Any]) -> None:
        """Answer, if it is this worker that has been asked to renew a stream."""
        renewal = Renewal(**message["renewal"])
        if _key_of(renewal.client_id) == self._key:
            # Publishing waits for the log, and this greenlet, which reads the log, must not.
            gevent.spawn(self._control.answer, message["question"], self._renew_here(renewal))

    def on_answer(self, message: Mapping[str, Any]) -> None:
        if message["question"] in self._questions:
            self._questions[message["question"]].set(message["outcome"])

    def _ask(self, renewal: Renewal) -> str:
        question = new_id()
        # first, since the answer may come before the question returns
        answer = self._questions[question] = AsyncResult()
        try:
            self._control.renew(question, renewal)
            return str(answer.get(timeout=_ANSWER_S))
        except gevent.Timeout:
            return "gone"
        finally:
            del self._questions[question]

    def _renew_here(self, renewal: Renewal) -> str:
        subscription = self._subscriptions.get(renewal.client_id)
        if subscription is None or subscription.end_reason is not None:
            return "gone"
        is_same_user = subscription.subscriber.user_id == renewal.user_id
        if not is_same_user or not set(renewal.channels).issuperset(subscription.channels):
            return "refused"
        until = math.inf if renewal.authorised_until is None else renewal.authorised_until
        subscription.renew(renewal.login_id, until, tuple(renewal.keys))
        return "renewed"


def _key_of(client_id: str) -> str:
    return client_id.partition("-")[0]
