"""The database: users, logins, jobs, runs. SQLAlchemy 2 over SQLite (default) or PostgreSQL, with Alembic migrations.

The event log is not here: it is the hot path and has its own files (``services/streaming``).
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, event, inspect, text
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import NullPool, QueuePool

from services.database.revision import newest

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_MIGRATIONS = Path(__file__).parent / "migrations"

BUSY_MS = 10
"""How long SQLite itself waits for another's write lock. This whole process stands still meanwhile."""

DEADLINE_S = 5.0
_PAUSE_S = 0.02

_POSTGRESQL_LOCK = 0x7461696C  # any number that nothing else locks on


class Base(DeclarativeBase):
    """Parent of every table class. Each table lives beside the code that owns it (``auth/user``, ``jobs/job``)."""

    metadata = MetaData(naming_convention=NAMING)


class Database:
    """One engine per process. Sessions are short: never hold one while a stream is open."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = (
            self._sqlite_engine(url) if self.is_sqlite else create_engine(url, pool_pre_ping=True, pool_size=5)
        )
        self._watching: Any = None
        self._watching_lock = threading.Lock()
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @cached_property
    def lookups(self) -> Engine:
        """For single statements on the hot path (who is this?), without a transaction: 30 µs, not 390, in SQLite."""
        if not self.is_sqlite:
            return self.engine.execution_options(isolation_level="AUTOCOMMIT")
        return self._sqlite_engine(self.url, poolclass=QueuePool, isolation_level="AUTOCOMMIT")

    def version(self) -> int | None:
        """A number that changes with every commit by anybody else: while it stays, so does every answer. Read in 3 µs.

        None where the database has no such number (PostgreSQL): look it up again.
        """
        if not self.is_sqlite:
            return None
        with self._watching_lock:
            if self._watching is None:
                self._watching = self.lookups.raw_connection().cursor()  # it never writes, so it sees every writer
            self._watching.execute("PRAGMA data_version")
            return int(self._watching.fetchone()[0])

    @staticmethod
    def _sqlite_engine(url: str, **options: Any) -> Engine:
        # Each transaction opens its own connection: pooling across greenlets and threads is not worth the traps.
        options.setdefault("poolclass", NullPool)
        engine = create_engine(url, connect_args={"timeout": 5, "check_same_thread": False}, **options)

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            cursor.close()

        @event.listens_for(engine, "do_execute")
        def _execute(cursor: Any, statement: str, parameters: Any, _context: Any) -> bool:
            _patiently(lambda: cursor.execute(statement, parameters))
            return True

        @event.listens_for(engine, "do_executemany")
        def _execute_many(cursor: Any, statement: str, parameters: Any, _context: Any) -> bool:
            _patiently(lambda: cursor.executemany(statement, parameters))
            return True

        @event.listens_for(engine, "do_execute_no_params")
        def _execute_alone(cursor: Any, statement: str, _context: Any) -> bool:
            _patiently(lambda: cursor.execute(statement))
            return True

        return engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits at the end of the block, or rolls back if the block raises."""
        with self._sessions.begin() as session:
            yield session

    def one_at_a_time(self, session: Session) -> None:
        """Take the write lock before reading, so that check and change are one step for all processes."""
        if self.is_sqlite:
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        else:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK})

    def migrate(self, of_faces: Sequence[Path] = ()) -> None:
        """Migrate the schema to this version, including the faces' migrations in the folders ``of_faces``.

        Call it under the data folder's start lock.
        """
        folders = [_MIGRATIONS / "versions", *of_faces]
        if self._revisions() == newest(folders):
            return
        # Imported here: one process needs it once, and importing it would add a tenth to every other start.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", _literal(_MIGRATIONS))
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", "\n".join(map(_literal, folders)))
        config.attributes["engine"] = self.engine
        command.upgrade(config, "heads")

    def _revisions(self) -> set[str]:
        """The revisions the database says it has; none if it is new."""
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return set()
            return set(connection.scalars(text("SELECT version_num FROM alembic_version")))

    def ping(self) -> None:
        """Raises SQLAlchemy's error when the database does not answer."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def dispose(self) -> None:
        self.engine.dispose()
        if self.is_sqlite:
            if self._watching is not None:
                self._watching.connection.close()
                self._watching = None
            self.lookups.dispose()


def _literal(path: Path) -> str:
    """For Alembic's configuration, which takes a percent sign for the start of a variable."""
    return str(path).replace("%", "%%")


def _patiently(execute: Callable[[], object]) -> None:
    """Run a statement that may have to wait for another's write lock, without blocking the rest of this process.

    Raises: sqlite3.OperationalError, after the deadline.
    """
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            execute()
        except sqlite3.OperationalError as error:
            # Only the plain code: with BUSY_SNAPSHOT the transaction's snapshot is too old, and waiting never helps.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        else:
            return
        time.sleep(_PAUSE_S)
