"""A report as one HTML file: no script, nothing loaded, light and dark, printable."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from services.scanning.analysis.issue import Severity
from services.scanning.report.group import By, by_section, groups
from services.scanning.report.package_table import dependency_sentence, package_rows
from services.scanning.report.report import Report
from services.scanning.report.triaged import triaged
from services.visible import visible

_FOLDER = Path(__file__).parent / "template"
_OPEN_GROUPS = 5  # of the first section, from the start: they are what to begin with
_BAR_WIDTH = 1000
_CODE = re.compile(r"`([^`]{1,500})`")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the severity bar, in the bar's units."""

    severity: Severity
    count: int
    x: float
    width: float


def to_html(report: Report, by: By = "rule") -> str:
    found = triaged(report)
    report = found.open
    return _template().render(
        report=report,
        accepted=found.accepted,
        false_positives=found.note,
        style=_style(),
        policy=content_security_policy(),
        counts=report.count_by_severity(),
        total=sum(report.count_by_severity().values()),
        bar=_bar(report),
        bar_width=_BAR_WIDTH,
        package_rows=package_rows(report.dependencies),
        dependency_sentence=dependency_sentence(report.dependencies),
        sections=list(by_section(groups(report, by))),
        by=by,
        open_groups=_OPEN_GROUPS,
        finished=datetime.fromtimestamp(report.finished_at, UTC).strftime("%Y-%m-%d %H:%M UTC"),
        took_s=max(0.0, report.finished_at - report.started_at),
    )


def content_security_policy() -> str:
    """Allows the page's own style sheet and nothing else. The page declares it, and the server should send it too."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    return "".join((_FOLDER / name).read_text(encoding="utf-8") for name in ("about.css", "report.css"))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.filters["inline_code"] = _inline_code
    return environment.get_template("report.html")


def _inline_code(sentence: str) -> Markup:
    """What stands between backticks looks like code, as on the pages (static/js/components/inline-code.js)."""
    parts = _CODE.split(sentence)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(parts)
    )


def _bar(report: Report) -> list[Segment]:
    counts = report.count_by_severity()
    total = sum(counts.values())
    segments, x = [], 0.0
    for severity, count in counts.items():
        width = _BAR_WIDTH * count / total if total else 0.0
        if count:
            segments.append(Segment(severity, count, round(x, 2), round(width, 2)))
        x += width
    return segments
