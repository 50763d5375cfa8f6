"""Résumé screening over HTTP (contract, section 5): stacks, their rankings and their candidates."""

from __future__ import annotations

from pathlib import PurePosixPath

import msgspec
from flask import Blueprint, Response, g, jsonify
from flask.typing import ResponseReturnValue

from blueprints.edge.acting import actor
from blueprints.edge.download import as_download
from blueprints.edge.json_answer import json_answer
from blueprints.edge.parameters import choice, json_object, text
from blueprints.edge.stored_file import stored_file
from blueprints.runs.api import add_run_calls, check_is_person, check_may_start, started_run, tidy_later
from blueprints.screening.export import EXPORTS, candidate_as_json_resume, shown_screening
from blueprints.screening.start import add_files, make_opening, screenings, start_screening
from services.errors import BadRequest
from services.screening.decisions import CHOICES
from services.screening.face import FACE
from services.screening.opening_request import check_storable
from services.screening.screening_kind import SCREENING
from services.screening.screening_run import Screening
from services.thread import in_thread

api = Blueprint("screenings", __name__, url_prefix="/api/v1")

MAX_NOTE = 5000
_MAX_BODY_BYTES = 262_144


# -- stacks ------------------------------------------------------------------------------------------------------------


@api.post("/screenings")
def start() -> ResponseReturnValue:
    check_may_start(SCREENING)
    screening = start_screening()
    tidy_later(screenings())
    return jsonify(started_run(SCREENING, screening)), 202


@api.post("/screenings/<screening_id>/files")
def more_files(screening_id: str) -> ResponseReturnValue:
    """Ranks with what was read before, in a screening of its own."""
    check_may_start(SCREENING)
    screening = add_files(screening_id)
    tidy_later(screenings())
    return jsonify(started_run(SCREENING, screening)), 202


@api.post("/screenings/<screening_id>/rankings")
def rank(screening_id: str) -> ResponseReturnValue:
    """By other criteria, without reading a file again."""
    _check_may_decide()
    body = json_object(_MAX_BODY_BYTES, '{"criteria": [{"kind": "must", "text": "Python"}]}')
    if "criteria" not in body and "weights" not in body:
        raise BadRequest("'criteria' is missing: what the candidates are to be ranked by.")
    before, stack = in_thread(screenings().rankable, g.identity, screening_id)
    opening = make_opening(
        before.title,
        before.description,
        body.get("criteria", msgspec.to_builtins(before.criteria)),
        body.get("weights", before.weights),
    )
    candidates = screenings().work.ranked(g.identity.user_id, opening, stack)
    in_thread(screenings().add_ranking, g.identity, screening_id, opening, candidates)
    return _shown(screening_id)


@api.post("/screenings/<screening_id>/unblind")
def unblind(screening_id: str) -> ResponseReturnValue:
    _check_may_decide()
    screenings().unblind(g.identity, screening_id, actor().address)
    return _shown(screening_id)


# -- candidates --------------------------------------------------------------------------------------------------------


@api.get("/screenings/<screening_id>/candidates/<candidate_id>")
def candidate(screening_id: str, candidate_id: str) -> ResponseReturnValue:
    is_export = choice("format", ["json_resume"]) is not None
    found = in_thread(screenings().candidate, g.identity, screening_id, candidate_id)
    if is_export:
        return candidate_as_json_resume(found)
    return json_answer(found)


@api.post("/screenings/<screening_id>/candidates/<candidate_id>/summary")
def summary(screening_id: str, candidate_id: str) -> ResponseReturnValue:
    """What the language model words of them, and of nothing that tells who they are. It changes no number."""
    _check_may_decide()
    candidate = in_thread(screenings().wordable, g.identity, screening_id, candidate_id)
    words = screenings().wording.words(screenings().settings, g.identity.user_id, candidate)
    return json_answer(words)


@api.patch("/screenings/<screening_id>/candidates/<candidate_id>")
def decide(screening_id: str, candidate_id: str) -> ResponseReturnValue:
    """Only a person decides; who and when is kept."""
    _check_may_decide()
    body = json_object(_MAX_BODY_BYTES, '{"decision": "shortlist", "note": "Call on Monday"}')
    changes: dict[str, str | None] = {}
    if "decision" in body:
        changes["decision"] = text(body, "decision")
        if changes["decision"] not in (None, *CHOICES):
            raise BadRequest(f"'decision' is {', '.join(CHOICES)} or null.")
    if "note" in body:
        changes["note"] = note = text(body, "note") or ""
        check_storable("note", note, MAX_NOTE)
    if not changes:
        raise BadRequest("Send a 'decision', a 'note', or both.")
    found = in_thread(screenings().decide, g.identity, screening_id, candidate_id, changes)
    return json_answer(found)


@api.delete("/screenings/<screening_id>/candidates/<candidate_id>")
def remove_candidate(screening_id: str, candidate_id: str) -> ResponseReturnValue:
    _check_may_decide()
    in_thread(screenings().delete_candidate, g.identity, screening_id, candidate_id)
    return "", 204


@api.get("/screenings/<screening_id>/candidates/<candidate_id>/file")
def original_file(screening_id: str, candidate_id: str) -> ResponseReturnValue:
    """As it was uploaded. A browser only ever saves it: a stranger made it."""
    path, name = in_thread(screenings().original_file, g.identity, screening_id, candidate_id)
    called = PurePosixPath(name)
    response = as_download(stored_file(path, "application/octet-stream"), called.stem, called.suffix)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@api.get("/screenings/<screening_id>/candidates/<candidate_id>/pages/<int:number>")
def page(screening_id: str, candidate_id: str, number: int) -> ResponseReturnValue:
    """An image of a page, drawn when it is first looked at."""
    where = screening_id, candidate_id, number
    image, file = in_thread(screenings().page, g.identity, *where)
    if not image.exists():
        in_thread(screenings().keep_page, *where, screenings().pages.drawn(file, number))
    return stored_file(image, "image/png")


# -- shared ------------------------------------------------------------------------------------------------------------


def _check_may_decide() -> None:
    """Raises: Forbidden, for a program."""
    check_is_person("work with candidates")


def _shown(screening_id: str) -> Response:
    return json_answer(shown_screening(screening_id))


def _read(screening: Screening) -> Response:
    return _shown(screening.screening_id)


add_run_calls(api, FACE, SCREENING, path="/screenings", key="screenings", exports=EXPORTS, answer=_read)
