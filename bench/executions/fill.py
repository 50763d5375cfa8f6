"""Fill a data folder's database with a history of executions, as programs and people would have left it in a year.

Three that began first still run; one owner has three; one title, the oldest but three, holds a word of its own.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator, Sequence

import psycopg

RARE_WORD = "kingfisher"
FEW = "user-of-three"
_SPAN_S = 365 * 86_400
_KINDS = ("etl", "backup", "camera", "scan", "screening", "answer", "report", "thumbnail", "mail", "sync", "audit")
_KIND_WEIGHTS = (300, 20, 250, 40, 10, 120, 30, 150, 60, 19, 1)
_SUBJECTS = ("orders", "invoices", "customers", "gate north", "gate south", "warehouse", "ledger", "newsletter")
_ENDINGS = ("succeeded", "failed", "cancelled")
_ALERTS = ("none", "low", "medium", "high", "critical")
_COLUMNS = (
    "id", "kind", "title", "words", "owner_id", "publisher", "execution_id", "channel", "state", "progress", "stage",
    "message", "error", "alert", "picture", "false_positive", "created_at", "started_at", "finished_at",
    "expect_within_s", "silent_at", "version", "is_new", "is_told",
)  # fmt: skip


def fill(url: str, count: int, owners: Sequence[str]) -> float:
    """How many seconds it took."""
    began = time.monotonic()
    rows = _rows(count, owners, time.time())
    if url.startswith("sqlite"):
        database = sqlite3.connect(url.removeprefix("sqlite:///"))
        marks = ", ".join("?" * len(_COLUMNS))
        with database:
            database.executemany(f"INSERT INTO executions ({', '.join(_COLUMNS)}) VALUES ({marks})", rows)
        database.close()
    else:
        plain = url.replace("postgresql+psycopg://", "postgresql://")
        copied = f"COPY executions ({', '.join(_COLUMNS)}) FROM STDIN"
        with psycopg.connect(plain) as server, server.cursor() as cursor, cursor.copy(copied) as copy:
            for row in rows:
                copy.write_row(row)
    return time.monotonic() - began


def _rows(count: int, owners: Sequence[str], now: float) -> Iterator[tuple[object, ...]]:
    chance = random.Random(11)
    for number in range(count):
        at = now - _SPAN_S + _SPAN_S * number / count
        kind = chance.choices(_KINDS, _KIND_WEIGHTS)[0]
        title = f"{kind.capitalize()} of {chance.choice(_SUBJECTS)}, batch {number}"
        owner: str | None = chance.choice(owners) if chance.random() < 0.9 else None
        state = chance.choices(_ENDINGS, (970, 25, 5))[0]
        alert = chance.choices(_ALERTS, (950, 25, 15, 8, 2))[0]
        if number < 3 or number >= count - 97:
            state = "running"
        elif number == 3:
            title = f"The night of the {RARE_WORD}"
        elif number in (count // 4, count // 2, 3 * count // 4):
            owner = FEW
        took = chance.expovariate(1 / 40)
        is_over = state in _ENDINGS
        yield (
            f"{number:024x}", kind, title, title.lower(), owner, "token-1", f"batch-{number}", f"jobs.{kind}", state,
            1.0 if state == "succeeded" else round(chance.random(), 3), "load", "" if is_over else "rows are copied",
            f"ORA-{number % 30_000:05d}: the table is locked" if state == "failed" else None, alert, None, False, at,
            at + 0.2, at + 0.2 + took if is_over else None, None, None, 3, False, True,
        )  # fmt: skip
