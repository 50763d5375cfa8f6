"""What each asker has used of the limits on questions, for the admins' view."""

from __future__ import annotations

import time
from collections.abc import Iterator

from sqlalchemy import func, select

from services.agents.record import ChatRunRecord
from services.agents.runs.asking import MINUTE_S
from services.agents.runs.run import LIVE
from services.agents.settings import AgentSettings
from services.database.database import Database
from services.limit import Limit, Used


def question_limits(database: Database, settings: AgentSettings) -> Iterator[Limit]:
    def asked() -> dict[str, Used]:
        recent = ChatRunRecord.created_at > time.time() - MINUTE_S
        oldest = func.min(ChatRunRecord.created_at)
        found = select(ChatRunRecord.owner_id, func.count(), oldest).where(recent).group_by(ChatRunRecord.owner_id)
        with database.session() as session:
            return {owner: Used(count, first + MINUTE_S) for owner, count, first in session.execute(found)}

    def under_way() -> dict[str, Used]:
        live = select(ChatRunRecord.owner_id, func.count()).where(ChatRunRecord.state.in_(LIVE))
        with database.session() as session:
            return {owner: Used(count) for owner, count in session.execute(live.group_by(ChatRunRecord.owner_id))}

    yield Limit("question_rate", "TAILRACE_QUESTION_RATE", int(settings.question_rate), asked)
    yield Limit("too_many_answers", "TAILRACE_USER_ANSWERS", settings.user_answers, under_way)
