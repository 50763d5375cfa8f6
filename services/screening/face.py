"""Résumé screening as a face: its channels, settings, runs and service."""

from __future__ import annotations

from pathlib import Path

from services.auth.identity import Identity
from services.face import Channels, Face, SharedRooms
from services.screening.agent.agent import screening_agent
from services.screening.screening_kind import SCREENING
from services.screening.screenings import Screenings
from services.screening.settings import ScreeningSettings


def _screenings(rooms: SharedRooms) -> Screenings:
    return Screenings(rooms.database, rooms.jobs, rooms.settings, rooms.event_log, rooms.spending)


def _may_read(rooms: SharedRooms, identity: Identity, screening_id: str) -> bool:
    return bool(screening_id) and rooms.service(FACE).owner_of(screening_id) == identity.user_id


def _delete_user(screenings: Screenings, user_id: str) -> str:
    count = screenings.delete_all(user_id)
    openings = screenings.openings.delete_all(user_id)
    said = (_counted(count, "screening"), _counted(openings, "opening"))
    return ", ".join(words for words in said if words)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}" if count else ""


FACE: Face[Screenings] = Face(
    name="screening",
    module=__name__,
    service=_screenings,
    channels=(Channels(SCREENING.channel_prefix, _may_read, starts_at_beginning=True),),
    settings=ScreeningSettings,
    migrations=Path(__file__).parent / "migrations",
    runs=(SCREENING,),
    agent=screening_agent(lambda rooms: rooms.service(FACE)),
    delete_user=_delete_user,
    maintain=Screenings.expire,
)
