"""A source tree for the engines: files by path, described as the file collection describes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.scanning.analysis.batch import BatchError, BatchResult, analyse
from services.scanning.analysis.finding_cache import FindingCache
from services.scanning.analysis.issue import IssuesByFile
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.engines.engine import Engine
from services.scanning.files.language import detect_language
from services.scanning.files.source_file import SourceFile


def write_tree(root: Path, contents: Mapping[str, str | bytes]) -> list[SourceFile]:
    """Write the files and return their descriptions, leaving out files in no known language."""
    files = []
    for path, text in contents.items():
        content = text.encode() if isinstance(text, str) else text
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
        language = detect_language(path.rpartition("/")[2], content)
        if language is not None:
            files.append(SourceFile(path, language, len(content), hashlib.sha256(content).hexdigest()))
    return files


class Analysis:
    """One run of :func:`analyse`, with everything it reported."""

    def __init__(
        self,
        root: Path,
        files: Sequence[SourceFile],
        *,
        batch_files: int = 10,
        engine_timeout_s: float = 60.0,
        cache: FindingCache | None = None,
        engines: Sequence[Engine] | None = None,
        room: IssueRoom | None = None,
    ) -> None:
        self.told: list[BatchResult | BatchError] = []
        analyse(
            root,
            files,
            batch_files=batch_files,
            engine_timeout_s=engine_timeout_s,
            cache=cache,
            room=room or IssueRoom(1000, 20_000),
            on_batch=self.told.append,
            on_error=self.told.append,
            engines=engines,
        )

    @property
    def batches(self) -> list[BatchResult]:
        return [item for item in self.told if isinstance(item, BatchResult)]

    @property
    def errors(self) -> list[BatchError]:
        return [item for item in self.told if isinstance(item, BatchError)]

    @property
    def issues_by_file(self) -> IssuesByFile:
        return {path: issues for batch in self.batches for path, issues in batch.issues_by_file.items()}

    def rules(self, path: str) -> set[str]:
        return {issue.rule for issue in self.issues_by_file.get(path, [])}
