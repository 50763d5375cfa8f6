"""A baseline: an earlier report of the same repository, kept as a file. What it holds already is no news."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from services.errors import BadRequest
from services.scanning.analysis.issue import Issue
from services.scanning.report.comparison import compare
from services.scanning.report.json import from_json
from services.scanning.report.report import Report


class Changes(NamedTuple):
    """``new`` is the report with only those issues that the baseline does not have."""

    new: Report
    fixed: int
    unchanged: int

    @property
    def sentence(self) -> str:
        count = sum(len(issues) for issues in self.new.issues_by_file.values())
        return f"Since the baseline: {count:,} new, {self.fixed:,} fixed, {self.unchanged:,} unchanged."


def read_baseline(path: Path) -> Report:
    """Raises: BadRequest, with a sentence."""
    try:
        return from_json(path.read_bytes())
    except OSError as error:
        raise BadRequest(f"The baseline cannot be read: {error}.") from None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BadRequest("The baseline is no report: make one with `flask scan --format json`.") from None


def changes_since(baseline: Report, report: Report) -> Changes:
    found = compare(baseline, report)
    new: dict[str, list[Issue]] = {}
    for item in found["new"]:
        new.setdefault(item["path"], []).append(msgspec.convert({**item, "path": None}, Issue))
    by_file = {path: sorted(issues) for path, issues in new.items()}
    only_new = msgspec.structs.replace(report, issues_by_file=by_file, fingerprints={}, not_kept={})
    return Changes(only_new, len(found["fixed"]), len(found["unchanged"]))
