"""The pages of repository analysis: the analyses, one analysis, one file of it. Parse, ask a service, render."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, g, render_template, request

from blueprints.edge.current import container
from blueprints.edge.page_filter import size
from blueprints.runs.pages import list_values, live_values, stages_of
from services.scanning.face import FACE
from services.scanning.scan_kind import SCAN
from services.scanning.scan_run import Scan
from services.scanning.triage.verdict import MAX_NOTE_CHARACTERS

analysis = Blueprint("analysis", __name__)

RECENT = 8
"""Analyses on the home page: what fits without scrolling."""


def _common(scan: Scan) -> dict[str, Any]:
    """What the pages of a scan are told: without a model they offer no explanations."""
    has_model = bool(container().settings.language_model.base_url)
    return {"scan": scan, "api_url": _api(scan), "has_model": has_model, "max_note": MAX_NOTE_CHARACTERS}


def _api(scan: Scan) -> str:
    return f"{request.script_root}/rlm/scans/{scan.scan_id}"


def home_values() -> dict[str, Any]:
    """What the home page shows of analyses."""
    live = live_values()
    scans = container().service(FACE).list(g.identity, limit=RECENT)
    return {"scans": scans, **live, "max_upload": size(container().settings.files.upload_bytes)}


@analysis.get("/analysis")
def listed() -> str:
    scans = container().service(FACE)
    return render_template(
        "scanning/index.html",
        url=request.args.get("url", ""),
        ref=request.args.get("ref", ""),
        max_upload=size(container().settings.files.upload_bytes),
        **list_values(scans),
    )


@analysis.get("/analysis/<scan_id>")
def scan(scan_id: str) -> str:
    found = container().service(FACE).get(g.identity, scan_id)
    stream_url = f"{request.script_root}/rlm/stream/{quote(found.repo_name, safe='')}?scan_id={found.scan_id}"
    values = {"stages": stages_of(SCAN, found), "stream_url": stream_url}
    return render_template("scanning/scan.html", **values, **_common(found))


@analysis.get("/analysis/<scan_id>/files/<path:path>")
def source(scan_id: str, path: str) -> str:
    scans = container().service(FACE)
    found = scans.get(g.identity, scan_id)
    scans.folder(scan_id).check_file(path)
    return render_template(
        "scanning/file.html", path=path, file_url=f"{_api(found)}/files/{quote(path)}", **_common(found)
    )
