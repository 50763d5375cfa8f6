"""The runner's program: ``python -m services.jobs.runner``, started by a server (`launch`) or as ``flask runner``."""

from __future__ import annotations

import argparse
import logging.config
import os
import time
from collections.abc import Sequence

from services.container import Container
from services.face import load_faces, setting_groups
from services.jobs.runner import lock as runner_lock
from services.jobs.runner import server_process
from services.jobs.runner.runner import Runner
from services.settings.settings import read_settings
from services.telemetry.logging import logging_config

AFTER_FAILURE_S = 5.0
"""A runner that fails keeps its lock this long, so that a broken installation is not tried again every second."""

STANDBY_S = 0.5

_log = logging.getLogger("services.jobs.runner")  # this module's own name is __main__


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
    if runner_lock.take(container.settings.data, runner_lock.RUNNER) is None:
        return False
    if start_fd is not None:
        os.close(start_fd)
    kinds, follower = container.job_kinds, container.run_follower
    publisher, maintain = container.publisher, container.maintain
    Runner(container.settings, container.database, publisher, kinds, follower, server, maintain).run()
    return True


def stand_by(container: Container) -> None:
    """Run jobs. If another runner does so already, wait for it to end, then take over."""
    if runner_lock.is_held(container.settings.data, runner_lock.RUNNER):
        _log.info("runner_stands_by")
    while not run_jobs(container):
        time.sleep(STANDBY_S)


def main(argv: Sequence[str] | None = None) -> int:
    """Run jobs for a server, and end with it."""
    parser = argparse.ArgumentParser(
        prog="python -m services.jobs.runner", description="The job runner, as a server starts it."
    )
    parser.add_argument("--server", required=True, help="the server's process, as PID:START")
    parser.add_argument("--start-lock", type=int, required=True, help="descriptor of the start lock")
    parser.add_argument(
        "--face", action="append", default=[], dest="faces", help="a module that declares a face as FACE"
    )
    options = parser.parse_args(argv)
    os.set_inheritable(options.start_lock, False)
    server = server_process.watch(options.server)
    if server is None:
        return 0
    faces = load_faces(options.faces)
    settings = read_settings(setting_groups(faces))
    logging.config.dictConfig(logging_config(settings))
    try:
        run_jobs(Container(settings, faces), server, start_fd=options.start_lock)
    except Exception:
        _log.exception("runner_failed")
        time.sleep(AFTER_FAILURE_S)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
