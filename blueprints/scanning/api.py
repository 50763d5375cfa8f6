"""Repository analysis over HTTP (contract, section 4): start, watch, list, read, cancel, delete, compare."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
from flask import Blueprint, Response, g, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from blueprints.edge.current import container
from blueprints.edge.download import as_download
from blueprints.edge.gates import stream_endpoint
from blueprints.edge.parameters import choice, json_object, text
from blueprints.edge.stored_file import stored_file
from blueprints.edge.upload import outlast_body, receive
from blueprints.runs.api import add_run_calls, check_may_start, tidy_later
from blueprints.scanning.triage import plain
from blueprints.streaming.event_stream import check_readable, stream_response
from services.errors import BadRequest, Conflict, NotFound
from services.scanning.explanation.explanation import explain
from services.scanning.face import FACE
from services.scanning.files.language import detect_language
from services.scanning.report.group import GROUPINGS, By
from services.scanning.report.html import content_security_policy
from services.scanning.scan_folder import ScanFolder
from services.scanning.scan_kind import SCAN
from services.scanning.scan_run import Scan
from services.scanning.scans import Scans
from services.scanning.settings import ScanningSettings
from services.scanning.source.location import readable_name
from services.thread import in_thread

scans = Blueprint("scans", __name__, url_prefix="/rlm")

FORMATS = {
    "json": "application/json",
    "sarif": "application/sarif+json",
    "html": "text/html",
    "md": "text/markdown",
    "cyclonedx": "application/vnd.cyclonedx+json",
}
_ENDINGS = {"cyclonedx": "cdx.json"}
_MAX_BODY_BYTES = 65_536
_MAX_RULES = 100
_MAX_RULE_NAME = 200


# -- starting ----------------------------------------------------------------------------------------------------------


@scans.post("/analyze")
def analyze() -> ResponseReturnValue:
    check_may_start(SCAN)
    scan = _start_upload() if request.mimetype == "multipart/form-data" else _start()
    tidy_later(_scans())
    return jsonify(_started(scan)), 202


def _started(scan: Scan) -> dict[str, Any]:
    return {
        "scan_id": scan.scan_id,
        "repo_name": scan.repo_name,
        "owner": scan.owner,
        "channel": scan.channel,
        "stream_url": url_for("scans.stream", repo_name=scan.repo_name, scan_id=scan.scan_id),
        "progress_url": url_for("scans.progress", repo_name=scan.repo_name, scan_id=scan.scan_id),
    }


def _start() -> Scan:
    body = json_object(_MAX_BODY_BYTES, '{"url": "https://github.com/owner/repository"}')
    url = text(body, "url")
    if url is None:
        raise BadRequest("'url' is missing: the address of the repository.")
    ref, access_token = text(body, "ref"), text(body, "access_token")
    return in_thread(_scans().start, g.identity.user_id, url, ref=ref, access_token=access_token)


def _start_upload() -> Scan:
    outlast_body(request)
    with _scans().new_upload(g.identity.user_id, request.content_length) as intake:
        receive(request, intake, "file")
        return in_thread(_scans().start_upload, g.identity.user_id, intake.files[0])


# -- watching ----------------------------------------------------------------------------------------------------------


def _watched_channel(query: MultiDict[str, str], repo_name: str) -> tuple[str]:
    return (_watched(query, repo_name).channel,)


@scans.get("/stream/<repo_name>")
@stream_endpoint(_watched_channel)
def stream(repo_name: str) -> ResponseReturnValue:
    scan = _watched(request.args, repo_name)
    limit_s = container().settings.streaming.silence_s
    message = (
        f"Nothing was heard of this analysis for {limit_s:g} s. It may still be waiting or working; reconnect to go on."
    )
    return stream_response(
        [scan.channel],
        kind="scan",
        opening=lambda _: {"repo_name": scan.repo_name, "owner": scan.owner, "scan_id": scan.scan_id},
        silence_s=limit_s,
        silence_fields={"type": "timeout", "repo_name": scan.repo_name, "message": message},
    )


@scans.get("/progress/<repo_name>")
def progress(repo_name: str) -> ResponseReturnValue:
    scan = _watched(request.args, repo_name)
    newest = container().event_log.newest(scan.channel)
    event = None if newest is None else msgspec.json.decode(newest.data) | {"id": newest.id}
    # the numbers that a watcher has; the row's are a second old
    told = event if event is not None and scan.is_live else {}
    return jsonify(
        {
            "scan_id": scan.scan_id,
            "repo_name": scan.repo_name,
            "status": scan.status,
            "stage": told.get("stage", scan.stage),
            "progress": told.get("progress", scan.progress),
            "left_s": told.get("left_s"),
            "last_event": event,
            "issues_found": scan.issues_found,
        }
    )


def _watched(query: MultiDict[str, str], repo_name: str) -> Scan:
    """The scan that the query names; else the newest of that name which the caller may watch."""
    scan_id = query.get("scan_id")
    if scan_id:
        check_readable([SCAN.channel(scan_id)])
        return _scans().watched(scan_id)
    named = g.identity.channels
    named_ids = None if named is None else frozenset(name.removeprefix("scan.") for name in named)
    permissions = container().permissions
    return _scans().newest(repo_name, lambda channel: permissions.may_read(g.identity, channel), named_ids)


# -- reading -----------------------------------------------------------------------------------------------------------


@scans.get("/scans/<scan_id>/graph")
def graph(scan_id: str) -> ResponseReturnValue:
    """All of it; its files alone; or what one file holds."""
    level, path = choice("level", ["file"]), request.args.get("path")
    folder = _scans().folder(_own(scan_id).scan_id)
    if path is not None:
        return Response(in_thread(_symbols, folder, path), mimetype="application/json")
    return stored_file(folder.graph(files_only=level == "file"), "application/json")


def _symbols(folder: ScanFolder, path: str) -> bytes:
    folder.check_file(path)
    return msgspec.json.encode({"path": path, "nodes": msgspec.Raw(folder.symbols(path))})


@scans.get("/scans/<scan_id>/history")
def history(scan_id: str) -> ResponseReturnValue:
    return stored_file(_scans().folder(_own(scan_id).scan_id).history(), "application/json")


@scans.get("/scans/<scan_id>/files/<path:path>")
def source(scan_id: str, path: str) -> ResponseReturnValue:
    scan = _own(scan_id)
    folder = _split_folder(scan)
    text = in_thread(folder.source, path, container().settings.of(ScanningSettings).source_file_bytes)
    found = in_thread(folder.issues, path)
    triage = in_thread(_scans().triage.of_file, scan, path, found.issues)
    language = detect_language(path.rpartition("/")[2], text[:1000].encode())
    shown = {"path": path, "language": language, "source": text, "issues": found.issues, "not_kept": found.not_kept}
    triaged = {"fingerprints": triage.fingerprints, "verdicts": [plain(one) for one in triage.verdicts]}
    return Response(msgspec.json.encode(shown | triaged), mimetype="application/json")


@scans.get("/scans/<scan_id>/compare/<other_id>")
def comparison(scan_id: str, other_id: str) -> ResponseReturnValue:
    """``scan_id`` is after, ``other_id`` before:
    an id, or ``previous`` for the analysis of the same repository before it.
    """
    after = _own(scan_id)
    before_id = after.previous_id if other_id == "previous" else other_id
    if before_id is None:
        raise NotFound("There is no earlier analysis of this repository to compare with.", code="no_previous")
    before = _own(before_id)
    folders = _folder_with_report(before), _folder_with_report(after)
    verdicts = in_thread(_scans().triage.in_reports, before), in_thread(_scans().triage.in_reports, after)
    return stored_file(_scans().reports.compared(g.identity.user_id, *folders, verdicts), "application/json")


@scans.get("/scans/<scan_id>/groups")
def grouped(scan_id: str) -> ResponseReturnValue:
    scan = _own(scan_id)
    folder, by = _folder_with_report(scan), _grouping()
    verdicts = in_thread(_scans().triage.in_reports, scan)
    return stored_file(_scans().reports.grouped(g.identity.user_id, folder, by, verdicts), "application/json")


@scans.get("/explanations")
def explanations() -> ResponseReturnValue:
    """In our own words, whatever the rules are called: nothing of a repository is in them."""
    asked = request.args.getlist("rule")
    if not 0 < len(asked) <= _MAX_RULES:
        raise BadRequest(f"?rule is given 1 to {_MAX_RULES} times, as engine:rule.")
    rules = {rule[:_MAX_RULE_NAME].partition(":")[::2] for rule in asked}
    found = [
        {"engine": engine, "rule": rule, **msgspec.structs.asdict(explain(engine, rule))}
        for engine, rule in sorted(rules)
    ]
    return jsonify({"explanations": found})


@scans.post("/scans/<scan_id>/insight")
def insight(scan_id: str) -> ResponseReturnValue:
    """The language model's explanation of one issue, named by its place and rule."""
    folder = _split_folder(_own(scan_id))
    body = json_object(_MAX_BODY_BYTES, '{"path": "…", "line": 1, "rule": "…"}')
    if not isinstance(body.get("line"), int):
        raise BadRequest("'line' is a whole number, as the issue has it.")
    path, rule = text(body, "path") or "", text(body, "rule") or ""
    user_id, settings = g.identity.user_id, container().settings
    return jsonify({"text": _scans().explain(user_id, settings, folder.path.name, path, body["line"], rule)})


