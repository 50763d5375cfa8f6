"""Notices: what is news. A failure, a high alert, silence, a part of the system that is not well; and that it is over.

What happened has a key, so it is news once. That something is well again is news only if its trouble was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.operations.notifications.record import NoticeRecord
from services.operations.status.status import Standing
from services.runs.execution import Execution

FAILED = "execution.failed"
ALERT = "execution.alert"
NO_NEWS = "execution.no_news"
BACK = "execution.back"
TROUBLE = "system.trouble"
RECOVERED = "system.recovered"
TYPES = (FAILED, ALERT, NO_NEWS, BACK, TROUBLE, RECOVERED)

ALERTS = ("low", "medium", "high", "critical")
AlertLevel = Literal["low", "medium", "high", "critical"]


@dataclass(frozen=True, slots=True)
class Notice:
    key: str
    type: str
    subject: str
    owner_id: str | None
    body: dict[str, Any]
    opens: bool = False
    """It is trouble whose end will be news."""
    closes: bool = False
    """It is news only if there was trouble with the same subject."""

    @property
    def alert(self) -> str:
        return str(self.body.get("alert", "none"))


def of_execution(execution: Execution) -> list[Notice]:
    """What is news about an execution as it is now; some of it may have been news before."""
    if execution.false_positive:
        return []
    subject, body = f"execution:{execution.id}", execution.as_dict()

    def notice(what: str, type: str, **kind: bool) -> Notice:
        return Notice(f"{subject}:{what}", type, subject, execution.owner_id, body, **kind)

    found = []
    if execution.alert in ALERTS:
        found.append(notice(f"alert:{execution.alert}", ALERT))
    if execution.state == "no_news":
        found.append(notice("no_news", NO_NEWS, opens=True))
    elif execution.state != "queued":
        found.append(notice("back", BACK, closes=True))
    if execution.state == "failed":
        found.append(notice("failed", FAILED))
    return found


def of_parts(place: str, standings: Iterable[Standing]) -> list[Notice]:
    """What is news about the parts of the system. That nobody knows is none: who would tell is away."""
    found = []
    for part in standings:
        subject = f"part:{place}:{part.key}"
        if part.level in ("degraded", "down"):
            key = f"{subject}:{part.since}"
            found.append(Notice(key, TROUBLE, subject, None, part.as_dict(), opens=True))
        elif part.level == "ok":
            found.append(Notice(f"{subject}:{part.since}", RECOVERED, subject, None, part.as_dict(), closes=True))
    return found


def take_note(session: Session, notices: Sequence[Notice], at: float) -> list[Notice]:
    """Those of them that are news, which they are from now on no more. A part of the caller's transaction."""
    keys, subjects = {one.key for one in notices}, {one.subject for one in notices}
    known = set(session.scalars(select(NoticeRecord.key).where(NoticeRecord.key.in_(keys))))
    troubled = select(NoticeRecord.subject).where(NoticeRecord.subject.in_(subjects), NoticeRecord.is_open)
    in_trouble = set(session.scalars(troubled))
    news = []
    for one in notices:
        if one.key in known or (one.closes and one.subject not in in_trouble):
            continue
        news.append(one)
        if one.closes:  # the same trouble is news again when it comes back
            session.execute(delete(NoticeRecord).where(NoticeRecord.subject == one.subject, NoticeRecord.is_open))
        else:
            row = {"key": one.key, "type": one.type, "subject": one.subject, "owner_id": one.owner_id}
            session.add(NoticeRecord(**row, is_open=one.opens, body=one.body, at=at))
    return news
