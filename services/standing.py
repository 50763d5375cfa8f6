"""Standings: how much of a limit somebody has used, and what is left. Counted when asked for, across all workers."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from services.auth.login import Login
from services.auth.login_limit import LoginLimit
from services.auth.names import names_of
from services.auth.user import Users
from services.client_report.allowance import PER_MINUTE
from services.database.database import Database
from services.jobs.job import LIVE
from services.jobs.job_record import JobRecord
from services.limit import Limit, Used
from services.runs.record import RunRecord
from services.settings.settings import Settings
from services.streaming.workers.presence import Beat, read_beats

MOST_SHOWN = 200
SIGN_INS = "sign_ins"
PUBLISH_RATE = "publish_rate"
REPORT_RATE = "report_rate"
"""Those that each worker counts for itself."""
NEAR = 0.8
"""The part of a limit from which on somebody is near it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``caller`` is a user's or a service token's id, or an address; it is empty where tries on a name are counted,
    from wherever they came. ``until``: when some of it is free again, where
    that is known.
    """

    limit: str
    variable: str
    caller: str
    caller_name: str
    used: int
    of: int
    until: float | None = None

    @property
    def left(self) -> int:
        return max(0, self.of - self.used)

    @property
    def is_reached(self) -> bool:
        return self.used >= self.of


class Standings:
    """``limits``: those that other rooms count."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        users: Users,
        login_limit: LoginLimit,
        limits: Callable[[], Iterable[Limit]] = list,
    ) -> None:
        self._database = database
        self._settings = settings
        self._users = users
        self._login_limit = login_limit
        self._more = limits

    def near(self) -> Sequence[Standing]:
        """Who is at a limit or near one, the nearest first."""
        found = [one for one in self._all() if one.used and one.used >= NEAR * one.of]
        return sorted(found, key=lambda one: (-one.used / max(one.of, 1), one.limit, one.caller_name))[:MOST_SHOWN]

    def of_caller(self, caller: str) -> Sequence[Standing]:
        """The standing of a user or a service token with every limit that is their own, used or not."""
        of_each = [limit for limit in self._limits() if not limit.is_shared]
        return [_standing(limit, caller, "", limit.used().get(caller, Used(0))) for limit in of_each]

    def _all(self) -> Iterator[Standing]:
        users = self._users.list()
        names = {user.id: user.username for user in users}
        for limit in self._limits():
            used = limit.used()
            names |= names_of(self._database, used.keys() - names.keys())
            for caller, some in used.items():
                yield _standing(limit, caller, names.get(caller, ""), some)
        for tried in self._login_limit.tried([user.username for user in users]):
            of, until = self._settings.auth.login_attempts, tried.free_at
            yield Standing(SIGN_INS, "TAILRACE_LOGIN_ATTEMPTS", tried.address, tried.username, tried.count, of, until)
        of = self._settings.streaming.per_address
        for address, opened in self._streams("by_address").items() if of else ():
            yield Standing("address_streams", "TAILRACE_STREAMS_PER_ADDRESS", address, "", opened.amount, of)

    def _limits(self) -> Iterator[Limit]:
        streaming, jobs, files = self._settings.streaming, self._settings.jobs, self._settings.files
        yield Limit("user_streams", "TAILRACE_STREAMS_PER_USER", streaming.per_user, lambda: self._streams("by_user"))
        if streaming.publish_rate:
            of = math.ceil(streaming.publish_rate)
            yield Limit(PUBLISH_RATE, "TAILRACE_PUBLISH_RATE", of, lambda: self._of_workers(PUBLISH_RATE))
        yield Limit("jobs", "TAILRACE_JOBS_PER_USER", jobs.per_user, self._jobs)
        if files.user_bytes:
            yield Limit("disk_quota", "TAILRACE_USER_DISK_BYTES", files.user_bytes, self._disk)
        yield from self._more()
        yield Limit(REPORT_RATE, "", PER_MINUTE["reports"], self._reports)

    def _streams(self, attribute: str) -> dict[str, Used]:
        """As of the workers' last beats, half a second ago at most."""
        total: Counter[str] = Counter()
        for beat in self._beats():
            total.update(getattr(beat, attribute))
        return {caller: Used(count) for caller, count in total.items()}

    def _of_workers(self, limit: str) -> dict[str, Used]:
        """Of a limit that each worker counts for itself: where a caller has used most of it."""
        now, found = time.time(), dict[str, Used]()
        for beat in self._beats():
            for caller, (count, for_s) in beat.used.get(limit, {}).items():
                if caller not in found or count > found[caller].amount:
                    found[caller] = Used(count, now + for_s)
        return found

    def _reports(self) -> dict[str, Used]:
        """Each login has its own allowance: that of a user's which has used most of it."""
        of_logins = self._of_workers(REPORT_RATE)
        owners = select(Login.id, Login.user_id).where(Login.id.in_(of_logins))
        found: dict[str, Used] = {}
        with self._database.session() as session:
            for login_id, user_id in session.execute(owners):
                found[user_id] = max(found.get(user_id, Used(0)), of_logins[login_id])
        return found

    def _beats(self) -> list[Beat]:
        return read_beats(self._settings.data / "workers")

    def _jobs(self) -> dict[str, Used]:
        live = select(JobRecord.owner_id, func.count()).where(JobRecord.state.in_(LIVE)).group_by(JobRecord.owner_id)
        with self._database.session() as session:
            return {owner_id: Used(count) for owner_id, count in session.execute(live)}

    def _disk(self) -> dict[str, Used]:
        sizes = select(RunRecord.owner_id, func.sum(RunRecord.disk_bytes)).group_by(RunRecord.owner_id)
        with self._database.session() as session:
            return {owner_id: Used(int(size or 0)) for owner_id, size in session.execute(sizes)}


def _standing(limit: Limit, caller: str, name: str, used: Used) -> Standing:
    return Standing(limit.name, limit.variable, caller, name, used.amount, limit.of, used.until)
