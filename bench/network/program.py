"""A program on the far machine that follows a channel several times with the Python client.

``python program.py URL CHANNEL COUNT SILENCE_S``, with the token in TAILRACE_TOKEN, prints what each follower received,
and when, as one JSON array once all have ended, or at a line on its standard input.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Any

from tailrace_client import Gap, subscribe


def follow(url: str, channel: str, silence_s: float, found: dict[str, Any]) -> None:
    def told(gap: Gap) -> None:
        found["gaps"] += 1

    def interrupted(why: str) -> None:
        found["reconnects"] += 1
        found["states"].append((int(1000 * time.time()), why))

    token = os.environ["TAILRACE_TOKEN"]
    hooks = {"on_gap": told, "on_interruption": interrupted}
    for event in subscribe(url, token, channel, 0, silence_s=silence_s, **hooks):
        found["numbers"].append(event.data["n"])
        found["at_ms"].append(int(1000 * time.time()))
    found["is_complete"] = True


def main() -> None:
    url, channel, count, silence_s = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    followers: list[dict[str, Any]] = [
        {"numbers": [], "at_ms": [], "gaps": 0, "reconnects": 0, "states": [], "is_complete": False}
        for _ in range(count)
    ]
    told = threading.Event()
    """A line on standard input: the others need wait no longer."""
    threads = [
        threading.Thread(target=follow, args=(url, channel, silence_s, found), daemon=True) for found in followers
    ]
    for thread in threads:
        thread.start()
    threading.Thread(target=lambda: (sys.stdin.readline(), told.set()), daemon=True).start()
    while not told.wait(0.2) and any(thread.is_alive() for thread in threads):
        pass
    sys.stdout.write(json.dumps(followers))
    sys.stdout.flush()
    os._exit(0)


main()
