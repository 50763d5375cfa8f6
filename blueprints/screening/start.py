"""Starting screenings from forms: the stack in its upload, and what it is to be ranked against."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
from flask import g, json, request
from werkzeug.datastructures import MultiDict

from blueprints.edge.current import container
from blueprints.edge.upload import outlast_body, receive
from services.errors import BadRequest
from services.screening.face import FACE
from services.screening.matching.criterion import Opening
from services.screening.opening_request import SentOpening, title_of
from services.screening.screening_run import Screening
from services.screening.screenings import Screenings
from services.thread import in_thread

FILES = "files"
_EXAMPLES = {"criteria": '[{"kind": "must", "text": "Python"}]', "weights": '{"skills": 40}'}
_EARLIEST, _LATEST = date(1970, 1, 1), date(2999, 12, 31)


def screenings() -> Screenings:
    return container().service(FACE)


def start_screening() -> Screening:
    """From the current request. Raises: as `Screenings.start`; BadRequest, for a field."""
    outlast_body(request)
    service = screenings()
    with service.new_upload(g.identity.user_id, request.content_length) as intake:
        form = receive(request, intake, FILES)
        opening_id = form.get("opening_id") or None
        return in_thread(
            service.start,
            g.identity.user_id,
            _opening(form, opening_id),
            intake.files,
            as_of=_as_of(form.get("as_of", "")),
            is_blind=_flag(form, "blind"),
            opening_id=opening_id,
        )


def add_files(screening_id: str) -> Screening:
    """To an ended screening, from the current request. Raises: as `Screenings.add_files`."""
    outlast_body(request)
    service = screenings()
    service.check_ended(g.identity, screening_id)
    with service.new_upload(g.identity.user_id, request.content_length) as intake:
        receive(request, intake, FILES)
        return in_thread(service.add_files, g.identity, screening_id, intake.files)


def make_opening(title: str, description: str, criteria: Any, weights: Any) -> Opening:
    """An opening from what a client sent; its criteria are proposed where there are none.

    Raises: BadRequest. LimitReached, Unavailable: others are being made.
    """
    sent = SentOpening(title, description, criteria, weights)
    sent.check()
    return screenings().work.opening(g.identity.user_id, sent)


def _opening(form: MultiDict[str, str], opening_id: str | None) -> Opening:
    description = form.get("job_description", "").strip()
    if bool(description) == bool(opening_id):
        raise BadRequest("Send either 'opening_id' or 'job_description': what the candidates are ranked against.")
    criteria, weights = _json(form, "criteria"), _json(form, "weights")
    if opening_id is None:
        return make_opening(title_of(description), description, criteria, weights)
    kept = screenings().openings.get(g.identity, opening_id).opening
    if criteria is None and weights is None:
        return kept
    return make_opening(
        kept.title,
        kept.description,
        msgspec.to_builtins(kept.criteria) if criteria is None else criteria,
        kept.weights if weights is None else weights,
    )


def _json(form: MultiDict[str, str], name: str) -> Any:
    raw = form.get(name, "").strip()
    if not raw:
        return None
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise BadRequest(f"The field {name!r} is not JSON; {_EXAMPLES[name]} is.") from None


def _as_of(raw: str) -> str:
    if not raw.strip():
        return datetime.now(UTC).date().isoformat()
    try:
        found = date.fromisoformat(raw.strip())
    except ValueError:
        found = None
    if found is None or not _EARLIEST <= found <= _LATEST:
        raise BadRequest("'as_of' is a date such as 2026-11-25.")
    return found.isoformat()


def _flag(form: MultiDict[str, str], name: str) -> bool:
    value = form.get(name, "0") or "0"
    if value not in ("0", "1"):
        raise BadRequest(f"{name!r} is 0 or 1.")
    return value == "1"
