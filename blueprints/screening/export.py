"""Exports: a screening as JSON, CSV or PDF, a candidate as JSON Resume, with what their reader may see and no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, g

from blueprints.edge.download import as_download
from blueprints.edge.json_answer import json_answer
from blueprints.edge.parameters import whole
from blueprints.screening.start import screenings
from services.screening.report.csv import to_csv
from services.screening.report.json_resume import json_resume
from services.screening.screening_run import Screening
from services.screening.shown import ShownScreening, WholeCandidate
from services.thread import in_thread

MAX_RANKING_ID = 10**6


def shown_screening(screening_id: str) -> ShownScreening:
    """As it is shown to the caller, with the ranking that the query names; the newest, if it names none."""
    ranking_id = whole("ranking", 0, 1, MAX_RANKING_ID) or None
    return in_thread(screenings().answer, g.identity, screening_id, ranking_id)


def _csv(shown: ShownScreening) -> Response:
    return Response(in_thread(to_csv, shown), content_type="text/csv; charset=utf-8")


def _pdf(shown: ShownScreening) -> Response:
    made = screenings().reports.pdf(shown)  # waits for a process, so not in a thread
    return Response(made, mimetype="application/pdf")


def _export(form: str, made: Callable[[ShownScreening], Response]) -> Callable[[Any], Response]:
    def export(screening: Screening) -> Response:
        response = made(shown_screening(screening.screening_id))
        return as_download(response, screening.title, form)

    return export


EXPORTS: Mapping[str, Callable[[Any], Response]] = {
    form: _export(form, made) for form, made in (("json", json_answer), ("csv", _csv), ("pdf", _pdf))
}


def candidate_as_json_resume(candidate: WholeCandidate) -> Response:
    """Its file's name does not say whom it is about."""
    response = json_answer(json_resume(candidate))
    return as_download(response, f"candidate-{candidate.candidate_id}", "json")
