"""The schemas of repository analysis (contract, section 4)."""

from __future__ import annotations

from blueprints.openapi.operation import Node, array, mapping, nullable, number, record, ref, text, whole
from services.runs.run import STATES
from services.scanning.analysis.issue import SEVERITIES
from services.scanning.files.role import ROLES
from services.scanning.report.group import GROUPINGS, SECTIONS

_ISSUE: Node = {
    "line": whole("From 1.", minimum=0),
    "column": whole("From 1.", minimum=0),
    "rule": text("The engine's own name for it."),
    "severity": ref("Severity"),
    "message": text(),
    "engine": text(),
}
_ISSUE_EXAMPLE = {
    "line": 2,
    "column": 1,
    "rule": "S602",
    "severity": "high",
    "message": "A shell is started.",
    "engine": "ruff",
}
_EXPLANATION: Node = {
    "kind": text("Such as `sql-injection`."),
    "nature": {"enum": ["security", "bug", "hygiene"]},
    "title": text(),
    "why": text("Why it matters."),
    "mend": text("How to mend it."),
    "cwe": text("Such as `CWE-89`; may be empty."),
    "help": text("A public page.", format="uri"),
    "tags": array(text()),
    "broad": {"type": "boolean", "description": "The rule's messages say more than the title."},
}
_EXPLANATION_EXAMPLE = {
    "kind": "shell-injection",
    "nature": "security",
    "title": "Shell injection",
    "why": "The text is read by a shell.",
    "mend": "Start the program without a shell.",
    "cwe": "CWE-78",
    "help": "https://cwe.mitre.org/data/definitions/78.html",
    "tags": ["injection"],
    "broad": False,
}
_STARTED = {
    "scan_id": "3f0c6a52b7d84e19",
    "repo_name": "demo",
    "owner": "ada",
    "channel": "scan.3f0c6a52b7d84e19",
    "stream_url": "/rlm/stream/demo?scan_id=3f0c6a52b7d84e19",
    "progress_url": "/rlm/progress/demo?scan_id=3f0c6a52b7d84e19",
}

_CHANGES = ("new", "fixed", "unchanged")

