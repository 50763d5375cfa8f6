"""The notifier: looks at what has changed, and lets those hear of it who want to."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.database.database import Database
from services.operations.notifications.maintenance import Maintenances
from services.operations.notifications.notice import Notice, of_execution, of_parts, take_note
from services.operations.notifications.record import NoticeRecord
from services.operations.notifications.webhook import Webhooks
from services.operations.status.status import Standing
from services.runs.execution import Execution

_OLD_S = 3600.0
"""What ended longer ago is no news, though its row may have changed just now."""
_KEPT_S = 30 * 86_400.0


class Notifier:
    """``link`` gives the path of the page on which people find what a notice is about."""

    def __init__(
        self,
        database: Database,
        place: str,
        webhooks: Webhooks,
        maintenances: Maintenances,
        link: Callable[[Notice], str],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._place = place
        self._webhooks = webhooks
        self._maintenances = maintenances
        self._link = link
        self._now = now

    def executions_changed(self, session: Session, executions: Sequence[Execution]) -> None:
        """A part of the transaction that notes that they were told."""
        fresh = [one for one in executions if one.finished_at is None or self._now() - one.finished_at < _OLD_S]
        self._note(session, [notice for one in fresh for notice in of_execution(one)])

    def parts_seen(self, standings: Sequence[Standing]) -> None:
        with self._database.session() as session:
            self._note(session, of_parts(self._place, standings))

    def expire(self) -> None:
        """Forget what was news a month ago."""
        old = (NoticeRecord.at < self._now() - _KEPT_S, NoticeRecord.is_open.is_(False))
        with self._database.session() as session:
            session.execute(delete(NoticeRecord).where(*old))
        self._webhooks.expire()

    def _note(self, session: Session, notices: Sequence[Notice]) -> None:
        if notices and self._maintenances.current() is None:
            self._webhooks.queue(session, take_note(session, notices, self._now()), self._link)
