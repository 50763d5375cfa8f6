"""Triage: read and make verdicts about issues (contract, section 4)."""

from __future__ import annotations

from blueprints.openapi.operation import (
    Node,
    array,
    in_path,
    json_answer,
    json_body,
    number,
    operation,
    record,
    ref,
    text,
)
from services.scanning.triage.verdict import MAX_ISSUES, MAX_NOTE_CHARACTERS, STATES

TAG = {
    "name": "Triage of issues",
    "description": "Say once what is a known risk or a false alarm; later analyses of the repository know it.",
}

_VERDICT: Node = {
    "state": {"enum": list(STATES), "description": "`accepted`: a known risk."},
    "assignee": text("A user's name, or empty."),
    "note": text(maxLength=MAX_NOTE_CHARACTERS),
    "by": text("Who decided."),
    "at": number("Unix seconds."),
}
_PLACE: Node = {
    "path": text(),
    "fingerprint": text("As the JSON report has it; of several equal ones in a file the second has `:2` behind it, …"),
}
_EXAMPLE = {"state": "accepted", "assignee": "", "note": "Behind the proxy only.", "by": "ada", "at": 1795000000.5}
_PLACE_EXAMPLE = {"path": "app.py", "fingerprint": "5f0c6a52b7d84e19"}
_CHANGE_EXAMPLE = {"issues": [_PLACE_EXAMPLE], "state": "accepted", "note": "Behind the proxy only."}
_NO_SCAN = "There is no such analysis, or it is somebody else's."

SCHEMAS: Node = {
    "Verdict": record(_VERDICT, examples=[_EXAMPLE]),
    "TriagedIssue": record(
        {**_PLACE, **_VERDICT, "history": array(ref("Verdict"), "The earlier ones, the newest first.")},
        examples=[{**_PLACE_EXAMPLE, **_EXAMPLE, "history": []}],
    ),
    "TriagedIssues": record({"verdicts": array(ref("TriagedIssue"))}),
    "TriageRequest": record(
        {
            "issues": array(record(_PLACE), minItems=1, maxItems=MAX_ISSUES),
            "state": _VERDICT["state"],
            "assignee": _VERDICT["assignee"],
            "note": _VERDICT["note"],
        },
        optional=("state", "assignee", "note"),
        examples=[_CHANGE_EXAMPLE],
    ),
}

_SCAN = in_path("scan_id", "As the start answered.")

PATHS: Node = {
    "/rlm/scans/{scan_id}/verdicts": {
        "get": operation(
            "triage.listed",
            TAG["name"],
            "What was decided about issues",
            description="All verdicts of the analysis's repository, whichever analysis they were made on, by the names"
            " that files have in this one. An issue without one is open.",
            parameters=[_SCAN],
            answers={200: json_answer("The verdicts.", ref("TriagedIssues"))},
            errors={404: _NO_SCAN},
        ),
        "patch": operation(
            "triage.decide",
            TAG["name"],
            "Decide about issues",
            description="About one or many, all alike. What is not sent stays as it is; all are changed, or none.",
            parameters=[_SCAN],
            body=json_body(ref("TriageRequest")),
            answers={200: json_answer("The verdicts that now hold.", ref("TriagedIssues"))},
            errors={
                400: "Nothing to change, no issue or too many, a note that is too long, or the assignee is no user.",
                403: "Service tokens decide nothing.",
                404: f"{_NO_SCAN} Or it found no such issue.",
                409: "It is still running.",
                413: "The body is too large.",
                429: "The owner has no room for more verdicts (`verdict_limit`), or a report of yours is being read.",
                503: "Too many reports are being read.",
            },
        ),
    },
}
