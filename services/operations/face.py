"""Operations as a face: its settings, service, inbox and duties."""

from __future__ import annotations

from pathlib import Path

from services.face import Duty, Face, Inbox
from services.operations.agent.agent import operations_agent
from services.operations.executions.intake import INBOX
from services.operations.executions.report import TYPES
from services.operations.operations import Operations
from services.operations.settings import OperationsSettings

FACE: Face[Operations] = Face(
    name="operations",
    module=__name__,
    service=Operations,
    settings=OperationsSettings,
    migrations=Path(__file__).parent / "migrations",
    duties=(
        Duty("executions", 0.5, Operations.tell),
        Duty("reports", 0.5, lambda operations: operations.reports.read()),
        Duty("samples", 5.0, Operations.sample),
        Duty("status", 5.0, Operations.look),
        Duty("webhooks", 1.0, lambda operations: operations.notifications.send()),
    ),
    agent=operations_agent(lambda rooms: rooms.service(FACE)),
    inbox=Inbox(INBOX, TYPES, lambda operations, *event: operations.reports.take(*event)),
    delete_user=Operations.delete_user,
    maintain=Operations.expire,
)
