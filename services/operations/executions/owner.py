"""Whose an execution of an outside program is: the user's who reports it, or of whoever made the service token."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.auth.service_token import ServiceToken
from services.operations.executions.report import Heard


def owner_of_report(session: Session, heard: Heard) -> str | None:
    """None for what was reported from the command line, or with a token that was made there."""
    return owner_of(session, heard.copy.publisher, is_program=heard.copy.is_program)


def owner_of(session: Session, publisher: str, *, is_program: bool) -> str | None:
    if not is_program:
        return publisher
    return session.scalar(select(ServiceToken.maker_id).where(ServiceToken.id == publisher))
