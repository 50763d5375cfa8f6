"""Counting as a face: its channels, setting, runs and service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from services.auth.identity import Identity
from services.face import Channels, Face, SharedRooms
from services.identifier import new_id
from services.jobs.kind import JobKind, Stage
from services.runs.kind import RunKind
from services.runs.run import Run
from services.runs.runs import Runs
from services.settings import parse
from services.settings.setting import Group, setting
from tests.counting import count


@dataclass(frozen=True, slots=True)
class CountingSettings(Group):
    key: ClassVar = "counting"
    title: ClassVar = "Counting"

    to: int = setting("TAILRACE_COUNT_TO", 10, parse.whole(1, 10_000), "How far to count.")


COUNT = RunKind(
    name="count",
    job=JobKind(
        name="count",
        entry="tests.counting.count:run",
        ending="tests.counting.count:ending_events",
        event_types=frozenset({"counted"}),
        owner_progress=count.progress,
        stages=(Stage("warm_up", "Warm up", 0.1), Stage("counting", "Count", 0.9), Stage("counted", "Counted", 1.0)),
    ),
    channel_prefix="count",
    id_name="count_id",
    noun="count",
    plural="counts",
    kept=lambda settings: 5,
)


class Counts(Runs[Run]):
    def shown(self, run: Run) -> Run:
        return run

    def start(self, owner_id: str, title: str, pause_s: float = 0.02) -> Run:
        count_id, to = new_id(), self.settings.of(CountingSettings).to
        request: dict[str, Any] = {"count_id": count_id, "to": to, "pause_s": pause_s}
        return self.begin(owner_id, count_id, request, title=title, subject=title)


def _may_read(rooms: SharedRooms, identity: Identity, count_id: str) -> bool:
    return bool(count_id) and rooms.service(FACE).owner_of(count_id) == identity.user_id


def _delete_user(counts: Counts, user_id: str) -> str:
    count = counts.delete_all(user_id)
    return f"{count} counts" if count else ""


FACE = Face(
    name="counting",
    module=__name__,
    service=lambda rooms: Counts(COUNT, rooms.database, rooms.jobs, rooms.settings, rooms.event_log),
    channels=(Channels("count", _may_read, starts_at_beginning=True),),
    settings=CountingSettings,
    runs=(COUNT,),
    delete_user=_delete_user,
)
