"""Résumé screening: stacks of files, rankings, candidates, openings (contract, section 5)."""

from __future__ import annotations

from blueprints.openapi.operation import (
    Node,
    empty_answer,
    in_path,
    in_query,
    json_answer,
    json_body,
    operation,
    ref,
    whole,
)
from blueprints.runs.openapi import run_paths
from blueprints.screening import openapi_schema as schema
from services.screening.screening_kind import SCREENING

TAG = {
    "name": "Résumé screening",
    "description": "A stack of files in, a ranked and explained list of candidates out.",
}
SCHEMAS = schema.SCHEMAS

_NAME = TAG["name"]
_SCREENING = in_path("screening_id", "As the start answered.")
_CANDIDATE = in_path("candidate_id", "As the ranking has it.")
_OPENING = in_path("opening_id", "As its making answered.")
_RANKING = in_query("ranking", whole(minimum=1), "Which ranking; without, the newest.")
_NO_SCREENING = "There is no such screening, or it is somebody else's."
_NO_CANDIDATE = f"{_NO_SCREENING} Or it has no such candidate."
_NO_OPENING = "There is no such opening, or it is somebody else's."
_RUNNING = "It has not ended yet."
_PEOPLE = "Service tokens decide nothing about people."
_TOO_MUCH = "It cannot be ranked within the limits of time and memory."
_BUSY = {
    409: _TOO_MUCH,
    429: "Something of yours is being ranked already, or you have as much as one user may.",
    503: "The server is ranking for others.",
}
_REFUSED = "A field cannot be used, or a criterion is refused."
_BINARY: Node = {"type": "string", "format": "binary"}
_CANDIDATE_ANSWER = json_answer("The candidate.", ref("WholeCandidate"))


def _multipart(name: str) -> Node:
    return {"required": True, "content": {"multipart/form-data": {"schema": ref(name)}}}


_UPLOAD_ERRORS = {
    403: "Service tokens start nothing.",
    413: "The upload is too large.",
    429: "Too many queued and running jobs, or too much on the disk, or something of yours is being ranked already.",
    503: "The server has no room for another upload, or is ranking for others.",
}

_RANKING_ANSWER: Node = {
    "description": "The ranking, or a file of it.",
    "content": {
        "application/json": {"schema": ref("ShownScreening")},
        "text/csv": {"schema": {"type": "string"}},
        "application/pdf": {"schema": _BINARY},
    },
}

