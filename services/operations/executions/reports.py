"""The reports of outside programs: checked where they are published, read where the runner runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from services.auth.identity import Identity
from services.face import SharedRooms
from services.jobs.place import place_of
from services.operations.executions.crowd import Crowd
from services.operations.executions.intake import Intake
from services.operations.executions.owner import owner_of_report
from services.operations.executions.report import checked, copy_of, publisher_of
from services.operations.pictures.pictures import Pictures
from services.operations.settings import OperationsSettings
from services.streaming.event import NewEvent


class Reports:
    def __init__(self, rooms: SharedRooms, settings: OperationsSettings, pictures: Pictures) -> None:
        self._rooms = rooms
        self._pictures = pictures
        self._settings = settings
        self._crowd = Crowd(rooms.database, settings.running_executions)

    def take(self, author: Identity | None, event: NewEvent, back: int) -> Mapping[str, object]:
        """What goes to the inbox with a report (`services.face.Inbox`). Raises: BadRequest, LimitReached."""
        report = checked(event)
        self._crowd.check(publisher_of(author), report)
        if report.picture is not None:
            self._pictures.check(author, report.picture)
        return copy_of(event, report, author, back)

    def read(self) -> bool:
        """Read some of what was reported; whether there is more. Raises: Unavailable."""
        return self._intake.read()

    @cached_property
    def _intake(self) -> Intake:
        data = self._rooms.settings.data
        return Intake(
            self._rooms.database,
            self._rooms.event_log,
            lambda: place_of(data),
            patience_s=self._settings.patience_s,
            events=self._settings.execution_events,
            owner_of=owner_of_report,
        )