SCHEMAS: Node = {
    "Severity": {"enum": list(SEVERITIES)},
    "Role": {"enum": list(ROLES), "description": "What people use a file for."},
    "ScanStatus": {"enum": list(STATES)},
    "ScanRequest": record(
        {
            "url": text("An https address; or a path or `file://` under a folder that the operator listed."),
            "ref": nullable(text("Branch, tag or commit.")),
            "access_token": nullable(text("For a private repository. Kept in memory only.", format="password")),
        },
        optional=("ref", "access_token"),
        examples=[{"url": "https://github.com/pallets/flask", "ref": "main"}],
    ),
    "ScanUpload": record(
        {
            "file": {
                "type": "string",
                "contentMediaType": "application/octet-stream",
                "description": "A .zip or .tar.gz archive.",
            }
        }
    ),
    "ScanStarted": record(
        {
            "scan_id": text(),
            "repo_name": text(),
            "owner": text(),
            "channel": ref("Channel"),
            "stream_url": text("A path, without token."),
            "progress_url": text("A path."),
        },
        examples=[_STARTED],
    ),
    "ScanProgress": record(
        {
            "scan_id": text(),
            "repo_name": text(),
            "status": ref("ScanStatus"),
            "stage": text(),
            "progress": number(minimum=0, maximum=1),
            "left_s": nullable(number("Seconds until the end, when that can be known.", minimum=0)),
            "last_event": nullable(mapping({}, "The newest event of its channel, with its `id`.")),
            "issues_found": whole(minimum=0),
        },
        examples=[
            {
                "scan_id": "3f0c6a52b7d84e19",
                "repo_name": "demo",
                "status": "running",
                "stage": "analysis",
                "progress": 0.4,
                "left_s": 21.5,
                "last_event": None,
                "issues_found": 12,
            }
        ],
    ),
    "Scan": record(
        {
            "scan_id": text(),
            "kind": text("Where it came from: https, ssh, local, upload."),
            "owner": text(),
            "repo_name": text(),
            "url": text(),
            "ref": nullable(text()),
            "commit": nullable(text()),
            "status": ref("ScanStatus"),
            "stage": text(),
            "progress": number(minimum=0, maximum=1),
            "created_at": number("Unix seconds, like the other times."),
            "started_at": nullable(number()),
            "finished_at": nullable(number()),
            "summary": nullable(
                mapping(whole(), "Counts of what engines found: `total_files`, `total_issues`, `critical_issues`, …")
            ),
            "languages": mapping(whole(), "Files by language."),
            "roles": mapping(whole(), "Files by role."),
            "graph": nullable(record({"nodes": whole(), "edges": whole()})),
            "history": nullable(mapping(whole(), "Counts: `commits`, `authors`, `files`; `since` and `until`.")),
            "execution_time": nullable(number("Seconds.")),
            "error": nullable(text()),
            "previous_id": nullable(text("The analysis of the same repository before this one.")),
            "issues_found": whole("By engines, whatever people decided since.", minimum=0),
        },
    ),
    "ScanList": record({"scans": array(ref("Scan")), "total": whole(), "page": whole(), "limit": whole()}),
    "Issue": record(_ISSUE, examples=[_ISSUE_EXAMPLE]),
    "IssueInFile": record({"path": text(), **_ISSUE}, examples=[{"path": "app.py", **_ISSUE_EXAMPLE}]),
    "Comparison": record(
        {
            **{name: array(ref("IssueInFile")) for name in _CHANGES},
            "closed": {
                **record({name: whole(minimum=0) for name in _CHANGES}),
                "description": "How many each list leaves out: what people accepted (but for `fixed`), and false"
                " positives.",
            },
        },
        examples=[
            {
                "new": [{"path": "app.py", **_ISSUE_EXAMPLE}],
                "fixed": [],
                "unchanged": [],
                "closed": {"new": 0, "fixed": 0, "unchanged": 1},
            }
        ],
    ),
    "Explanation": record(_EXPLANATION),
    "Explanations": record(
        {"explanations": array(record({"engine": text(), "rule": text(), **_EXPLANATION}))},
        examples=[{"explanations": [{"engine": "ruff", "rule": "S602", **_EXPLANATION_EXAMPLE}]}],
    ),
    "IssueGroup": record(
        {
            "key": text("Engine and rule, path, or severity."),
            "title": text(),
            "severity": {**ref("Severity"), "description": "The worst of its issues'."},
            "section": {"enum": list(SECTIONS), "description": "What to look at first, hints, and what does not run."},
            "count": whole(minimum=1),
            "files": whole("In how many files.", minimum=1),
            "explanation": nullable(ref("Explanation")),
            "excerpt": nullable(
                record({"path": text(), "first": whole("Of the first line."), "line": whole(), "lines": array(text())})
            ),
            "issues": array(ref("IssueInFile"), "The worst, 100 at most."),
            "more": whole("How many more it has.", minimum=0),
        }
    ),
    "IssueGroups": record(
        {
            "group": {"enum": list(GROUPINGS)},
            "groups": array(ref("IssueGroup"), "Of open issues."),
            "accepted": whole("Issues that people accepted.", minimum=0),
            "false_positive": whole("Issues that are none.", minimum=0),
        }
    ),
    "Source": record(
        {
            "path": text(),
            "language": nullable(text()),
            "source": text(),
            "issues": array(ref("Issue")),
            "not_kept": whole("How many more issues were found in the file and not kept.", minimum=0),
            "fingerprints": array(text(), "By which its issues are triaged, in their order; none while it runs."),
            "verdicts": array(ref("TriagedIssue"), "What people decided about issues of the file; none while it runs."),
        },
        examples=[
            {
                "path": "app.py",
                "language": "python",
                "source": "import os\n",
                "issues": [],
                "not_kept": 0,
                "fingerprints": [],
                "verdicts": [],
            }
        ],
    ),
    "GraphNode": record(
        {
            "id": text(),
            "path": text(),
            "kind": {"enum": ["file", "class", "function"]},
            "language": text(),
            "name": text(),
            "line": whole(minimum=0),
            "size": whole("Bytes of a file, lines of the others.", minimum=0),
            "role": ref("Role"),
            "severity": {"enum": [*SEVERITIES, "none"], "description": "The worst of its issues'."},
            "issues": whole(minimum=0),
            "complexity": whole("Of a file: the independent paths of all its functions.", minimum=0),
        }
    ),
    "GraphEdge": record({"from": text(), "to": text(), "kind": {"enum": ["contains", "imports", "calls"]}}),
    "CodeGraph": record(
        {
            "nodes": array(ref("GraphNode")),
            "edges": array(ref("GraphEdge"), "Between ids of nodes."),
            "cycles": array(array(text()), "Ways around: each file imports the next, the last is the first."),
            "most_depended": array(record({"path": text(), "dependents": whole()})),
            "unparsed": array(record({"path": text(), "reason": text()})),
            "left_out": mapping(whole(), "Nodes of each kind, and edges, beyond the limit."),
            "skipped": mapping(whole(), "Files, links and submodules that are not in the graph, by reason."),
        }
    ),
    "FileHistory": record(
        {
            "commits": whole("That changed the file."),
            "authors": whole("How many people made them."),
            "first": whole("Unix seconds of the first of them."),
            "last": whole("Unix seconds of the last of them."),
            "names": array(text(), "Of authors; empty unless the operator lets them be named."),
        }
    ),
    "History": record(
        {
            "commits": whole("That were read."),
            "authors": whole("How many people made them."),
            "since": whole("Unix seconds of the first of them."),
            "until": whole("Unix seconds of the last of them."),
            "is_whole": {"type": "boolean", "description": "There are no older commits."},
            "reason": text("Why there is no history, or less of it; else empty."),
            "files": mapping(ref("FileHistory"), "By path. A file that no commit changed is absent."),
        }
    ),
    "FileSymbols": record({"path": text(), "nodes": array(ref("GraphNode"), "Its classes and functions.")}),
    "InsightRequest": record(
        {"path": text(), "line": whole(), "rule": text()}, examples=[{"path": "app.py", "line": 2, "rule": "S602"}]
    ),
    "Insight": record({"text": text()}, examples=[{"text": "The command is put together from what a user typed."}]),
}
