"""A pause: lets the event loop take in and put out what is waiting, and comes back at once.

``gevent.sleep(0)`` lets no input or output in; a sleep above zero does, but a timer of the loop lasts a millisecond at least.
A wake-up that is sent to the loop itself makes it look at all its sockets once, without waiting: 5 µs.
"""

from __future__ import annotations

from typing import Any

import gevent
from gevent.hub import Waiter


class Pause:
    """Call it, from one greenlet at a time."""

    def __init__(self) -> None:
        self._watcher: Any = None

    def __call__(self) -> None:
        if self._watcher is None:
            self._watcher = gevent.get_hub().loop.async_()
        waiter: Waiter[None] = Waiter()
        self._watcher.start(waiter.switch, None)
        try:
            self._watcher.send()
            waiter.get()
        finally:
            self._watcher.stop()