# -- shared ------------------------------------------------------------------------------------------------------------


def _scans() -> Scans:
    return container().service(FACE)


def _own(scan_id: str) -> Scan:
    return _scans().get(g.identity, scan_id)


def _grouping() -> By:
    """Raises: BadRequest."""
    wanted = choice("group", GROUPINGS)
    return next((by for by in GROUPINGS if by == wanted), "rule")


def _split_folder(scan: Scan) -> ScanFolder:
    """The folder of a scan whose issues can be read by file."""
    folder = _scans().folder(scan.scan_id)
    if not folder.is_split and folder.path.exists():
        _scans().reports.split(g.identity.user_id, folder)
    return folder


def _folder_with_report(scan: Scan) -> ScanFolder:
    """Raises: Conflict, while it runs. NotFound, if it ended without a report."""
    folder = _scans().folder(scan.scan_id)
    if scan.is_live:
        raise Conflict("The analysis is still running; its report comes at the end.", code="scan_running")
    if scan.status != "succeeded" or not folder.has_report:
        raise NotFound("This analysis ended without a report.", code="no_report")
    return folder


def _export(form: str, scan: Scan) -> Response:
    """The report as a download, with the verdicts that hold now."""
    name = f"{readable_name(scan.owner)}-{readable_name(scan.repo_name)}"
    by, folder = _grouping(), _folder_with_report(scan)
    verdicts = {} if choice("verdicts", ["without"]) else in_thread(_scans().triage.in_reports, scan)
    report = _scans().reports.export(g.identity.user_id, folder, form, by, verdicts)
    if not report.exists():
        raise NotFound("An older version made this analysis, without this export; analyse it again.", code="no_report")
    response = as_download(stored_file(report, FORMATS[form]), name, _ENDINGS.get(form, form))
    if form == "html":
        response.headers["Content-Security-Policy"] = content_security_policy()
    return response


add_run_calls(
    scans,
    FACE,
    SCAN,
    path="/scans",
    key="scans",
    exports={form: partial(_export, form) for form in FORMATS},
    started=_started,
    secrets=("access_token",),
)
