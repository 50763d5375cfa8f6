"""How the runner begins, started by a server (`launch`) or as ``flask runner``: takes its lock and runs jobs."""

from __future__ import annotations

import gc
import logging.config
import os
import time
from collections.abc import Sequence

from services.companion import lock, server_process
from services.companion.start import exit_status, read_start
from services.container import Container
from services.face import load_faces, setting_groups
from services.jobs.runner.companion import RUNNER
from services.jobs.runner.duties import Duties
from services.jobs.runner.runner import Runner
from services.settings.settings import read_settings
from services.telemetry.logging import logging_config
from services.telemetry.trace import trace

STANDBY_S = 0.5

_log = logging.getLogger("services.jobs.runner")


def run_jobs(
    container: Container,
    server: server_process.ServerProcess | None = None,
    *,
    start_fd: int | None = None,
) -> bool:
    """Take the runner's lock, hold it until this process ends, and run jobs until told to stop.

    Returns False at once if another runner holds the lock. ``start_fd`` is the start lock, released once the other is
    held.
    """
    if lock.take(container.settings.data, RUNNER.lock) is None:
        return False
    if start_fd is not None:
        os.close(start_fd)
    container.meters.open()
    trace.open(container.settings, "runner")
    kinds, follower = container.job_kinds, container.run_follower
    publisher = container.publisher

    def maintain() -> None:
        container.meters.open()  # where there was no room for its file, there may be now
        container.maintain()

    duties = Duties(container.duties())
    duties.start()
    try:
        Runner(container.settings, container.database, publisher, kinds, follower, server, maintain).run()
    finally:
        duties.stop()
        trace.close()
    return True


def stand_by(container: Container) -> None:
    """Run jobs. If another runner does so already, wait for it to end, then take over."""
    if lock.is_held(container.settings.data, RUNNER.lock):
        _log.info("runner_stands_by")
    while not run_jobs(container):
        time.sleep(STANDBY_S)


def main(argv: Sequence[str] | None = None) -> int:
    """Run jobs for a server, and end with it."""
    start = read_start(RUNNER, argv)
    if start is None:
        return 0
    faces = load_faces(start.face_modules)
    gc.freeze()  # and no later look goes through what was imported
    gc.enable()
    settings = read_settings(setting_groups(faces))
    logging.config.dictConfig(logging_config(settings))
    return exit_status(RUNNER, lambda: run_jobs(Container(settings, faces), start.server, start_fd=start.start_fd))
