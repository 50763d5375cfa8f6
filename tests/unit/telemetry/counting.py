"""A process that counts, as the tests start it, until its input ends: ``counting.py FOLDER VERSION TIMES THREADS``.

Says "ready" when it has counted. Version 2 of it has another value of a label, other buckets, and no ``old``.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from services.telemetry.meter import Counter, Gauge, Histogram, Label
from services.telemetry.meter_folder import MeterFolder

FOLDER, VERSION, TIMES, THREADS = sys.argv[1], *map(int, sys.argv[2:])

colour = Label("colour", ["red", "blue"] if VERSION == 1 else ["red", "green"])
counted = Counter("test_counted_total", "Counted.", colour)
open_now = Gauge("test_open", "Open now.")
took = Histogram("test_took_ms", "Took.", buckets=[1, 2] if VERSION == 1 else [1, 5])
if VERSION == 1:
    Counter("test_old_total", "Was there once.").add(3)


def count() -> None:
    for _ in range(TIMES):
        counted.add(1, "red")


if __name__ == "__main__":
    sys.setswitchinterval(1e-6)
    MeterFolder(Path(FOLDER)).open()
    threads = [threading.Thread(target=count) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    open_now.add(2)
    took.observe(1.5)
    print("ready", flush=True)
    sys.stdin.read()
