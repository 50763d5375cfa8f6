"""The lineage of files: what they were called in earlier scans of the repository.

What people decided about a file's issues holds under the file's new name (`triage`). Each scan adds its own renames to
what the scan before it knew, so earlier scans may be deleted.
"""

from __future__ import annotations

import msgspec

from services.errors import TooLarge
from services.scanning.files.source_file import SourceFile
from services.scanning.report.rename import Traced, renames
from services.scanning.scan_folder import ScanFolder

MAX_FILES = 5000
MAX_FORMER = 8
"""Names of one file."""
_REPORT_BYTES = 128 * 2**20


class _Earlier(msgspec.Struct):
    """Of a report, what tells a renamed file."""

    files: list[SourceFile] = []
    sketches: dict[str, str] = {}


_decoder = msgspec.json.Decoder(_Earlier)


def write_former_paths(folder: ScanFolder, previous_id: str, report: Traced) -> None:
    """Nothing, if no file was renamed or there is no earlier scan (any more)."""
    if not previous_id:
        return
    before = ScanFolder(folder.path.parent.parent, previous_id)
    try:
        earlier = _decoder.decode(before.read("report.json", _REPORT_BYTES))
    except (OSError, TooLarge, msgspec.MsgspecError):
        return
    if found := former_paths(earlier, before.former_paths(), report):
        folder.write_former_paths(found)


def former_paths(before: Traced, known: dict[str, list[str]], after: Traced) -> dict[str, list[str]]:
    """Path -> earlier paths, the latest first. ``known``: those of the files of ``before``. A path that is in use again
    is no file's earlier one.
    """
    now = {file.path for file in after.files}
    old_name = {new: old for old, new in renames(before, after).items()}
    found: dict[str, list[str]] = {}
    for path in sorted(now):
        old = old_name.get(path)
        names = [old, *known.get(old, [])] if old else known.get(path, [])
        left = [name for name in names if name not in now][:MAX_FORMER]
        if left and len(found) < MAX_FILES:
            found[path] = left
    return found
