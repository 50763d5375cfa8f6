"""The exports of a report, by what they are called in ``?format=`` and ``flask scan --format``."""

from __future__ import annotations

from collections.abc import Callable

from services.scanning.report.cyclonedx import to_cyclonedx
from services.scanning.report.html import to_html
from services.scanning.report.json import to_json
from services.scanning.report.markdown import to_markdown
from services.scanning.report.report import Report
from services.scanning.report.sarif import to_sarif

EXPORTS: dict[str, Callable[[Report], bytes]] = {
    "json": to_json,
    "sarif": to_sarif,
    "html": lambda report: to_html(report).encode(),
    "md": lambda report: to_markdown(report).encode(),
    "cyclonedx": to_cyclonedx,
}
