"""Repository analysis: start, watch, read, compare, end (contract, section 4)."""

from __future__ import annotations

from blueprints.openapi.operation import (
    STREAM_SECURITY,
    Node,
    in_path,
    in_query,
    json_answer,
    json_body,
    mapping,
    operation,
    ref,
    text,
)
from blueprints.runs.openapi import run_paths
from blueprints.scanning import openapi_schema as scan_schema
from blueprints.streaming.openapi import EVENT_STREAM, POSITION, STREAM_ENDED, STREAM_ERRORS, WHICH_CREDENTIAL
from services.scanning.report.group import GROUPINGS
from services.scanning.scan_kind import SCAN

TAG = {
    "name": "Repository analysis",
    "description": "Start the analysis of a repository, watch it happen, keep and compare reports.",
}

SCHEMAS = scan_schema.SCHEMAS

_SCAN = in_path("scan_id", "As the start answered.")
_NAME = in_path("repo_name", "The repository's name. Several repositories may have it: `scan_id` is the key.")
_SCAN_QUERY = in_query("scan_id", text(), "Which analysis; without, the newest of that name that the caller may watch.")
_GROUP = in_query("group", {"enum": list(GROUPINGS)}, "How issues are grouped; without, by rule.")
_AS_WRITTEN = in_query("verdicts", {"enum": ["without"]}, "`without`: the report as the analysis wrote it.")
_NO_SCAN = "There is no such analysis, or it is somebody else's."
_UNFINISHED = "It is still running."

_REPORT: Node = {
    "description": "Without `format` its state, else the report.",
    "content": {
        "application/json": {"schema": {"anyOf": [ref("Scan"), mapping({}, "The report (`format=json`).")]}},
        "application/sarif+json": {"schema": mapping({}, "SARIF 2.1.0.")},
        "application/vnd.cyclonedx+json": {"schema": mapping({}, "CycloneDX 1.6: the dependencies.")},
        "text/html": {"schema": {"type": "string"}},
        "text/markdown": {"schema": {"type": "string"}},
    },
}

