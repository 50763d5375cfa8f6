"""Repository analysis as a face: its channels, settings, runs and service."""

from __future__ import annotations

from pathlib import Path

from services.auth.identity import Identity
from services.face import Channels, Face, SharedRooms
from services.scanning.agent.agent import repository_agent
from services.scanning.scan_kind import SCAN
from services.scanning.scans import Scans
from services.scanning.settings import ScanningSettings


def _scans(rooms: SharedRooms) -> Scans:
    return Scans(rooms.database, rooms.jobs, rooms.settings, rooms.event_log, rooms.spending, users=rooms.users)


def _may_read(rooms: SharedRooms, identity: Identity, scan_id: str) -> bool:
    return bool(scan_id) and rooms.service(FACE).owner_of(scan_id) == identity.user_id


def _delete_user(scans: Scans, user_id: str) -> str:
    count = scans.delete_all(user_id)
    return f"{count} {SCAN.noun if count == 1 else SCAN.plural}" if count else ""


FACE: Face[Scans] = Face(
    name="scanning",
    module=__name__,
    service=_scans,
    channels=(Channels(SCAN.channel_prefix, _may_read, starts_at_beginning=True),),
    settings=ScanningSettings,
    migrations=Path(__file__).parent / "migrations",
    runs=(SCAN,),
    agent=repository_agent(lambda rooms: rooms.service(FACE)),
    delete_user=_delete_user,
)