PATHS: Node = run_paths(
    SCREENING,
    blueprint="screenings",
    tag=_NAME,
    path="/api/v1/screenings",
    schema="ScreeningListed",
    started="ScreeningStarted",
    listed="ScreeningList",
    formats=("json", "csv", "pdf"),
    read=_RANKING_ANSWER,
    searched="In the opening's title.",
    reading=(_RANKING,),
    export_errors={409: "The PDF cannot be made within its limits.", 503: "Other reports are being made."},
)
PATHS["/api/v1/screenings"]["post"] = operation(
    "screenings.start",
    _NAME,
    "Start a screening",
    description="Of a stack of files, against an opening or a pasted description.",
    body=_multipart("ScreeningUpload"),
    answers={202: json_answer("Queued.", ref("ScreeningStarted"))},
    errors={**_UPLOAD_ERRORS, 400: f"No file. {_REFUSED}", 404: _NO_OPENING, 409: _TOO_MUCH},
)
PATHS["/api/v1/screenings/{screening_id}/files"] = {
    "post": operation(
        "screenings.more_files",
        _NAME,
        "Add files to an ended screening",
        description="A new screening takes over what was read, and reads these.",
        parameters=[_SCREENING],
        body=_multipart("FilesUpload"),
        answers={202: json_answer("Queued.", ref("ScreeningStarted"))},
        errors={**_UPLOAD_ERRORS, 400: "No file.", 404: _NO_SCREENING, 409: _RUNNING},
    )
}
PATHS["/api/v1/screenings/{screening_id}/rankings"] = {
    "post": operation(
        "screenings.rank",
        _NAME,
        "Rank by other criteria",
        description="No file is read again. Earlier rankings stay: `?ranking=` reads them.",
        parameters=[_SCREENING],
        body=json_body(ref("RankingRequest")),
        answers={200: json_answer("The new ranking.", ref("ShownScreening"))},
        errors={**_BUSY, 400: _REFUSED, 403: _PEOPLE, 404: _NO_SCREENING, 409: f"{_RUNNING} Or: {_TOO_MUCH}"},
    )
}
PATHS["/api/v1/screenings/{screening_id}/unblind"] = {
    "post": operation(
        "screenings.unblind",
        _NAME,
        "Show who the candidates of a blind screening are",
        description="For good, and logged.",
        parameters=[_SCREENING],
        answers={200: json_answer("The ranking.", ref("ShownScreening"))},
        errors={403: _PEOPLE, 404: _NO_SCREENING},
    )
}
PATHS["/api/v1/screenings/{screening_id}/candidates/{candidate_id}"] = {
    "get": operation(
        "screenings.candidate",
        _NAME,
        "Read one candidate",
        parameters=[
            _SCREENING,
            _CANDIDATE,
            in_query("format", {"enum": ["json_resume"]}, "Download what was read in the schema of jsonresume.org."),
        ],
        answers={200: _CANDIDATE_ANSWER},
        errors={400: "An unknown format.", 404: _NO_CANDIDATE},
    ),
    "patch": operation(
        "screenings.decide",
        _NAME,
        "Shortlist or reject a candidate, or note something",
        description="A field that is not sent stays as it is. Who, when and why is kept.",
        parameters=[_SCREENING, _CANDIDATE],
        body=json_body(ref("DecisionRequest")),
        answers={200: _CANDIDATE_ANSWER},
        errors={400: "No such decision, or neither field.", 403: _PEOPLE, 404: _NO_CANDIDATE},
    ),
    "delete": operation(
        "screenings.remove_candidate",
        _NAME,
        "Delete one candidate",
        description="With file, profile, page images and decisions.",
        parameters=[_SCREENING, _CANDIDATE],
        answers={204: empty_answer("Deleted.")},
        errors={403: _PEOPLE, 404: _NO_CANDIDATE, 409: _RUNNING},
    ),
}
PATHS["/api/v1/screenings/{screening_id}/candidates/{candidate_id}/summary"] = {
    "post": operation(
        "screenings.summary",
        _NAME,
        "Have the language model word a summary and questions for an interview",
        description="From the résumé without its person. Made once and kept; it changes no number.",
        parameters=[_SCREENING, _CANDIDATE],
        answers={200: json_answer("In words.", ref("CandidateWords"))},
        errors={
            403: _PEOPLE,
            404: _NO_CANDIDATE,
            409: "This server has no language model.",
            429: "The day's budget is used up, or other answers of yours are on their way.",
            503: "The language model gave no answer that can be used.",
        },
    )
}
PATHS["/api/v1/screenings/{screening_id}/candidates/{candidate_id}/file"] = {
    "get": operation(
        "screenings.original_file",
        _NAME,
        "Download a candidate's file",
        parameters=[_SCREENING, _CANDIDATE],
        answers={
            200: {
                "description": "As it was uploaded.",
                "content": {"application/octet-stream": {"schema": _BINARY}},
            }
        },
        errors={403: "The screening is blind.", 404: _NO_CANDIDATE},
    )
}
PATHS["/api/v1/screenings/{screening_id}/candidates/{candidate_id}/pages/{number}"] = {
    "get": operation(
        "screenings.page",
        _NAME,
        "Look at a page of a candidate's file",
        description="Of a PDF. Drawn when it is first looked at, and kept.",
        parameters=[_SCREENING, _CANDIDATE, in_path("number", "From 1.", whole(minimum=0))],
        answers={200: {"description": "The page.", "content": {"image/png": {"schema": _BINARY}}}},
        errors={
            403: "The screening is blind.",
            404: f"{_NO_CANDIDATE} Or the file has no such page.",
            503: "Too many pages are being drawn.",
        },
    )
}
PATHS["/api/v1/openings"] = {
    "get": operation(
        "openings.listed",
        _NAME,
        "List openings",
        description="The caller's own, an admin's everybody's; the newest first.",
        parameters=[
            in_query("limit", whole(minimum=1, maximum=200, default=50), "So many on a page."),
            in_query("page", whole(minimum=1, maximum=10_000, default=1), "From 1."),
        ],
        answers={200: json_answer("A page.", ref("OpeningList"))},
        errors={400: "A bad number."},
    ),
    "post": operation(
        "openings.add",
        _NAME,
        "Make an opening",
        description="Without criteria, they are proposed from the description.",
        body=json_body(ref("OpeningRequest")),
        answers={201: json_answer("Made.", ref("KeptOpening"))},
        errors={400: _REFUSED, 403: "Service tokens make none.", **_BUSY},
    ),
}
PATHS["/api/v1/openings/{opening_id}"] = {
    "get": operation(
        "openings.read",
        _NAME,
        "Read an opening",
        parameters=[_OPENING],
        answers={200: json_answer("The opening.", ref("KeptOpening"))},
        errors={404: _NO_OPENING},
    ),
    "patch": operation(
        "openings.change",
        _NAME,
        "Change an opening",
        description="Any of its fields. Screenings keep what they were ranked against.",
        parameters=[_OPENING],
        body=json_body(ref("OpeningRequest")),
        answers={200: json_answer("As it is now.", ref("KeptOpening"))},
        errors={400: _REFUSED, 403: "Service tokens change none.", 404: _NO_OPENING, **_BUSY},
    ),
    "delete": operation(
        "openings.remove",
        _NAME,
        "Delete an opening",
        description="Screenings keep what they were ranked against.",
        parameters=[_OPENING],
        answers={204: empty_answer("Deleted.")},
        errors={403: "Service tokens delete none.", 404: _NO_OPENING},
    ),
}