PATHS: Node = {
    "/rlm/analyze": {
        "post": operation(
            "scans.analyze",
            TAG["name"],
            "Start an analysis",
            description="Of a repository by its address, or of an uploaded archive.",
            body={
                "required": True,
                "content": {
                    "application/json": {"schema": ref("ScanRequest")},
                    "multipart/form-data": {"schema": ref("ScanUpload")},
                },
            },
            answers={202: json_answer("Queued.", ref("ScanStarted"))},
            errors={
                400: "The address, ref or archive is refused; nothing was started.",
                403: "Service tokens start no analyses.",
                413: "The archive is too large.",
                429: "Too many queued and running jobs.",
                503: "There is no job runner to hand the access token to.",
            },
        )
    },
    "/rlm/stream/{repo_name}": {
        "get": operation(
            "scans.stream",
            TAG["name"],
            "Watch an analysis",
            description="From its start, without a position. In order: `connected`, `graph_building`, `graph_complete`,"
            " `collecting_files`, `files_collected`, `rlm_started`, `batch_complete` (1 to N), `analysis_complete` or"
            f" `analysis_failed` or `analysis_cancelled`, `stream_end`; then `done`. {WHICH_CREDENTIAL}",
            security=STREAM_SECURITY,
            parameters=[_NAME, _SCAN_QUERY, *POSITION],
            answers={200: EVENT_STREAM, 204: STREAM_ENDED},
            errors={**STREAM_ERRORS, 404: _NO_SCAN},
        )
    },
    "/rlm/progress/{repo_name}": {
        "get": operation(
            "scans.progress",
            TAG["name"],
            "Ask how far it is",
            parameters=[_NAME, _SCAN_QUERY],
            answers={200: json_answer("Where it stands.", ref("ScanProgress"))},
            errors={403: "The analysis may not be watched.", 404: _NO_SCAN},
        )
    },
    **run_paths(
        SCAN,
        blueprint="scans",
        tag=TAG["name"],
        path="/rlm/scans",
        schema="Scan",
        started="ScanStarted",
        listed="ScanList",
        formats=("json", "sarif", "html", "md", "cyclonedx"),
        read=_REPORT,
        reading=[_GROUP, _AS_WRITTEN],
        searched="In the repository's name, owner or address.",
        secrets=("access_token",),
    ),
    "/rlm/scans/{scan_id}/graph": {
        "get": operation(
            "scans.graph",
            TAG["name"],
            "The code graph",
            description="Coloured by what is known so far. The whole of a large repository is megabytes: to draw a"
            " map, its files are enough.",
            parameters=[
                _SCAN,
                in_query("level", {"enum": ["file"]}, "`file`: the files alone, with what each uses."),
                in_query("path", text(), "One file: the classes and functions in it, in place of the graph."),
            ],
            answers={200: json_answer("Nodes and edges.", {"anyOf": [ref("CodeGraph"), ref("FileSymbols")]})},
            errors={
                400: "`level` is something else, or `path` leads out of the repository.",
                404: f"{_NO_SCAN} Or its graph is not built yet, or it holds no such file.",
            },
        )
    },
    "/rlm/scans/{scan_id}/history": {
        "get": operation(
            "scans.history",
            TAG["name"],
            "How often which file was changed",
            description="As far back as the operator lets histories be read. There from `history_complete` on.",
            parameters=[_SCAN],
            answers={200: json_answer("The history.", ref("History"))},
            errors={404: f"{_NO_SCAN} Or its history is not read yet, or was not asked for."},
        )
    },
    "/rlm/scans/{scan_id}/files/{path}": {
        "get": operation(
            "scans.source",
            TAG["name"],
            "One file with its issues, and what was decided about them",
            parameters=[_SCAN, in_path("path", "Inside the repository; slashes stay as they are.")],
            answers={200: json_answer("The source.", ref("Source"))},
            errors={
                400: "Not a path inside the repository.",
                404: f"{_NO_SCAN} Or no such file was analysed.",
                413: "Too large.",
            },
        )
    },
    "/rlm/scans/{scan_id}/compare/{other_id}": {
        "get": operation(
            "scans.comparison",
            TAG["name"],
            "Compare two analyses",
            description="`scan_id` is after, `other_id` before."
            " Issues are matched even where lines moved and files were renamed. The lists are of open issues.",
            parameters=[_SCAN, in_path("other_id", "An id, or `previous`.")],
            answers={200: json_answer("The most severe first.", ref("Comparison"))},
            errors={
                404: f"{_NO_SCAN} Or there is no earlier one, or no report.",
                409: f"{_UNFINISHED} Or a report is too large to be compared.",
                429: "Another report of yours is being read already.",
                503: "Too many reports are being read.",
            },
        )
    },
    "/rlm/scans/{scan_id}/groups": {
        "get": operation(
            "scans.grouped",
            TAG["name"],
            "The issues of an analysis in groups",
            description="The most important group first; what is only worth tidying up comes last. Issues that were"
            " accepted, or marked as false positives, are counted beside.",
            parameters=[_SCAN, _GROUP],
            answers={200: json_answer("The groups.", ref("IssueGroups"))},
            errors={
                400: "`group` is something else.",
                404: f"{_NO_SCAN} Or it ended without a report.",
                409: f"{_UNFINISHED} Or the report is too large to be grouped.",
                429: "Another report of yours is being read already.",
                503: "Too many reports are being read.",
            },
        )
    },
    "/rlm/explanations": {
        "get": operation(
            "scans.explanations",
            TAG["name"],
            "What rules are about",
            description="Why it matters and how to mend it. Every rule has an answer: one that is not known, a general"
            " one.",
            parameters=[in_query("rule", text(), "As `engine:rule`; up to 100 times.")],
            answers={200: json_answer("By engine and rule.", ref("Explanations"))},
            errors={400: "No rule, or too many."},
        )
    },
    "/rlm/scans/{scan_id}/insight": {
        "post": operation(
            "scans.insight",
            TAG["name"],
            "Have an issue explained",
            description="By the language model that the operator set up.",
            parameters=[_SCAN],
            body=json_body(ref("InsightRequest")),
            answers={200: json_answer("The explanation.", ref("Insight"))},
            errors={
                400: "The body names no issue.",
                404: f"{_NO_SCAN} Or it found no such issue.",
                409: "No model is set up, or such files are not shown to one.",
                413: "The file is too large.",
                429: "The day's budget is used up, or too many questions wait for an answer.",
                503: "The model's endpoint gave no answer.",
            },
        )
    },
}
