"""The audit log over the API, for admins: filtered, page by page, and whole for a spreadsheet or a program."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec
from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from blueprints.edge.current import container
from blueprints.edge.download import as_download
from blueprints.edge.gates import require_role
from blueprints.edge.parameters import choice, whole
from services.auth.audit import AuditEntry, AuditFilter
from services.errors import BadRequest
from services.spreadsheet_cell import cell

admin_audit = Blueprint("admin_audit", __name__, url_prefix="/api/v1/admin/audit")

MOST_LISTED = 500
_LONGEST = 255
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_COLUMNS = ("id", "at", "actor", "actor_id", "address", "act", "subject_kind", "subject", "subject_id", "details")


@admin_audit.get("")
@require_role("admin")
def listed() -> ResponseReturnValue:
    """With ``?format=`` the whole of what the filter finds, to be saved."""
    wanted = asked_filter()
    form = choice("format", tuple(_FORMATS))
    if form is not None:
        return _FORMATS[form](container().audit_log.every(wanted))
    limit = whole("limit", 50, 1, MOST_LISTED)
    entries, cursor = page_of_audit(wanted, limit)
    return jsonify({"entries": [entry.as_dict() for entry in entries], "next": cursor})


def page_of_audit(wanted: AuditFilter, limit: int) -> tuple[list[AuditEntry], str | None]:
    """The entries that the query's ``cursor`` asks for, and the cursor of those that follow."""
    cursor = whole("cursor", 0, 1, 999_999_999) or None
    found = list(container().audit_log.newest(wanted, limit + 1, cursor))
    return found[:limit], str(found[limit - 1].id) if len(found) > limit else None


def asked_filter() -> AuditFilter:
    """From the query. Raises: BadRequest."""
    act, actor, subject, text = (request.args.get(name, "").strip() for name in ("act", "actor", "subject", "q"))
    if any(len(value) > _LONGEST or "\0" in value for value in (act, actor, subject, text)):
        raise BadRequest(f"What to look for has at most {_LONGEST} characters, and no NUL.")
    return AuditFilter(act, actor, subject, text, _moment("since"), _moment("until"))


def _moment(name: str) -> float | None:
    """A day or a moment (ISO 8601, UTC unless it says otherwise), or Unix seconds. Raises: BadRequest."""
    raw = request.args.get(name, "").strip()
    if not raw:
        return None
    try:
        if raw.isascii() and raw.replace(".", "", 1).isdigit() and len(raw.partition(".")[0]) > 8:
            return float(raw)
        at = datetime.fromisoformat(raw)
        return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise BadRequest(f"?{name} is a day such as 2026-11-26, a moment, or Unix seconds.") from None


def _to_csv(entries: Iterator[AuditEntry]) -> Response:
    """A line for each entry. Text never becomes a formula."""

    def lines() -> Iterator[str]:
        yield _BOM + _line(_COLUMNS)
        for entry in entries:
            at = datetime.fromtimestamp(entry.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            details = msgspec.json.encode(entry.details).decode() if entry.details else ""
            yield _line(
                (
                    entry.id, at, entry.actor, entry.actor_id, entry.address, entry.act, entry.subject_kind,
                    entry.subject, entry.subject_id, details,
                )
            )  # fmt: skip

    return as_download(Response(lines(), mimetype="text/csv; charset=utf-8"), "audit-log", "csv")


def _line(values: tuple[str | int, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerow([cell(value) for value in values])
    return text.getvalue()


def _to_jsonl(entries: Iterator[AuditEntry]) -> Response:
    lines = (msgspec.json.encode(entry.as_dict()) + b"\n" for entry in entries)
    return as_download(Response(lines, mimetype="application/jsonl"), "audit-log", "jsonl")


_FORMATS: dict[str, Callable[[Iterator[AuditEntry]], Response]] = {"csv": _to_csv, "jsonl": _to_jsonl}
