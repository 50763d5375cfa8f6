"""The schemas of résumé screening (contract, section 5): those of its answers are read from the answers' own types."""

from __future__ import annotations

from typing import Any

import msgspec

from blueprints.openapi.operation import Node, array, mapping, nullable, number, record, ref, text, whole
from blueprints.runs.openapi import STATE, list_schema, started_schema
from services.screening.matching.criterion import CriterionKind, Part
from services.screening.model.candidate_words import CandidateWords
from services.screening.screening_kind import SCREENING
from services.screening.shown import ShownProgress, ShownScreening, WholeCandidate

_REF = "#/components/schemas/{name}"


def _from_types(*types: Any) -> Node:
    """Their schemas and those of their parts, in which every field is always present."""
    _, found = msgspec.json.schema_components(types, ref_template=_REF)
    return {name: _complete(schema) for name, schema in found.items()}


def _complete(schema: Node) -> Node:
    properties = {name: _without_default(part) for name, part in schema["properties"].items()}
    return {"type": "object", "properties": properties, "required": list(properties), **_described(schema)}


def _described(schema: Node) -> Node:
    description = " ".join(schema.get("description", "").replace("``", "`").split())
    return {"description": description} if description else {}


def _without_default(schema: Node) -> Node:
    return {name: value for name, value in schema.items() if name != "default"}


_KINDS, _PARTS = list(CriterionKind.__args__), list(Part.__args__)  # type: ignore[attr-defined]
_WEIGHTS = mapping(number(minimum=0), f"How much each part counts: {', '.join(_PARTS)}.")
_SENT_CRITERION = {
    "id": text("One is given if it is empty."),
    "kind": {"enum": _KINDS, "description": "Without: `must`."},
    "text": text("In the recruiter's words."),
    "terms": array(text(), "Any one of them meets it."),
    "part": {"enum": _PARTS},
    "stars": whole("Of a nice-to-have.", minimum=1, maximum=3),
    "years": nullable(number("At least so many years of it.", minimum=0)),
    "level": nullable(whole("At least this level of education (EQF).", minimum=1, maximum=8)),
}

SCHEMAS: Node = {
    **_from_types(ShownScreening, WholeCandidate, ShownProgress, CandidateWords),
    "ScreeningUpload": record(
        {
            "files": array(
                {"type": "string", "contentMediaType": "application/octet-stream"},
                "PDF, DOCX, ODT, RTF, TXT, Markdown, HTML; a .zip is unpacked.",
            ),
            "opening_id": text("Which opening; or `job_description`."),
            "job_description": text("A pasted description; criteria are proposed from it."),
            "criteria": text("JSON, as in an opening: in place of those of the opening, or of proposed ones."),
            "weights": text("JSON, as in an opening."),
            "as_of": text("The date that `present` stands for; today.", format="date"),
            "blind": {"enum": ["0", "1"], "description": "`1`: nobody sees who the candidates are."},
        },
        optional=("opening_id", "job_description", "criteria", "weights", "as_of", "blind"),
    ),
    "FilesUpload": record(
        {"files": array({"type": "string", "contentMediaType": "application/octet-stream"}, "As in a start.")}
    ),
    "ScreeningStarted": started_schema(SCREENING),
    "ScreeningListed": record(
        {
            "screening_id": text(),
            "title": text("The opening's."),
            "status": STATE,
            "stage": text(),
            "as_of": text(format="date"),
            "is_blind": {"type": "boolean", "description": "It was asked for as a blind one."},
            "opening_id": nullable(text()),
            "continues": nullable(text("The screening whose read files it took over.")),
            "progress": ref("ShownProgress"),
            "successful_files": whole(),
            "failed_files": whole(),
            "candidates": whole(),
            "error": nullable(text("Why it failed.")),
            "created_at": number("Unix seconds, like the other times."),
            "started_at": nullable(number()),
            "finished_at": nullable(number()),
            "expires_at": number("When it is deleted."),
        }
    ),
    "ScreeningList": list_schema("screenings", "ScreeningListed"),
    "SentCriterion": record(_SENT_CRITERION, optional=[name for name in _SENT_CRITERION if name != "text"]),
    "RankingRequest": record(
        {"criteria": array(ref("SentCriterion")), "weights": _WEIGHTS},
        optional=("criteria", "weights"),
        examples=[{"criteria": [{"kind": "must", "text": "Python"}]}],
    ),
    "DecisionRequest": record(
        {"decision": {"enum": ["shortlist", "reject", None]}, "note": text("Why, or what to ask.")},
        optional=("decision", "note"),
        examples=[{"decision": "shortlist", "note": "Call on Monday"}],
    ),
    "OpeningRequest": record(
        {
            "title": text(),
            "description": text(),
            "criteria": nullable(array(ref("SentCriterion"), "Without, they are proposed from the description.")),
            "weights": _WEIGHTS,
        },
        optional=("title", "description", "criteria", "weights"),
        examples=[{"title": "Data engineer", "description": "Must have: Python and SQL."}],
    ),
    "KeptOpening": record(
        {
            "opening_id": text(),
            "title": text(),
            "description": text(),
            "criteria": array(ref("Criterion")),
            "weights": _WEIGHTS,
            "created_at": number("Unix seconds."),
            "changed_at": number(),
        }
    ),
    "OpeningList": list_schema("openings", "KeptOpening"),
}
