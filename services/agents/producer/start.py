"""How the producer begins: takes its lock, opens what it needs, and makes answers until told to stop."""

from __future__ import annotations

import gc
import logging.config
import os
import signal

import gevent

from services.agents.builtin import calculating
from services.agents.face import FACE
from services.agents.producer.companion import PRODUCER
from services.agents.producer.producer import Producer
from services.agents.producer.speaking import Speakers
from services.agents.registry.health import keep_health
from services.companion import lock
from services.companion.start import Start, exit_status, read_start
from services.container import Container
from services.face import load_faces, setting_groups
from services.settings.settings import Settings, read_settings
from services.streaming.publishing.publisher import GroupPublisher
from services.telemetry.logging import logging_config
from services.telemetry.trace import trace

WARM_AFTER_S = 3.0
"""When the processes that agents and the router need are started, unless a question comes before: not while everything
else starts, and not for a server that stops at once.
"""


def main() -> int:
    """Make answers for a server, and end with it."""
    start = read_start(PRODUCER)
    if start is None:
        return 0
    faces = load_faces(start.face_modules)
    gc.freeze()  # and no later look goes through what was imported
    gc.enable()
    settings = read_settings(setting_groups(faces))
    logging.config.dictConfig(logging_config(settings))
    os.umask(0o077)
    lock_fd = lock.take(settings.data, PRODUCER.lock)
    os.close(start.start_fd)
    if lock_fd is None:
        return 0
    return exit_status(PRODUCER, lambda: _produce(Container(settings, faces), settings, start, lock_fd))


def _produce(container: Container, settings: Settings, start: Start, lock_fd: int) -> None:
    container.meters.open()
    trace.open(settings, "producer")
    chat = container.service(FACE)
    publisher = GroupPublisher(
        container.event_log,
        pending_bytes=settings.streaming.pending_bytes,
        deadline_s=settings.streaming.publish_deadline_s,
        on_commit=lambda _upto: None,  # the log's own bell wakes the workers, whose streams these are
    )
    publisher.start()
    router = chat.router()
    gevent.spawn_later(WARM_AFTER_S, router.warm)
    speakers = Speakers(container, chat.runs, chat.directory, router)
    producer = Producer(settings, chat.runs, speakers, publisher, container.event_log, lock_fd, start.server)
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, producer.stop)
    gevent.spawn(keep_health, chat.registry)
    gevent.spawn_later(WARM_AFTER_S, calculating.warm, container)
    try:
        producer.run()
    finally:
        trace.close()
        calculating.close()
        container.close()
