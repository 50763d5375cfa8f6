"""Sending: each message is tried until its webhook takes it, later and later, for three days; then it is given up.

Redirects are not followed. A webhook that is gone (410), or that has not taken a message for all that time, is turned
off. A slow webhook delays only itself: one message at a time goes to each.
"""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from services.auth.user import User
from services.database.database import Database
from services.errors import TailraceError
from services.host_guard import LookUp
from services.http_exchange.address import check_url
from services.http_exchange.exchange import exchange
from services.http_exchange.failure import ExchangeFailed
from services.http_exchange.patience import Patience
from services.operations.notifications.meter import TRIES
from services.operations.notifications.record import DeliveryRecord, WebhookRecord
from services.operations.notifications.signature import headers
from services.sealing import Sealing

PAUSES_S = (5.0, 300.0, 1800.0, 7200.0, 18_000.0, 36_000.0, 50_400.0, 72_000.0, 86_400.0)
"""Before the second try and all that follow (Standard Webhooks, "Deliverability and reliability")."""
ANSWER_S = 15.0
AT_ONCE = 8
_CLAIM_S = 60.0
"""A try that nobody wrote down, because its process died, is made again after that."""
_GONE = 410
_LONGEST_ERROR = 300
_IS_ON = (
    WebhookRecord.id == DeliveryRecord.webhook_id,
    WebhookRecord.disabled_at.is_(None),
    User.id == WebhookRecord.owner_id,
    User.disabled_at.is_(None),
)
"""Of a message: its webhook is on, and so is the webhook's owner."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Try:
    """How a try went. ``error`` is empty if the message arrived."""

    status: int | None
    error: str
    took_ms: int


class Sending:
    """Of the one process that sends. ``look_up`` is the resolver of names, for tests."""

    def __init__(
        self,
        database: Database,
        sealing: Sealing,
        *,
        allow_private: bool,
        look_up: LookUp | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._sealing = sealing
        self._allow_private = allow_private
        self._look_up = look_up
        self._now = now
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook")
        self._busy: set[str] = set()
        self._lock = Lock()
        self._idle_at: int | None = None
        self._idle_until = 0.0

    def send(self) -> bool:
        """Begin to send what is due. A duty."""
        version, now = self._database.version(), self._now()
        if version is not None and version == self._idle_at and now < self._idle_until:
            return False
        self._idle_at, self._idle_until = version, self._next_at()
        with self._lock:
            room, busy = AT_ONCE - len(self._busy), set(self._busy)
        for delivery_id, webhook_id in self._due(room, busy):
            with self._lock:
                if webhook_id in self._busy:
                    continue
                self._busy.add(webhook_id)
            self._pool.submit(self._deliver, delivery_id, webhook_id)
        return False

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _next_at(self) -> float:
        """When the next message is due; what is due already, and cannot be sent yet, is looked at again."""
        with self._database.session() as session:
            return session.scalar(select(func.min(DeliveryRecord.next_at)).where(*_IS_ON)) or math.inf

    def _due(self, room: int, busy: set[str]) -> list[tuple[str, str]]:
        """The oldest message that is due of each webhook that is on and idle."""
        due = (
            select(DeliveryRecord.id, DeliveryRecord.webhook_id)
            .where(*_IS_ON, DeliveryRecord.next_at <= self._now(), DeliveryRecord.webhook_id.not_in(busy))
            .order_by(DeliveryRecord.next_at, DeliveryRecord.id)
            .limit(10 * max(0, room))
        )
        with self._database.session() as session:
            found: dict[str, str] = {}
            for delivery_id, webhook_id in session.execute(due):
                found.setdefault(webhook_id, delivery_id)
        return [(delivery_id, webhook_id) for webhook_id, delivery_id in found.items()][: max(0, room)]

    def _deliver(self, delivery_id: str, webhook_id: str) -> None:
        """In a thread of the pool."""
        try:
            self._try(delivery_id)
        except StaleDataError:  # it was deleted while its message was on its way
            _log.info("webhook_gone", extra={"webhook": webhook_id})
        except OperationalError as error:  # the database is locked or away, which is told in one line
            _log.warning("webhook_delayed", extra={"webhook": webhook_id, "error": str(error.orig)})
        except Exception:  # it is due again in a minute
            _log.exception("webhook_failed", extra={"webhook": webhook_id})
        finally:
            with self._lock:
                self._busy.discard(webhook_id)

    def _try(self, delivery_id: str) -> None:
        now = self._now()
        with self._database.session() as session:
            due = (DeliveryRecord.id == delivery_id, DeliveryRecord.next_at <= now)
            claim = update(DeliveryRecord).where(*due).values(next_at=now + _CLAIM_S).returning(DeliveryRecord.body)
            body = session.scalar(claim)
            webhook = session.scalar(
                select(WebhookRecord).join(DeliveryRecord, DeliveryRecord.webhook_id == WebhookRecord.id).where(due[0])
            )
        if body is None or webhook is None:
            return
        self._note(delivery_id, webhook.id, self._send(webhook, delivery_id, body.encode()))

    def _send(self, webhook: WebhookRecord, delivery_id: str, body: bytes) -> _Try:
        begun = time.monotonic()
        status: int | None = None
        try:
            secret = self._sealing.open(webhook.secret, f"The secret of the webhook {webhook.id}")
            signed = headers(secret, delivery_id, int(self._now()), body)
            address = check_url(webhook.url, allow_private=self._allow_private)
            sent = {"Content-Type": "application/json", **signed}
            with exchange(
                "POST",
                address,
                Patience(ANSWER_S),
                allow_private=self._allow_private,
                may_be_compressed=True,  # nobody reads it
                headers=sent,
                body=body,
                look_up=self._look_up,
            ) as answer:
                status = answer.status
            error = _complaint(status)
        except (ExchangeFailed, TailraceError) as wrong:
            error = f"It {wrong}." if isinstance(wrong, ExchangeFailed) else str(wrong)
        return _Try(status, error[:_LONGEST_ERROR], round(1000 * (time.monotonic() - begun)))

    def _note(self, delivery_id: str, webhook_id: str, tried: _Try) -> None:
        now = self._now()
        with self._database.session() as session:
            row = session.get(DeliveryRecord, delivery_id)
            webhook = session.get(WebhookRecord, webhook_id)
            if row is None or webhook is None:
                return  # deleted meanwhile
            row.attempts += 1
            row.status, row.error, row.took_ms = tried.status, tried.error, tried.took_ms
            outcome = "failed" if tried.error else "arrived"
            if not tried.error:
                row.arrived_at, row.next_at, webhook.problem = now, None, ""
            else:
                row.next_at = _next_try(row.attempts, now)
                webhook.problem = tried.error
                if tried.status == _GONE or row.next_at is None:
                    outcome = "given_up"
                    webhook.problem = f"{tried.error} It was turned off after {row.attempts} tries."
                    webhook.disabled_at, row.next_at = now, None
        TRIES.add(1, outcome)
        if tried.error:
            _log.warning(
                "webhook_not_delivered",
                extra={"webhook": webhook_id, "delivery": delivery_id, "attempt": row.attempts, "error": tried.error},
            )


def _next_try(attempts: int, now: float) -> float | None:
    if attempts > len(PAUSES_S):
        return None
    return now + PAUSES_S[attempts - 1] * random.uniform(0.9, 1.1)  # noqa: S311 – not all messages at the same moment


def _complaint(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"It answered {status}, a redirect, which is not followed: give the address that it leads to."
    if status == _GONE:
        return "It answered 410: it wants no more messages."
    return f"It answered {status}."
