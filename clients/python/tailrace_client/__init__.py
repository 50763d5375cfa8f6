"""Tailrace for other people's programs: publish events, report progress, follow streams.

    from tailrace_client import Publisher

    publisher = Publisher("https://tailrace.example.com", token)
    publisher.publish("jobs.nightly", "started", {"rows": 1200})
    with publisher.progress("jobs.nightly", total=10) as progress:
        for part in parts:
            work(part)
            progress.advance(message=part.name)

Works in threads, under gevent (monkey-patched or not) and across forks. Needs `requests` and nothing else. The guide is
docs/publishing.md.
"""

from .encoding import NewEvent
from .execution import Execution, execution
from .failure import ClientError, PublishFailed, PublishRefused, StreamRefused
from .progress import Progress
from .publisher import PENDING, Publisher
from .subscription import Event, Gap, Subscription, subscribe

__all__ = [
    "PENDING",
    "ClientError",
    "Event",
    "Execution",
    "Gap",
    "NewEvent",
    "Progress",
    "PublishFailed",
    "PublishRefused",
    "Publisher",
    "StreamRefused",
    "Subscription",
    "execution",
    "subscribe",
]
