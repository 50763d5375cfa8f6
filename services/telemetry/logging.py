"""Log lines: a constant event name with values as fields, for people or as JSON, and never a secret.

    log.info("login_opened", extra={"user_id": user.id})
    2026-11-21T08:53:00.123Z info services.auth login_opened user_id=1a2b…

Everything written passes :func:`redact`, including tracebacks and other libraries' messages: it is easy to log a token
without knowing it is one. Much of it is a stranger's text, so values are cut first, and every pattern takes time in
proportion to the text's length.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Mapping
from typing import Any

from services.settings.settings import Settings
from services.telemetry import error_log, trail

REDACTED = "[redacted]"

ACCESS_LOG_FORMAT = "request"
"""gunicorn's ``access_log_format``: the event's name. The fields come from gunicorn's own values, without the query."""

REQUEST_ID = "tailrace.request_id"
CLIENT_ID = "tailrace.client_id"
"""Keys in the WSGI environ, for the line that gunicorn writes once the answer has ended."""

_ACCESS_FIELDS = {"method": "m", "path": "U", "status": "s", "bytes": "B", "ms": "M", "address": "h"}
_ACCESS_TRAIL = {"request_id": f"{{{REQUEST_ID}}}e", "client_id": f"{{{CLIENT_ID}}}e"}

MAX_VALUE_CHARS = 2048
"""Of one field or message; the rest is left out."""
MAX_TRACE_CHARS = 65_536

_QUIET = (
    r"(?:token|password|passwd|secret|api[_-]?key|authorization|cookie|set-cookie|csrf[\w-]{0,40}|tailrace_session)"
)
_RULES: tuple[tuple[str, str], ...] = (
    # A JWT, wherever it appears, or what was left of one: base64url parts, the first of which begins with `{"`.
    (r"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}", REDACTED),
    (r"(?i)\b(bearer|basic)\s{1,8}[A-Za-z0-9._~+/=-]{4,}", rf"\1 {REDACTED}"),
    # name=value and "name": "value"
    (
        rf"""(?i)(?<![a-z])({_QUIET}["']?\s{{0,8}}[=:]\s{{0,8}}["']?)(?!bearer |basic )[^\s"'&;,{{}}\[\]]+""",
        rf"\1{REDACTED}",
    ),
    # https://user:password@host, as in the URL of a clone; an @ that somebody forgot to escape is the password's
    (r"(?i)\b([a-z][a-z0-9+.-]{0,30}://)[^\s/\"']+@", rf"\1{REDACTED}@"),
)
_COMPILED = tuple((re.compile(pattern), replacement) for pattern, replacement in _RULES)
_QUIET_FIELD = re.compile(rf"(?i)(?:\w{{1,40}}[_-])?{_QUIET}")

_OWN_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_PLAIN = re.compile(r"[^\s\"=\x00-\x1f\x7f]+")


def redact(text: str) -> str:
    """``text`` with everything that looks like a credential removed."""
    for pattern, replacement in _COMPILED:
        text = pattern.sub(replacement, text)
    return text


def _safe(text: str) -> str:
    """A value or message as it may be written: short, and without credentials."""
    return (
        redact(text)
        if len(text) <= MAX_VALUE_CHARS
        else f"{redact(text[:MAX_VALUE_CHARS])}… ({len(text):,} characters)"
    )


class _Formatter(logging.Formatter):
    """What both formats share: the fields of a record, none of them a secret."""

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        if record.name == "gunicorn.access" and isinstance(record.args, Mapping):
            known = {field: atom for field, atom in _ACCESS_TRAIL.items() if atom in record.args}
            return {
                field: self._clean(field, record.args.get(atom)) for field, atom in (_ACCESS_FIELDS | known).items()
            }
        given = {name: value for name, value in vars(record).items() if name not in _OWN_ATTRIBUTES}
        return {name: self._clean(name, value) for name, value in {**trail.fields(), **given}.items()}

    def trace(self, record: logging.LogRecord) -> str:
        text = self.formatException(record.exc_info) if record.exc_info else ""
        whole = "\n".join(part for part in (text, record.stack_info or "") if part)
        return redact(whole[-MAX_TRACE_CHARS:])  # its end names the error

    def moment(self, record: logging.LogRecord) -> str:
        return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03d}Z"

    @staticmethod
    def _clean(name: str, value: object) -> object:
        if isinstance(value, bool | int | float) or value is None:
            return value
        return REDACTED if _QUIET_FIELD.fullmatch(name) else _safe(str(value))


class TextFormatter(_Formatter):
    """One line per record, with any traceback below. Control characters are escaped, so no value can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        event = _safe(record.getMessage())
        fields = "".join(f" {name}={_quoted(value)}" for name, value in self.fields(record).items())
        line = f"{self.moment(record)} {record.levelname.lower()} {record.name} {_one_line(event)}{fields}"
        trace = self.trace(record)
        return f"{line}\n{trace}" if trace else line


class JsonFormatter(_Formatter):
    """One JSON object per record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _safe(record.getMessage()),
            **self.fields(record),
        }
        trace = self.trace(record)
        if trace:
            line["trace"] = trace
        return json.dumps(line, ensure_ascii=False, default=str)


def _formatter(settings: Settings) -> type[_Formatter]:
    return JsonFormatter if settings.server.log_format == "json" else TextFormatter


def line_of(settings: Settings, logger: str, event: str, **fields: object) -> str:
    """A line as it would be logged, for a file of its own."""
    record = {"name": logger, "levelno": logging.INFO, "levelname": "INFO", "msg": event, **fields}
    return _formatter(settings)().format(logging.makeLogRecord(record))


def logging_config(settings: Settings, *, is_child: bool = False) -> dict[str, Any]:
    """For ``logging.config.dictConfig`` and for gunicorn's ``logconfig_dict``: everything to standard error, warnings
    and errors to the error log, too. A job's child has no data folder, and its lines are for warnings.
    """
    formatter = _formatter(settings)
    level = "WARNING" if is_child else settings.server.log_level.upper()
    handlers = ["stderr"]
    errors: dict[str, Any] = {}
    if settings.server.error_log_bytes and not is_child:
        folder = str(settings.server.data / error_log.FOLDER)
        errors = {"errors": {"()": error_log.ErrorLog, "folder": folder, "max_bytes": settings.server.error_log_bytes}}
        handlers.append("errors")
    to_handler = {"level": level, "handlers": handlers, "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"tailrace": {"()": formatter}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "tailrace", "stream": "ext://sys.stderr"},
            **errors,
        },
        "root": {"level": level, "handlers": handlers},
        "loggers": {
            "gunicorn.error": to_handler,
            "gunicorn.access": to_handler,
            # These two log every request they make, with its URL, at a level that is easily turned on.
            "urllib3": {"level": "WARNING"},
            "alembic": {"level": "WARNING"},
        },
    }


def _quoted(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return text if text.isprintable() else json.dumps(text, ensure_ascii=False)[1:-1]
