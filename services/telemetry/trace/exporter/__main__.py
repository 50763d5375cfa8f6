"""The exporter's program: ``python -m services.telemetry.trace.exporter``, started by a server.

When the folder has no server left, it waits until the runner and the others have sent their last spans. When another
server is alive, it ends at once, and the next exporter has that server's settings.
"""

from __future__ import annotations

import logging.config
import os
import signal
import time
from collections.abc import Sequence

from services.companion import lock
from services.companion.start import Start, exit_status, read_start
from services.settings.settings import Settings, read_settings
from services.telemetry.logging import logging_config
from services.telemetry.meter_folder import MeterFolder
from services.telemetry.trace.companion import EXPORTER
from services.telemetry.trace.exporter.exporter import Exporter
from services.telemetry.trace.exporter.inbox import Inbox
from services.url import split_url

ROUND_S = 0.5
LAST_SENDERS_S = 12.0
"""The runner and the producer have a few seconds for their own ends."""
FLUSH_S = 5.0

_log = logging.getLogger("services.telemetry.trace.exporter")


def main(argv: Sequence[str] | None = None) -> int:
    start = read_start(EXPORTER, argv)
    if start is None:
        return 0
    settings = read_settings()
    logging.config.dictConfig(logging_config(settings))
    os.umask(0o077)
    lock_fd = lock.take(settings.data, EXPORTER.lock)
    os.close(start.start_fd)
    if lock_fd is None:
        return 0
    return exit_status(EXPORTER, lambda: _export(settings, start))


def _export(settings: Settings, start: Start) -> None:
    from services.telemetry.trace.exporter.collector import Collector  # the library is imported nowhere else

    inbox, collector = Inbox(settings.data), Collector(settings.trace)
    meters = MeterFolder(settings.data / "meters")
    parts = split_url(settings.trace.endpoint)
    exporter = Exporter(collector.take, parts.hostname or "" if parts is not None else "")
    exporter.start()
    stop_fd = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os.eventfd_write(stop_fd, 1))
    inbox.watch(stop_fd)
    inbox.watch(start.server.exit_fd)
    _log.info("exporter_ready", extra={"pid": os.getpid()})
    end_at_s = float("inf")
    while time.monotonic() < end_at_s and (inbox.has_senders or end_at_s == float("inf")):
        meters.open()
        spans, told = inbox.take(ROUND_S)
        exporter.add(spans)
        if stop_fd in told:
            break
        if start.server.exit_fd in told:
            inbox.forget(start.server.exit_fd)
            is_last = not lock.is_held(settings.data, lock.SERVER)
            end_at_s = time.monotonic() + (LAST_SENDERS_S if is_last else 0.0)
    inbox.close()
    exporter.stop(FLUSH_S)
    collector.close()
    _log.info("exporter_ended")


if __name__ == "__main__":
    raise SystemExit(main())
