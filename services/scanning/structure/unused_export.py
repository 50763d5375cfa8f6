"""An unused export: a function, class or constant that only the repository itself can use, and that it names nowhere.

The proof is the word: what stands anywhere else, be it in a string, a template, a document or a test, counts as used,
because frameworks, configuration and reflection use code by its name. So does what is in a file that no other imports,
for something outside loads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from services.scanning.analysis.issue import Issue
from services.scanning.files.role import PRODUCT
from services.scanning.files.source_file import SourceFile
from services.scanning.graph.code_graph import CodeGraph
from services.scanning.graph.node import Node
from services.scanning.structure.application import Applications
from services.scanning.structure.export import EXPORTING, Export, Surroundings, exports
from services.scanning.structure.reading import paths_of, read_head, read_pieces
from services.scanning.structure.whole_import import WholeImports, reflects
from services.scanning.structure.word_use import WordUse

ENGINE = "structure"
RULE = "unused-export"
MAX_BYTES = 2**28
"""Of all files. Who cannot read all of them cannot say that a name is nowhere."""
_MAX_FILE_BYTES = 2**21
_WORD = re.compile(r"\w+", re.ASCII)
_WRITTEN_BYTES = 2**16
"""People write files of such a size, whatever their language. Larger ones that are no sources are data and bundles."""


class _Candidate(NamedTuple):
    file: SourceFile
    export: Export
    most: int
    """It names itself so often at most."""


def unused_exports(root: Path, files: Sequence[SourceFile], graph: CodeGraph) -> dict[str, list[Issue]]:
    """By path. ``root`` is the whole checkout: files that are not analysed use names, too."""
    candidates = list(_candidates(root, files, graph))
    uses = WordUse(candidate.export.name for candidate in candidates)
    whole = WholeImports()
    if not candidates or not _read_all(root, files, uses, whole):
        return {}
    unused = (one for one in candidates if uses.count(one.export.name) <= one.most and not whole.takes(one.file.path))
    found: dict[str, list[Issue]] = {}
    for one in unused:
        if not uses.is_put_together(one.export.name) and _is_alone(root, one, uses):
            found.setdefault(one.file.path, []).append(_issue(one.export))
    return {path: sorted(issues) for path, issues in sorted(found.items())}


def _is_alone(root: Path, candidate: _Candidate, uses: WordUse) -> bool:
    """Whether nothing but itself names it, and its file does not look for its own members."""
    file, export, _most = candidate
    text = _text(root, file)
    own = "\n".join(text.split("\n")[export.first - 1 : export.last])
    named = _WORD.findall(own).count(export.name)
    return uses.count(export.name) <= named + export.listed and not reflects(file.language, text)


def _text(root: Path, file: SourceFile) -> str:
    return read_head(root / file.path, _MAX_FILE_BYTES).decode("utf-8", "replace").replace("\r\n", "\n")


def _issue(export: Export) -> Issue:
    message = f"Nothing else in the repository names the {export.what} {export.name}"
    return Issue(export.line, 1, RULE, "low", message, ENGINE)


def _candidates(root: Path, files: Sequence[SourceFile], graph: CodeGraph) -> Iterator[_Candidate]:
    applications, imported = Applications(root), _imported(graph)
    unparsed = {path for path, _reason in graph.unparsed}
    top = _top_nodes(graph)
    for file in files:
        if file.language not in EXPORTING or file.role != PRODUCT or file.path in unparsed:
            continue
        text = _text(root, file)
        is_application = applications.is_application(file.path, file.language, text)
        around = Surroundings(file.path, is_application, file.path in imported)
        lines = text.split("\n")
        for export in exports(file.language, top.get(file.path, []), text, around):
            own = lines[export.first - 1 : export.last]
            yield _Candidate(file, export, export.listed + sum(line.count(export.name) for line in own))


def _imported(graph: CodeGraph) -> set[str]:
    """Files that another file imports."""
    paths = {node.id: node.path for node in graph.nodes if node.kind == "file"}
    ends = ((paths.get(edge.source), paths.get(edge.target)) for edge in graph.edges if edge.kind == "imports")
    return {target for source, target in ends if target and source != target}


def _top_nodes(graph: CodeGraph) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node in graph.nodes:
        if node.kind != "file":
            found.setdefault(node.path, []).append(node)
    return found


def _read_all(root: Path, files: Sequence[SourceFile], uses: WordUse, whole: WholeImports) -> bool:
    """Whether all of it could be read."""
    room, sources = MAX_BYTES, {file.path for file in files}
    try:
        for path in paths_of(root):
            uses.read(path.encode("utf-8", "replace"))
            for piece in read_pieces(root / path):
                uses.read(piece)
                if path in sources or len(piece) <= _WRITTEN_BYTES:
                    uses.read_parts(piece)
                    whole.read(path, piece)
                room -= len(piece)
                if room < 0:
                    return False
    except OSError:
        return False
    return True
