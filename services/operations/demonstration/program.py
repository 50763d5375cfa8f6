"""The programs of a demonstration: what each would report, and how long it takes. Chance is passed in.

A program is a generator: it yields `Step`s, each with the seconds until the next. Every title, kind and message says
that it is a demonstration.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from services.operations.demonstration.scene import scene
from services.operations.executions.report import FINISHED, PROGRESS, STARTED

LABEL = "Demonstration"


class Step(NamedTuple):
    """A report, and the pause after it. ``picture`` is shown with it. Without a ``type`` it is only a pause."""

    pause_s: float
    type: str = ""
    report: dict[str, Any] = {}
    picture: bytes | None = None


Program = Callable[[random.Random, int], Iterator[Step]]
"""From chance and the number of the run to its steps."""

_TABLES = ("customers", "orders", "payments", "stock", "shipments", "returns")
_FAULTS = (
    "The supplier's server did not answer within 30 s",
    "Row 4,711: 'N/A' is no price",
    "The disk of the exchange folder is full",
)
_SEEN = (("A person", "high"), ("A cat", "none"), ("A van", "medium"), ("Rain on the lens", "low"))


def nightly_etl(chance: random.Random, number: int) -> Iterator[Step]:
    yield _started(0.5, f"Nightly ETL {number}", "etl", expect_within_s=60)
    for done, table in enumerate(_TABLES):
        for stage, share in (("extract", 0.0), ("load", 0.5)):
            fraction = (done + share) / len(_TABLES)
            yield _progress(chance.uniform(0.8, 2.5), fraction, f"{table}: {chance.randint(100, 90_000):,} rows", stage)
    yield _finished(chance.uniform(10, 25), "succeeded")


def camera(chance: random.Random, number: int) -> Iterator[Step]:
    what, alert = chance.choice(_SEEN)
    yield _started(0.5, f"Gate camera {number}", "camera", expect_within_s=30)
    report = {"progress": 0.5, "stage": "look", "message": f"{LABEL}: {what}"}
    yield Step(1.0, PROGRESS, report, scene(what, alert, chance))
    yield Step(chance.uniform(6, 18), FINISHED, {"status": "succeeded", "alert": alert})


def backup(chance: random.Random, number: int) -> Iterator[Step]:
    yield _started(0.5, f"Backup {number}", "backup", expect_within_s=60)
    for percent in range(0, 100, 5):
        yield _progress(chance.uniform(0.3, 0.8), percent / 100, f"{percent * 3} of 300 GiB", "copy")
    yield _progress(1.5, 0.98, "comparing checksums", "verify")
    yield _finished(chance.uniform(15, 40), "succeeded")


def flaky_import(chance: random.Random, number: int) -> Iterator[Step]:
    yield _started(1.0, f"Supplier import {number}", "import", expect_within_s=60)
    for done in range(1, 4):
        yield _progress(chance.uniform(0.5, 1.5), done / 4, f"file {done} of 4", "import")
    if chance.random() < 0.35:
        yield _finished(chance.uniform(8, 20), "failed", error=f"{LABEL}: {chance.choice(_FAULTS)}", alert="medium")
    else:
        yield _finished(chance.uniform(8, 20), "succeeded")


def silent_sensor(chance: random.Random, number: int) -> Iterator[Step]:
    """Says that it works, and nothing more."""
    yield _started(3.0, f"Sensor upload {number}", "sensor", expect_within_s=15)
    yield _progress(1.0, 0.3, "waiting for the gateway", "upload")
    yield Step(chance.uniform(90, 150))


PROGRAMS: dict[str, Program] = {
    "etl": nightly_etl,
    "camera": camera,
    "backup": backup,
    "import": flaky_import,
    "sensor": silent_sensor,
}


def _started(pause_s: float, title: str, kind: str, expect_within_s: float) -> Step:
    named = {"title": f"{LABEL}: {title}", "kind": f"demonstration-{kind}"}
    return Step(pause_s, STARTED, {**named, "expect_within_s": expect_within_s})


def _progress(pause_s: float, fraction: float, message: str, stage: str) -> Step:
    return Step(pause_s, PROGRESS, {"progress": fraction, "stage": stage, "message": f"{LABEL}: {message}"})


def _finished(pause_s: float, status: str, **more: str) -> Step:
    return Step(pause_s, FINISHED, {"status": status, **more})
