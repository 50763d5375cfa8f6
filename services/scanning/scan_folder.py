"""The folder of a scan, ``<data>/scans/<scan_id>``: what the analysis writes as it goes and what the server shows of
it.

graph…           the code graph, coloured by what has been found so far (`graph_store`)
issues/          one file for each source file that has issues
history.json     how often which file was changed
explanations/    what a language model said of single issues
former-paths…    what renamed files were called in earlier scans (`report/lineage`)
report.json      everything, at the end; with report.sarif, report.html and report.md
tree/            the files that were analysed, and no others

The server reads of it only what has a bounded size: what one source file needs. Everything else is sent as it lies.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec

from services.errors import NotFound, TooLarge
from services.files.run_folder import RunFolder, file_inside, read_bounded
from services.scanning.analysis.issue import Issue, IssuesByFile
from services.scanning.analysis.issue_room import FILE_BYTES
from services.scanning.files.encoding import utf8
from services.scanning.graph import graph_store
from services.scanning.history.history import History
from services.scanning.scan_request import FOLDER

EXPLANATIONS = "explanations"
FORMER_PATHS = "former-paths.json"
_HISTORY = "history.json"
_ISSUES = "issues"
_ISSUES_BYTES = 2 * FILE_BYTES
_FORMER_BYTES = 8 * 2**20
_OLD_GRAPH = "graph.json"
"""The whole graph of an analysis that was made before graphs were compressed."""


class FileIssues(msgspec.Struct):
    """The issues of one file by line, and how many more were found there and not kept."""

    issues: list[Issue] = []
    not_kept: int = 0


class OldIssues(msgspec.Struct):
    """Of a report, or of a batch in ``findings.jsonl`` of older versions, the issues alone."""

    issues_by_file: IssuesByFile


_issues_decoder = msgspec.json.Decoder(FileIssues)
_former_decoder = msgspec.json.Decoder(dict[str, list[str]])


class ScanFolder(RunFolder):
    def __init__(self, data: Path, scan_id: str) -> None:
        super().__init__(data / FOLDER / scan_id)

    @property
    def tree(self) -> Path:
        return self.path / "tree"

    def create(self) -> None:
        super().create()
        self.issues_folder.mkdir(exist_ok=True)

    @property
    def issues_folder(self) -> Path:
        return self.path / _ISSUES

    # -- the analysis writes -----------------------------------------------------------------------------------

    def write_issues(self, path: str, found: FileIssues) -> None:
        """Keep or replace the issues of one source file."""
        self.write(_issues_name(path), msgspec.json.encode(found))

    def write_report(self, extension: str, report: bytes) -> None:
        self.write(f"report.{extension}", report)

    def write_history(self, history: History) -> None:
        self.write(_HISTORY, msgspec.json.encode(history))

    def write_former_paths(self, paths: dict[str, list[str]]) -> None:
        self.write(FORMER_PATHS, msgspec.json.encode(paths))

    def keep_tree(self, checkout: Path, paths: Iterable[str]) -> None:
        """Put these files of a checkout into ``tree``, too. They are the same files, so they take no room; the checkout
        stays whole for whoever has to see all of it.
        """
        for path in paths:
            target = self.tree / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)  # of an attempt that was cut short
            try:
                target.hardlink_to(checkout / path)
            except OSError:  # not every file system knows hard links
                shutil.copyfile(checkout / path, target)
        self.tree.mkdir(exist_ok=True)

    # -- the server reads --------------------------------------------------------------------------------------

    @property
    def has_report(self) -> bool:
        return self.report("json").exists()

    def report(self, extension: str) -> Path:
        return self.path / f"report.{extension}"

    def graph(self, *, files_only: bool = False) -> Path:
        """Where the graph is, as compressed JSON: all of it, or its files with what each uses.

        Raises:
            NotFound: before it is built.
        """
        for name in (graph_store.FILES if files_only else graph_store.WHOLE, _OLD_GRAPH):
            if (self.path / name).exists():
                return self.path / name
        raise NotFound("The code graph of this analysis is not built yet.", code="no_graph")

    def history(self) -> Path:
        """Where the history is, as JSON.

        Raises:
            NotFound: before it is read, or where it was not asked for.
        """
        path = self.path / _HISTORY
        if not path.exists():
            raise NotFound("The history of this repository is not read yet, or was not asked for.", code="no_history")
        return path

    def symbols(self, path: str) -> bytes:
        """The classes and functions of one file as a JSON array; an empty one for a file without any."""
        return graph_store.read_symbols(self, path) or b"[]"

    @property
    def is_split(self) -> bool:
        """Whether the issues lie in one file for each source file; older versions kept them in the report alone."""
        return self.issues_folder.is_dir()

    def issues(self, path: str) -> FileIssues:
        """The issues of one source file that were found so far."""
        try:
            return _issues_decoder.decode(self.read(_issues_name(path), _ISSUES_BYTES))
        except (FileNotFoundError, msgspec.MsgspecError):
            return FileIssues()

    def former_paths(self) -> dict[str, list[str]]:
        """What files were called in earlier scans, the latest first; files that kept their names have none."""
        try:
            return _former_decoder.decode(self.read(FORMER_PATHS, _FORMER_BYTES))
        except (OSError, TooLarge, msgspec.MsgspecError):
            return {}

    def source(self, path: str, max_bytes: int) -> str:
        """The text of one analysed file.

        Raises:
            BadRequest: not a path inside the repository. NotFound: no such file was analysed. TooLarge: it is too large
            to show.
        """
        content = read_bounded(self.check_file(path), max_bytes)
        return (utf8(content) or content).decode("utf-8", "replace")

    def check_file(self, path: str) -> Path:
        """Where one analysed file is.

        Raises:
            BadRequest: not a path inside the repository. NotFound: no such file was analysed.
        """
        found = file_inside(self.tree, path)
        if found is None:
            raise NotFound("The analysis holds no such file.", code="no_file")
        return found


def _issues_name(path: str) -> str:
    """A path may be longer than a name; its digest is not."""
    return f"{_ISSUES}/{hashlib.sha256(path.encode()).hexdigest()[:40]}.json"
