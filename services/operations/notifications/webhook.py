"""Webhooks: who hears of which news, and where. Each message that is to be sent is a row, sent by `sending`."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from services.auth.identity import Identity
from services.auth.user import User
from services.database.database import Database
from services.errors import BadRequest, Conflict, LimitReached, NotFound
from services.http_exchange.address import check_url
from services.identifier import new_id
from services.operations.notifications.delivery import Delivery, delivery_of
from services.operations.notifications.notice import ALERT, ALERTS, TYPES, Notice
from services.operations.notifications.record import DeliveryRecord, NoticeRecord, WebhookRecord
from services.operations.notifications.signature import new_secret
from services.sealing import Sealing

TEST = "webhook.test"
_LONGEST_NAME = 128
_KEPT_S = 7 * 86_400.0
_MOST_BY_HAND = 10
_BY_HAND_S = 60.0
"""So many tests of a webhook, and so many of its messages sent again, within so long a time."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """As it was when it was read, without its secret."""

    id: str
    owner_id: str
    name: str
    url: str
    types: tuple[str, ...]
    least_alert: str
    sees_all: bool
    problem: str
    created_at: float
    disabled_at: float | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "owner": self.owner_id,
            "name": self.name,
            "url": self.url,
            "types": list(self.types),
            "least_alert": self.least_alert,
            "sees_all": self.sees_all,
            "problem": self.problem,
            "is_enabled": self.disabled_at is None,
            "created_at": self.created_at,
        }


class Webhooks:
    """``most`` is how many a user may have, ``most_waiting`` how many messages may wait for one webhook."""

    def __init__(
        self,
        database: Database,
        sealing: Sealing,
        *,
        most: int,
        most_waiting: int,
        allow_private: bool,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._sealing = sealing
        self._most = most
        self._most_waiting = most_waiting
        self._allow_private = allow_private
        self._now = now

    # -- who hears of what -----------------------------------------------------------------------------------------

    def list(self, identity: Identity) -> list[Webhook]:
        """One's own; an admin's list has everybody's."""
        query = select(WebhookRecord).order_by(WebhookRecord.created_at, WebhookRecord.id)
        if not identity.is_admin:
            query = query.where(WebhookRecord.owner_id == identity.user_id)
        with self._database.session() as session:
            return [_webhook(row) for row in session.scalars(query)]

    def get(self, identity: Identity, webhook_id: str) -> Webhook:
        """Raises: NotFound, also when it is somebody else's."""
        with self._database.session() as session:
            return _webhook(_row(session, identity, webhook_id))

    def add(
        self, identity: Identity, *, name: str, url: str, types: Sequence[str], least_alert: str, sees_all: bool
    ) -> tuple[Webhook, str]:
        """A new webhook and its secret, which is shown this once.

        Raises: BadRequest: a field cannot be used. LimitReached.
        """
        self._check(identity, name, url, types, least_alert, sees_all)
        secret = new_secret()
        with self._database.session() as session:
            own = select(func.count()).select_from(WebhookRecord).where(WebhookRecord.owner_id == identity.user_id)
            if session.execute(own).scalar_one() >= self._most:
                raise LimitReached(
                    f"You have {self._most} webhooks, the most that one user may (TAILRACE_WEBHOOKS); delete one first."
                )
            row = WebhookRecord(
                id=new_id(),
                owner_id=identity.user_id,
                name=name.strip(),
                url=url.strip(),
                secret=self._sealing.seal(secret),
                types=list(dict.fromkeys(types)),
                least_alert=least_alert,
                sees_all=sees_all,
                problem="",
                created_at=self._now(),
            )
            session.add(row)
            session.flush()
            return _webhook(row), secret

    def change(self, identity: Identity, webhook_id: str, changes: dict[str, Any]) -> Webhook:
        """Change some of ``name``, ``url``, ``types``, ``least_alert``, ``sees_all`` and ``is_enabled``.

        Raises: NotFound; BadRequest, a field cannot be used.
        """
        with self._database.session() as session:
            row = _row(session, identity, webhook_id)
            wanted = {name: changes.get(name, getattr(row, name)) for name in _CHANGEABLE}
            self._check(identity, **wanted)
            wanted |= {name: wanted[name].strip() for name in ("name", "url")}
            for name, value in wanted.items():
                setattr(row, name, value)
            if "is_enabled" in changes:
                row.disabled_at = None if changes["is_enabled"] else self._now()
                row.problem = ""
            return _webhook(row)

    def rotate(self, identity: Identity, webhook_id: str) -> str:
        """A new secret, which is shown this once; messages are signed with it from now on. Raises: NotFound."""
        secret = new_secret()
        with self._database.session() as session:
            _row(session, identity, webhook_id).secret = self._sealing.seal(secret)
        return secret

    def remove(self, identity: Identity, webhook_id: str) -> None:
        """Raises: NotFound."""
        with self._database.session() as session:
            row = _row(session, identity, webhook_id)
            session.execute(delete(DeliveryRecord).where(DeliveryRecord.webhook_id == row.id))
            session.delete(row)

    def remove_all(self, user_id: str) -> int:
        """Delete a user's webhooks, and what others' webhooks were told of their executions; how many webhooks."""
        with self._database.session() as session:
            theirs = DeliveryRecord.body.contains(f'"owner":"{user_id}"', autoescape=True)
            session.execute(delete(DeliveryRecord).where(theirs))
            session.execute(delete(NoticeRecord).where(NoticeRecord.owner_id == user_id))
            own = list(session.scalars(select(WebhookRecord.id).where(WebhookRecord.owner_id == user_id)))
            session.execute(delete(DeliveryRecord).where(DeliveryRecord.webhook_id.in_(own)))
            session.execute(delete(WebhookRecord).where(WebhookRecord.id.in_(own)))
        return len(own)

    # -- messages --------------------------------------------------------------------------------------------------

    def queue(self, session: Session, news: Collection[Notice], link: Callable[[Notice], str]) -> None:
        """Queue the messages about what is news. A part of the caller's transaction."""
        if not news:
            return
        owners = select(WebhookRecord, User.role).join(User, User.id == WebhookRecord.owner_id)
        on = owners.where(WebhookRecord.disabled_at.is_(None), User.disabled_at.is_(None))
        for webhook, role in session.execute(on).all():
            wanted = [notice for notice in news if _wants(webhook, role, notice)]
            room = self._most_waiting - _waiting(session, webhook.id) if wanted else 0
            for notice in wanted[: max(0, room)]:
                self._add(session, webhook.id, notice.type, notice.body | {"page": link(notice)})

    def test(self, identity: Identity, webhook_id: str) -> str:
        """Queue a message that says that it is a test; its id.

        Raises: NotFound; Conflict, the webhook is off; LimitReached, there were many tests just now.
        """
        with self._database.session() as session:
            row = _row(session, identity, webhook_id)
            if row.disabled_at is not None:
                raise Conflict("This webhook is off; turn it on first.", code="webhook_off")
            tests = (DeliveryRecord.type == TEST, DeliveryRecord.created_at > self._now() - _BY_HAND_S)
            _check_number(session, row.id, tests, "many_tests", "A webhook is tested at most {} times a minute.")
            return self._add(session, row.id, TEST, {"message": "This is a test. Nothing has happened."})

    def deliveries(self, identity: Identity, webhook_id: str, limit: int) -> Sequence[Delivery]:
        """The newest messages. Raises: NotFound."""
        with self._database.session() as session:
            row = _row(session, identity, webhook_id)
            newest = select(DeliveryRecord).where(DeliveryRecord.webhook_id == row.id)
            newest = newest.order_by(DeliveryRecord.created_at.desc(), DeliveryRecord.id.desc()).limit(limit)
            return [delivery_of(one) for one in session.scalars(newest)]

    def send_again(self, identity: Identity, webhook_id: str, delivery_id: str) -> None:
        """Send a message once more, now, under the id that it has.

        Raises: NotFound; LimitReached, it was sent again within this minute, or many others were.
        """
        with self._database.session() as session:
            row = _row(session, identity, webhook_id)
            own = (DeliveryRecord.id == delivery_id, DeliveryRecord.webhook_id == row.id)
            message = session.scalar(select(DeliveryRecord).where(*own).with_for_update())
            if message is None:
                raise NotFound("There is no such message; it may have had its time.", code="no_delivery")
            since = self._now() - _BY_HAND_S
            if message.again_at is not None and message.again_at > since:
                wait_s = math.ceil(message.again_at - since)
                said = f"This message was sent again just now; wait {wait_s} s before you do it once more."
                raise LimitReached(said, code="sent_again", retry_after_s=wait_s)
            lately = (DeliveryRecord.again_at > since,)
            _check_number(session, row.id, lately, "many_sent_again", "At most {} messages are sent again a minute.")
            message.next_at = message.again_at = self._now()
            message.attempts, message.arrived_at = 0, None

    def expire(self) -> None:
        """Delete messages that are over, a week after they were made."""
        old = (DeliveryRecord.next_at.is_(None), DeliveryRecord.created_at < self._now() - _KEPT_S)
        with self._database.session() as session:
            session.execute(delete(DeliveryRecord).where(*old))

    def _add(self, session: Session, webhook_id: str, type: str, data: dict[str, Any]) -> str:
        now = self._now()
        moment = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        body = msgspec.json.encode({"type": type, "timestamp": moment, "data": data}).decode()
        row = DeliveryRecord(
            id=f"msg_{new_id()}", webhook_id=webhook_id, type=type, body=body, created_at=now, next_at=now
        )
        session.add(row)
        session.flush()
        return row.id

    def _check(
        self, identity: Identity, name: str, url: str, types: Sequence[str], least_alert: str, sees_all: bool
    ) -> None:
        if not 0 < len(name.strip()) <= _LONGEST_NAME or not name.isprintable():
            raise BadRequest(f"A webhook's name has 1 to {_LONGEST_NAME} characters, on one line.", code="bad_name")
        check_url(url, allow_private=self._allow_private)
        if not types or not set(types) <= set(TYPES):
            raise BadRequest(f"Say which news it gets, some of: {', '.join(TYPES)}.", code="bad_types")
        if least_alert not in ALERTS:
            raise BadRequest(f"least_alert is one of {', '.join(ALERTS)}.", code="bad_alert")
        if sees_all and not identity.is_admin:
            raise BadRequest("Only an admin's webhook hears of everybody's executions.", code="bad_scope")


