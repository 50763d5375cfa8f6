"""Pictures of executions: taken in, drawn anew by a process of their own, kept, and shown to who may see them.

A row comes before its file and goes after it, so no crash leaves a file that nobody knows.
"""

from __future__ import annotations

import logging
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from services.auth.identity import Identity
from services.errors import BadRequest, NotFound
from services.face import SharedRooms
from services.identifier import new_id
from services.operations.executions.owner import owner_of
from services.operations.executions.record import PictureRecord
from services.operations.pictures.redrawn import LIMITS, Redrawn, Unreadable
from services.process.access import Access
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.process.slots import Slots
from services.runs.execution_record import ExecutionRecord

MAX_BYTES = 5 * 2**20
AT_ONCE = 2
WAIT_S = 20.0
_UNUSED_S = 86_400.0
_AT_ONCE_DELETED = 500
_FUNCTION = "services.operations.pictures.redraw:redraw"
_log = logging.getLogger(__name__)


class Pictures:
    """``kept_bytes``: of each who uploads; their oldest make room. Calls block; `add` starts a process, so under gevent
    it is called by a greenlet.
    """

    def __init__(self, rooms: SharedRooms, kept_bytes: int, now: Callable[[], float] = time.time) -> None:
        self._database = rooms.database
        self._folder = rooms.settings.data / "pictures"
        self._kept_bytes = kept_bytes
        self._now = now
        self._slots = Slots(AT_ONCE, WAIT_S, busy="Too many pictures are being read; try again in a moment.")

    def add(self, identity: Identity, file: bytes) -> str:
        """The id of a new picture. Raises: BadRequest, it cannot be read. Unavailable: too many are being read."""
        drawn = self._redraw(file)
        picture_id = new_id() + new_id()
        with self._database.session() as session:
            is_program = identity.role == "service"
            session.add(
                PictureRecord(
                    id=picture_id,
                    uploader_id=identity.user_id,
                    owner_id=owner_of(session, identity.user_id, is_program=is_program),
                    type=drawn.media_type,
                    size_bytes=len(drawn.picture),
                    created_at=self._now(),
                )
            )
        self._folder.mkdir(mode=0o700, exist_ok=True)
        arriving = self._folder / f"{picture_id}.new"
        arriving.write_bytes(drawn.picture)
        arriving.replace(self._folder / picture_id)
        self._make_room(identity.user_id)
        return picture_id

    def find(self, identity: Identity, picture_id: str) -> tuple[Path, str]:
        """Its file and type, for whoever uploaded it, owns what it shows, or is an admin. Raises: NotFound."""
        with self._database.session() as session:
            row = session.get(PictureRecord, picture_id)
        path = self._folder / picture_id
        is_shown = row is not None and (
            identity.user_id in (row.uploader_id, row.owner_id) or (identity.is_admin and row.execution is not None)
        )
        if row is None or not is_shown or not path.is_file():
            raise NotFound("There is no such picture, or it is somebody else's.", code="no_picture")
        return path, row.type

    def check(self, author: Identity | None, picture_id: str) -> None:
        """Raises: BadRequest, this author has not uploaded such a picture."""
        own = select(PictureRecord.uploader_id).where(PictureRecord.id == picture_id)
        with self._database.lookups.connect() as connection:
            uploader_id = connection.execute(own).scalar_one_or_none()
        if author is None or uploader_id != author.user_id:
            raise BadRequest(
                "'picture' is the id of a picture that you have uploaded: POST /dashboard/api/pictures.",
                code="bad_report",
            )

    def expire(self) -> None:
        """Delete what no execution shows: after a day, or when the last that did is gone."""
        there = select(ExecutionRecord.id).where(ExecutionRecord.id == PictureRecord.execution).exists()
        unused = PictureRecord.execution.is_(None) & (PictureRecord.created_at < self._now() - _UNUSED_S)
        left = PictureRecord.execution.is_not(None) & ~there
        with self._database.session() as session:
            ids = session.scalars(select(PictureRecord.id).where(or_(unused, left)).limit(_AT_ONCE_DELETED)).all()
        self._delete(ids)

    def delete_all(self, uploader_id: str) -> None:
        with self._database.session() as session:
            ids = session.scalars(select(PictureRecord.id).where(PictureRecord.uploader_id == uploader_id)).all()
        self._delete(ids)

    def _redraw(self, file: bytes) -> Redrawn:
        failure = "The picture cannot be read within the limits of time and memory."
        with self._slots.one(), self._resident() as resident:
            try:
                found = resident.ask(b64encode(file).decode())
            except (RequestFailed, ResidentFailed) as failed:
                _log.warning("picture_not_read", extra={"error": str(failed)})
                found = Unreadable(failure)
        if isinstance(found, Unreadable):
            raise BadRequest(found.reason, code="bad_picture")
        return found

    @staticmethod
    def _resident() -> Resident[Redrawn | Unreadable]:
        return Resident(_FUNCTION, Redrawn | Unreadable, LIMITS, Access())

    def _make_room(self, uploader_id: str) -> None:
        own = PictureRecord.uploader_id == uploader_id
        with self._database.session() as session:
            excess = _total(session, uploader_id) - self._kept_bytes
            if excess <= 0:
                return
            oldest = select(PictureRecord.id, PictureRecord.size_bytes).where(own).order_by(PictureRecord.created_at)
            ids = []
            for picture_id, size in session.execute(oldest.limit(_AT_ONCE_DELETED)):
                if excess <= 0:
                    break
                ids.append(picture_id)
                excess -= size
        self._delete(ids)

    def _delete(self, ids: Sequence[str]) -> None:
        for picture_id in ids:
            (self._folder / picture_id).unlink(missing_ok=True)
        for first in range(0, len(ids), _AT_ONCE_DELETED):
            some = PictureRecord.id.in_(ids[first : first + _AT_ONCE_DELETED])
            with self._database.session() as session:
                session.execute(delete(PictureRecord).where(some))


def _total(session: Session, uploader_id: str) -> int:
    total = select(func.sum(PictureRecord.size_bytes)).where(PictureRecord.uploader_id == uploader_id)
    return session.scalar(total) or 0
