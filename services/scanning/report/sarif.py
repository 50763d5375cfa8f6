"""A report as SARIF 2.1.0 (OASIS), which GitHub, GitLab, Azure and editors read. One run per engine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import msgspec

from services.scanning.analysis.issue import Issue, Severity
from services.scanning.explanation.explanation import Explanation, explain
from services.scanning.report.report import EngineVersion, Report
from services.scanning.report.triaged import verdicts_of
from services.scanning.triage.verdict import Verdict
from services.visible import visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"low": "note", "medium": "warning", "high": "error", "critical": "error"}
# GitHub sorts by these; its bounds between low, medium, high and critical are 4, 7 and 9.
_SCORES: dict[Severity, float] = {"low": 3.0, "medium": 5.5, "high": 8.0, "critical": 9.5}
_HOMES = {
    "bandit": "https://bandit.readthedocs.io",
    "cppcheck": "https://cppcheck.sourceforge.io",
    "dependencies": "https://osv.dev",
    "flawfinder": "https://dwheeler.com/flawfinder",
    "metrics": "https://tree-sitter.github.io/tree-sitter",
    "oxlint": "https://oxc.rs",
    "ruff": "https://docs.astral.sh/ruff",
    "secrets": "https://github.com/Yelp/detect-secrets",
    "shellcheck": "https://www.shellcheck.net",
    "yamllint": "https://yamllint.readthedocs.io",
    "zizmor": "https://docs.zizmor.sh",
}


def to_sarif(report: Report) -> bytes:
    engines = {engine.name: engine for engine in report.engines}
    for _, issue in report.issues():
        engines.setdefault(issue.engine, EngineVersion(issue.engine, ""))
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, engines[name]) for name in sorted(engines)]}
    return msgspec.json.format(msgspec.json.encode(log), indent=1) + b"\n"


def _run(report: Report, engine: EngineVersion) -> dict[str, Any]:
    found = [
        (path, issue, prints[index] if index < len(prints) else "", verdicts[index])
        for path, issues in sorted(report.issues_by_file.items())
        for prints, verdicts in [(report.fingerprints.get(path, []), verdicts_of(report, path))]
        for index, issue in enumerate(issues)
        if issue.engine == engine.name
    ]
    worst = _worst([issue for _, issue, _, _ in found])
    rules = {rule: index for index, rule in enumerate(sorted(worst))}
    driver: dict[str, Any] = {
        "name": engine.name,
        "rules": [_rule(engine.name, *rule) for rule in sorted(worst.items())],
    }
    if engine.version:
        driver["version"] = engine.version
    if engine.name in _HOMES:
        driver["informationUri"] = _HOMES[engine.name]
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"tailrace/{engine.name}/{report.scan_id}"},
        "invocations": [_invocation(report, engine.name)],
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(path, issue, rules[issue.rule], fingerprint) for path, issue, fingerprint, _ in found],
    }
    verdicts = [verdict for *_, verdict in found]
    if any(verdicts):  # 3.27.23: all results of a run have the property, or none
        for result, verdict in zip(run["results"], verdicts, strict=True):
            result["suppressions"] = _suppressions(verdict)
    if report.url.startswith(("https://", "http://")):
        run["versionControlProvenance"] = [_provenance(report)]
    return run


def _worst(issues: list[Issue]) -> dict[str, Severity]:
    worst: dict[str, Severity] = {}
    for issue in issues:
        worst[issue.rule] = max(worst.get(issue.rule, "low"), issue.severity, key=_SCORES.__getitem__)
    return worst


def _rule(engine: str, rule: str, worst: Severity) -> dict[str, Any]:
    words = explain(engine, rule)
    properties: dict[str, Any] = {"tags": _tags(words)}
    if words.nature == "security":  # GitHub takes whatever carries it for a vulnerability
        properties["security-severity"] = str(_SCORES[worst])
    return {
        "id": rule,
        "shortDescription": {"text": words.title},
        "fullDescription": {"text": words.why},
        "help": {
            "text": f"{words.why}\n\nHow to mend it: {words.mend}",
            "markdown": f"{words.why}\n\n**How to mend it:** {words.mend}\n\n[Read more]({words.help})",
        },
        "helpUri": words.help,
        "defaultConfiguration": {"level": _LEVELS[worst]},
        "properties": properties,
    }


def _tags(words: Explanation) -> list[str]:
    """With those by which GitHub finds a weakness."""
    cwe = [f"external/cwe/{words.cwe.lower()}"] if words.cwe else []
    return [*(["security"] if words.nature == "security" else [words.nature]), *words.tags, *cwe]


def _result(path: str, issue: Issue, rule_index: int, fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": issue.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[issue.severity],
        "message": {"text": visible(issue.message) or issue.rule},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(path), "uriBaseId": "SRCROOT"},
                    "region": {"startLine": max(1, issue.line), "startColumn": max(1, issue.column)},
                }
            }
        ],
        "properties": {"severity": issue.severity},
    }
    if fingerprint:
        result["partialFingerprints"] = {"tailrace/v1": fingerprint}
    return result


def _suppressions(verdict: Verdict | None) -> list[dict[str, Any]]:
    """``accepted`` is SARIF's word for a suppression that is in force."""
    if verdict is None or verdict.state == "open":
        return []
    words = "Accepted risk" if verdict.state == "accepted" else "False positive"
    note = f": {visible(verdict.note)}" if verdict.note else ""
    justification = f"{words} ({visible(verdict.by)}){note}"
    return [{"kind": "external", "status": "accepted", "justification": justification}]


def _invocation(report: Report, engine: str) -> dict[str, Any]:
    failures = [failure for failure in report.engine_failures if failure.engine == engine]
    notes = [_notification("error", f"Batch {failure.batch}: {failure.error}") for failure in failures]
    if report.not_kept:
        notes.append(_notification("warning", report.not_kept_note))
    return {
        "executionSuccessful": report.status == "succeeded" and not failures,
        "startTimeUtc": _utc(report.started_at),
        "endTimeUtc": _utc(report.finished_at),
        "toolExecutionNotifications": notes,
    }


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": visible(text)}}


def _provenance(report: Report) -> dict[str, Any]:
    provenance = {"repositoryUri": quote(report.url, safe=":/?#[]@!$&'()*+,;=%")}
    if report.commit:
        provenance["revisionId"] = report.commit
    if report.ref:
        provenance["branch"] = visible(report.ref)
    return provenance


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
