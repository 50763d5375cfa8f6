"""Notifications as one object: what is news, webhooks and maintenance."""

from __future__ import annotations

from functools import cached_property

from services.face import SharedRooms
from services.jobs.place import place_of
from services.operations.notifications.maintenance import Maintenances
from services.operations.notifications.notice import Notice
from services.operations.notifications.notifier import Notifier
from services.operations.notifications.sending import Sending
from services.operations.notifications.webhook import Webhooks
from services.operations.settings import OperationsSettings


class Notifications:
    """Of one process. Thread-safe and greenlet-safe."""

    def __init__(self, rooms: SharedRooms, settings: OperationsSettings) -> None:
        self._rooms = rooms
        self._allow_private = rooms.settings.server.allow_private_hosts
        self.maintenances = Maintenances(rooms.database)
        self.webhooks = Webhooks(
            rooms.database,
            rooms.sealing,
            most=settings.webhooks,
            most_waiting=settings.webhook_queue,
            allow_private=self._allow_private,
        )
        self.notifier = Notifier(
            rooms.database, place_of(rooms.settings.data), self.webhooks, self.maintenances, _page_of
        )

    @cached_property
    def sending(self) -> Sending:
        """For the one process that sends."""
        return Sending(self._rooms.database, self._rooms.sealing, allow_private=self._allow_private)

    def send(self) -> bool:
        return self.sending.send()


def _page_of(notice: Notice) -> str:
    kind, _, name = notice.subject.partition(":")
    return f"/dashboard/executions/{name}" if kind == "execution" else "/status"
