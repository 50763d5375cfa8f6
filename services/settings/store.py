"""The stores' settings: which database, which event log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class StoreSettings(Group):
    key: ClassVar = "store"
    title: ClassVar = "Database and event log"

    database_url: str = setting(
        "DATABASE_URL",
        "",
        parse.text,
        "PostgreSQL (or another SQLAlchemy URL) for users, jobs and runs; empty: SQLite in the data folder.",
        is_secret=True,
    )
    event_log: str = setting(
        "TAILRACE_EVENT_LOG",
        "",
        parse.one_of("sqlite"),
        "`sqlite` keeps the event log in the data folder beside a PostgreSQL database, which needs this said.",
    )
    redis_url: str = setting(
        "REDIS_URL",
        "",
        parse.not_built("an event log in Redis is not built yet, and two hosts would silently keep two logs"),
        "Reserved for an event log in Redis; refuses the start until that exists.",
        is_secret=True,
    )
    celery_broker_url: str = setting(
        "CELERY_BROKER_URL",
        "",
        parse.not_built("jobs on Celery workers are not built yet, and no worker would run any"),
        "Reserved for jobs on Celery workers; refuses the start until that exists.",
        is_secret=True,
    )
    secrets: tuple[str, ...] = setting(
        "TAILRACE_SECRET",
        (),
        parse.secrets,
        "Seals the secrets that are kept; empty: one made in the data folder. Several: the first seals, all open.",
        is_secret=True,
    )
    synchronous: str = setting(
        "TAILRACE_SYNCHRONOUS",
        "FULL",
        parse.one_of("FULL", "NORMAL"),
        "FULL keeps acknowledged events through a power cut; NORMAL only through a crash, five times faster.",
    )

    @property
    def may_be_shared(self) -> bool:
        """Whether several hosts may use the database: any but SQLite, which is a file."""
        return bool(self.database_url) and not self.database_url.lower().startswith("sqlite")
