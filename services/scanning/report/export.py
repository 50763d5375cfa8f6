"""The exports of a report, by what they are called in ``?format=`` and ``flask scan --format``."""

from __future__ import annotations

from collections.abc import Callable

from services.scanning.report.cyclonedx import to_cyclonedx
from services.scanning.report.group import By
from services.scanning.report.html import to_html
from services.scanning.report.json import to_json
from services.scanning.report.markdown import to_markdown
from services.scanning.report.report import Report
from services.scanning.report.sarif import to_sarif
from services.scanning.scan_folder import ScanFolder

EXPORTS: dict[str, Callable[[Report, By], bytes]] = {
    "json": lambda report, _: to_json(report),
    "sarif": lambda report, _: to_sarif(report),
    "html": lambda report, by: to_html(report, by).encode(),
    "md": lambda report, by: to_markdown(report, by).encode(),
    "cyclonedx": lambda report, _: to_cyclonedx(report),
}


def write_exports(folder: ScanFolder, report: Report) -> None:
    """JSON comes last: where it is, everything is."""
    for form in sorted(EXPORTS, key=lambda form: form == "json"):
        folder.write_report(form, EXPORTS[form](report, "rule"))
