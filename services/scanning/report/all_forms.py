"""The files of a finished scan's report."""

from __future__ import annotations

from services.scanning.report.html import to_html
from services.scanning.report.json import to_json
from services.scanning.report.markdown import to_markdown
from services.scanning.report.report import Report
from services.scanning.report.sarif import to_sarif
from services.scanning.scan_folder import ScanFolder


def write_all_forms(folder: ScanFolder, report: Report) -> None:
    """JSON comes last: where it is, everything is."""
    folder.write_report("sarif", to_sarif(report))
    folder.write_report("html", to_html(report).encode())
    folder.write_report("md", to_markdown(report).encode())
    folder.write_report("json", to_json(report))
