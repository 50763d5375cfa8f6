"""gevent's patches. They are applied before anything else is imported."""

from __future__ import annotations

from gevent import events, monkey


def ask_no_package() -> None:
    """Keep gevent from asking every installed package, eleven times, whether it wants to be told of a patch.

    None does, and the asking takes 0.4 s of processor time, most of it for reading what packages say of themselves.
    """
    events.notify_and_call_entry_points = events.notify  # type: ignore[attr-defined]


def patch() -> None:
    """Patch the standard library, before anything else is imported. Nothing happens the second time."""
    ask_no_package()
    monkey.patch_all()
