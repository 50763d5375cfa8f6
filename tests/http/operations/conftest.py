"""A worker with streams, beside the application under test and on the same folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.container import Container
from services.streaming.delivery.request import Request, Subscriber
from services.streaming.delivery.subscription import Subscription
from services.streaming.event import new_event
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from services.streaming.workers import presence
from tests.support.stream_client import FAR


@pytest.fixture(scope="package", autouse=True)
def patience() -> Iterator[None]:
    """A worker here beats when a test says so, and lives on however long the test takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(presence, "EXPIRES_S", 600.0)
        yield


@pytest.fixture
def worker(container: Container) -> Iterator[Streams]:
    """A worker on the same folder."""
    made = Streams(container.event_log, container.settings.data / "workers", StreamLimits(), journal=container.journal)
    made.room.beat()
    yield made
    made.recorder.leave()


def follow(worker: Streams, user_id: str, *channels: str, position: int | None = None) -> Subscription:
    wanted = Request(channels, Subscriber(user_id, "l", FAR, "203.0.113.9", (), "curl/8.5.0"), position)
    opened = worker.open(wanted)
    assert opened is not None
    worker.recorder.beat()
    worker.room.beat()
    return opened


def publish(container: Container, channel: str, **data: object) -> int:
    return container.publisher.publish([new_event(channel, "step", data)])[0]