_CHANGEABLE = ("name", "url", "types", "least_alert", "sees_all")


def _wants(webhook: WebhookRecord, role: str, notice: Notice) -> bool:
    """``role`` is what its owner is now: who is no admin any more hears of their own alone."""
    if notice.type not in webhook.types:
        return False
    if notice.type == ALERT and ALERTS.index(notice.alert) < ALERTS.index(webhook.least_alert):
        return False
    sees_all = webhook.sees_all and role == "admin"
    return sees_all or (notice.owner_id is not None and notice.owner_id == webhook.owner_id)


def _waiting(session: Session, webhook_id: str) -> int:
    waiting = (DeliveryRecord.webhook_id == webhook_id, DeliveryRecord.next_at.is_not(None))
    return session.execute(select(func.count()).select_from(DeliveryRecord).where(*waiting)).scalar_one()


def _row(session: Session, identity: Identity, webhook_id: str) -> WebhookRecord:
    row = session.get(WebhookRecord, webhook_id)
    if row is None or not (identity.is_admin or row.owner_id == identity.user_id):
        raise NotFound("There is no such webhook; it may have been deleted.", code="no_webhook")
    return row


def _check_number(
    session: Session, webhook_id: str, lately: Collection[ColumnElement[bool]], code: str, said: str
) -> None:
    """Nobody makes the server knock at somebody's door all day. Raises: LimitReached."""
    messages = select(func.count()).select_from(DeliveryRecord).where(DeliveryRecord.webhook_id == webhook_id, *lately)
    if session.execute(messages).scalar_one() >= _MOST_BY_HAND:
        raise LimitReached(said.format(_MOST_BY_HAND), code=code, retry_after_s=math.ceil(_BY_HAND_S))


def _webhook(row: WebhookRecord) -> Webhook:
    return Webhook(
        row.id, row.owner_id, row.name, row.url, tuple(row.types), row.least_alert, row.sees_all, row.problem,
        row.created_at, row.disabled_at,
    )  # fmt: skip
