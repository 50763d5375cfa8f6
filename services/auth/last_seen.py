"""Last seen: when a login was last used, by a request or by a stream that is still open.

It is noted in memory at every request and written for all logins together, once a minute, so no request waits for it
and a page that is reloaded all day costs a login one write a minute. A killed worker loses the last minute.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

import gevent
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from services.database.database import Database

EVERY_S = 60.0
_WRITTEN = 200
"""In one transaction: others want to write, too."""

_SEEN = text("UPDATE logins SET last_seen_at = :now WHERE id = :id AND closed_at IS NULL")

_log = logging.getLogger(__name__)


class LastSeen:
    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock
        self._noted: set[str] = set()

    def note(self, login_id: str) -> None:
        self._noted.add(login_id)

    def write(self, streaming: Iterable[str] = ()) -> None:
        """Write what was noted, and that the logins of these streams are here. What cannot be written stays noted."""
        noted, self._noted = self._noted, set()
        rows = [{"id": login_id, "now": self._clock()} for login_id in sorted(noted | set(streaming))]
        try:
            for first in range(0, len(rows), _WRITTEN):
                with self._database.session() as session:
                    session.execute(_SEEN, rows[first : first + _WRITTEN])
        except SQLAlchemyError:
            self._noted |= noted
            raise

    def keep_writing(self, streaming: Callable[[], Iterable[str]]) -> gevent.Greenlet[..., None]:
        """Write once a minute from now on, in the background of a web worker."""
        return gevent.spawn(self._keep_writing, streaming)

    def _keep_writing(self, streaming: Callable[[], Iterable[str]]) -> None:
        while True:
            gevent.sleep(EVERY_S)
            try:
                self.write(streaming())
            except OperationalError as error:  # the database is locked or away, which is told in one line
                _log.warning("last_seen_not_written", extra={"error": str(error.orig)})
            except Exception:  # it is only a time that people look at, and tried again in a minute
                _log.exception("last_seen_not_written")
