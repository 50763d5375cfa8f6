"""A support bundle: what somebody needs to help from afar, and nothing about people or what they work on.

Everything is chosen, not filtered: numbers, words of the code, and texts that are no user's. A zip in memory; its size
is bounded by what it is made of.
"""

from __future__ import annotations

import io
import json
import platform
import sys
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from services.client_report import meter as client_report
from services.face import SharedRooms
from services.operations.samples.sample import Labels, Sample, Step
from services.operations.samples.samples import Samples
from services.operations.status.status import SystemStatus
from services.runs.tally import executions_ended, executions_now
from services.settings.in_force import in_force
from services.streaming.journal.journal import Journal
from services.telemetry import error_log
from services.telemetry.exposition import exposition

DAY_S = 86_400.0
_YOUNG_S = 3600.0
_LIBRARIES = ("flask", "gunicorn", "gevent", "sqlalchemy", "werkzeug", "msgspec", "psycopg", "redis")
_COUNTED = (
    client_report.COMPLETED,
    client_report.FAILED,
    client_report.LOSSES,
    client_report.STALLS,
    client_report.DUPLICATES,
    client_report.EVENTS,
)
_TROUBLE = frozenset(meter.name for meter in (client_report.FAILED, client_report.LOSSES, client_report.STALLS))

README = """\
A support bundle of a Tailrace server. It holds no tokens, no payloads, no names and no addresses.

about.json       versions of Tailrace's parts, Python and the system
settings.json    the settings in force: numbers and choices as they are, other texts only where they are the default
metrics.txt      all meters, as /metrics has them
status.json      the parts of the system: how each is, and since when
segments.json    what clients reported in 24 hours, by user segment and network type; what is affected comes first
executions.json  how many executions are under way, and how those of 24 hours ended
journal.json     what became of the streams of 24 hours, by kind and reason
errors.jsonl     warnings and errors of 24 hours: events of the code with ids and places, without messages
"""


class Support:
    def __init__(self, rooms: SharedRooms, samples: Samples, status: SystemStatus) -> None:
        self._rooms = rooms
        self._journal = Journal(rooms.settings.data / "journal")
        self._samples = samples
        self._status = status

    def bundle(self, now: float | None = None) -> bytes:
        """A part that cannot be told says so: a bundle is wanted most when something is broken."""
        at = time.time() if now is None else now
        parts: dict[str, Callable[[], bytes]] = {
            "about.json": lambda: _json(_about(at, self._rooms)),
            "settings.json": lambda: _json(self._settings()),
            "metrics.txt": lambda: exposition(self._rooms.meters.total(), {}),
            "status.json": lambda: _json(self._parts()),
            "segments.json": lambda: _json(self._segments(at)),
            "executions.json": lambda: _json(self._executions(at)),
            "journal.json": lambda: _json(self._streams(at)),
            "errors.jsonl": lambda: error_log.read(self._rooms.settings.data, at - DAY_S),
        }
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("README.txt", README)
            for name, made in parts.items():
                try:
                    content = made()
                except Exception as error:  # whatever it is, the other parts are worth having
                    content = f"This part could not be made: {type(error).__name__}.\n".encode()
                bundle.writestr(name, content)
        return file.getvalue()

    def _settings(self) -> list[dict[str, Any]]:
        return [
            {
                "name": one.name,
                "source": one.source if one.source in ("default", "environment", "file") else "follows another",
                "value": one.value if one.is_plain or one.value == one.default else None,
            }
            for one in in_force(self._rooms.settings)
        ]

    def _parts(self) -> list[dict[str, Any]]:
        """Without the reasons, which may name hosts."""
        return [{"part": one.key, "state": one.level, "since": one.since} for one in self._status.standings()]

    def _executions(self, at: float) -> Mapping[str, int]:
        with self._rooms.database.session() as session:
            now, ended = executions_now(session), executions_ended(session, at - DAY_S)
        return now | {"succeeded": ended.succeeded, "failed": ended.failed, "cancelled": ended.cancelled}

    def _streams(self, at: float) -> list[dict[str, Any]]:
        with self._journal.reading() as found:
            return found.summary(int(1000 * (at - DAY_S)))

    def _segments(self, at: float) -> list[dict[str, Any]]:
        samples = self._samples.since(at - DAY_S)
        now = self._samples.current()
        is_old = bool(samples) and samples[0].at < at - DAY_S + _YOUNG_S
        step = Step(samples[0] if is_old else Sample(at - DAY_S, {}), now)  # else all that was ever counted is as young
        rows = [
            {"user_segment": segment, "network_type": network, **self._increase(step, segment, network)}
            for segment in client_report.SEGMENT.values
            for network in client_report.NETWORK.values
        ]
        rows = [row for row in rows if any(row[meter.name] for meter in _COUNTED)]
        return sorted(rows, key=lambda row: -sum(row[name] for name in _TROUBLE))

    @staticmethod
    def _increase(step: Step, segment: str, network: str) -> dict[str, float]:
        def wanted(labels: Labels) -> bool:
            return labels[:2] == (segment, network)

        return {meter.name: step.increase(meter.name, wanted) for meter in _COUNTED}


def _about(at: float, rooms: SharedRooms) -> dict[str, Any]:
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at)),
        "python": sys.version.split()[0],
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "database": rooms.database.engine.dialect.name,
        "event_log": type(rooms.event_log).__name__,
        "libraries": {name: found for name in _LIBRARIES if (found := _version(name))},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _json(value: Sequence[Any] | Mapping[str, Any]) -> bytes:
    return json.dumps(value, indent=1).encode()
