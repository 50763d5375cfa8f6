"""Operations as one object: what its pages, calls, commands and duties work with."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from sqlalchemy import select

from services.auth.identity import Identity
from services.auth.user import User
from services.face import Face, SharedRooms
from services.jobs.place import place_of
from services.operations.executions.acts import Acts
from services.operations.executions.expiry import forget_old_executions
from services.operations.executions.numbers import Numbers, latest_kinds, read_numbers
from services.operations.executions.pace import Pace, read_pace
from services.operations.executions.query import ExecutionQuery
from services.operations.executions.reports import Reports
from services.operations.executions.telling import Telling
from services.operations.executions.timeline import Timeline
from services.operations.notifications.notifications import Notifications
from services.operations.pictures.pictures import Pictures
from services.operations.samples.samples import Samples
from services.operations.settings import OperationsSettings
from services.operations.status.parts import shared_parts
from services.operations.status.status import CHANGED, CHANNEL, Look, SystemStatus
from services.operations.support.bundle import Support
from services.operations.view import Views
from services.runs.tally import Ended, executions_ended
from services.streaming.event import new_event
from services.system_part import Finding, Part


class Operations:
    """Of one process. Thread-safe and greenlet-safe; calls block for a few statements."""

    def __init__(self, rooms: SharedRooms) -> None:
        self.settings = rooms.settings.of(OperationsSettings)
        self._database = rooms.database
        self._publisher = rooms.publisher
        self.samples = Samples(
            rooms.database, rooms.meters, place_of(rooms.settings.data), 3600 * self.settings.sample_hours
        )
        self.status = SystemStatus(rooms.database, place_of(rooms.settings.data), _parts(rooms), self._tell_status)
        self.notifications = Notifications(rooms, self.settings)
        notifier = self.notifications.notifier
        self.telling = Telling(rooms.database, rooms.publisher, notifier.executions_changed)
        self.pictures = Pictures(rooms, self.settings.picture_bytes)
        self.reports = Reports(rooms, self.settings, self.pictures)
        self.executions = ExecutionQuery(rooms.database)
        self.views = Views(rooms.database)
        self.acts = Acts(rooms)
        self.timeline = Timeline(rooms, self.acts)
        self.support = Support(rooms, self.samples, self.status)

    def expire(self) -> None:
        """Delete what has had its time. The runner calls it."""
        forget_old_executions(self._database, self.settings.executions, self.settings.no_news_days)
        self.notifications.notifier.expire()
        self.pictures.expire()

    def tell(self) -> bool:
        return self.telling.tell()

    def look(self) -> bool:
        has_more = self.status.look()
        self.notifications.notifier.parts_seen(self.status.standings())
        return has_more

    def sample(self) -> bool:
        return self.samples.take()

    def numbers(self, identity: Identity) -> Numbers:
        return read_numbers(self._database, identity)

    def ended(self, identity: Identity, since: float) -> Ended:
        """How the caller's own runs went that ended after a time."""
        with self._database.session() as session:
            return executions_ended(session, since, identity.user_id)

    def pace(self, identity: Identity) -> Pace:
        return read_pace(self._database, identity)

    def kinds(self, identity: Identity) -> list[str]:
        return latest_kinds(self._database, identity)

    def names(self, user_ids: Collection[str | None]) -> dict[str, str]:
        """What these users are called; one that was deleted has no name."""
        with self._database.session() as session:
            found = session.execute(select(User.id, User.username).where(User.id.in_(user_ids)))
            return {row.id: row.username for row in found}

    def delete_user(self, user_id: str) -> str:
        """Their executions go with their runs, and outside programs' when they have had their time."""
        self.views.delete_all(user_id)
        self.pictures.delete_all(user_id)
        count = self.notifications.webhooks.remove_all(user_id)
        return f"{count} webhook{'' if count == 1 else 's'}" if count else ""

    def _tell_status(self, status: dict[str, Any]) -> None:
        self._publisher.publish([new_event(CHANNEL, CHANGED, {"data": status})])


def _parts(rooms: SharedRooms) -> list[tuple[str, str, Look]]:
    """Those of every server, then those of its faces. A face's service is built when its part is looked at."""
    found: list[tuple[str, str, Look]] = [(part.key, part.name, partial(part.look, rooms)) for part in shared_parts()]
    for face in rooms.faces:
        found += [(part.key, part.name, partial(_look_at, rooms, face, part)) for part in face.parts]
    return found


def _look_at(rooms: SharedRooms, face: Face[Any], part: Part[Any]) -> Finding:
    return part.look(rooms.service(face))
