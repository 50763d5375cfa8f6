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

from services.auth.user import ensure_admin
from services.container import Container
from services.errors import SettingsError


def prepare(container: Container) -> str | None:
    """Make everything ready.

    Returns:
        The first admin's random password, to be shown once; None if there was one, or a password was given.

    Raises:
        SettingsError: the data folder or the database cannot be used. Unavailable: the event log cannot.
    """
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
    return password


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        lock = os.open(folder / "prepare.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SettingsError(
            f"TAILRACE_DATA: the data folder {folder} cannot be used: {error.strerror}."
            " Give a folder that this user can write."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _named(container: Container) -> str:
    return container.database.engine.url.render_as_string(hide_password=True)
