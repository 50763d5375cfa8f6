"""Preparation: makes a data folder ready to serve: folders, secrets, database schema, event log, the first admin.

Done once per start, under a lock, so that two servers may start on one folder at the same moment.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from services.auth.first_admin import ensure_admin
from services.container import Container
from services.errors import SettingsError
from services.preparation.data_folder import open_lock
from services.streaming.log.sqlite_schema import check_sqlite


def prepare(container: Container) -> str | None:
    """Make everything ready.

    Returns:
        The first admin's random password, to be shown once; None if there was one, or a password was given.

    Raises:
        SettingsError: the data folder or the database cannot be used. Unavailable: the event log cannot.
    """
    check_sqlite()
    with _locked(container.settings.data):
        container.keyring.prepare()
        try:
            container.database.migrate(container.migrations)
            password = ensure_admin(container.users, container.settings)
        except DBAPIError as error:
            raise SettingsError(
                f"The database ({_named(container)}) cannot be used: {error.orig}. Nothing was changed;"
                " mend it, restore it from a backup, or set DATABASE_URL to another one."
            ) from error
        container.event_log.head()
        for face in container.faces:  # what its settings name is looked for now, not at somebody's first request
            container.service(face)
    return password


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    lock = open_lock(folder)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _named(container: Container) -> str:
    return container.database.engine.url.render_as_string(hide_password=True)
