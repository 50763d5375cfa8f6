"""Answers about the code itself: languages, sizes, who uses what, cycles, long functions."""

from __future__ import annotations

import gzip
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from services.answering.markdown import code, counted, plain, table
from services.answering.sentences import more
from services.errors import NotFound
from services.scanning.agent.issue_answer import ROWS, language_name, place
from services.scanning.agent.path_choice import matching_paths
from services.scanning.agent.query import Query
from services.scanning.graph.node import NodeKind
from services.scanning.report.report import Report
from services.scanning.scan_folder import ScanFolder

GRAPH_BYTES = 256 * 2**20
LONG = 150
"""Lines above which the analysis itself reports a function."""


class GraphNode(msgspec.Struct, frozen=True):
    id: str
    path: str
    kind: NodeKind
    name: str = ""
    language: str = ""
    line: int = 0
    size: int = 0


class GraphEdge(msgspec.Struct, frozen=True):
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    kind: Literal["contains", "imports", "calls"]


class Graph(msgspec.Struct):
    nodes: list[GraphNode] = []
    edges: list[GraphEdge] = []
    left_out: dict[str, int] = {}


def read_graph(folder: ScanFolder, *, files_only: bool) -> Graph:
    """Empty if there is none that this version can read."""
    try:
        path = folder.graph(files_only=files_only)
        packed = folder.read(path.name, GRAPH_BYTES)
        with gzip.open(io.BytesIO(packed)) as unpacked:
            return msgspec.json.decode(unpacked.read(GRAPH_BYTES), type=Graph)
    except (NotFound, OSError, EOFError, msgspec.MsgspecError):
        return Graph()


# -- answers -----------------------------------------------------------------------------------------------------------


def languages(report: Report, query: Query) -> Iterator[str]:
    total = sum(report.languages.values())
    if not total:
        yield "The analysis has no source files."
        return
    sizes: Counter[str] = Counter()
    for file in report.files:
        sizes[file.language] += file.size
    yield f"{counted(total, 'file')} in {counted(len(report.languages), 'language')}:"
    rows = [
        (plain(language_name(name)), f"{count:,}", f"{100 * count / total:.1f} %", f"{sizes[name]:,}")
        for name, count in sorted(report.languages.items(), key=lambda item: (-item[1], item[0]))
    ]
    yield table(("Language", "Files #", "Share of files #", "Bytes #"), rows[: query.most or 30])


def lines(report: Report, query: Query) -> Iterator[str]:
    yield "An analysis counts files and bytes, not lines."
    yield from languages(report, query)


def sizes(report: Report, query: Query) -> Iterator[str]:
    chosen = report.files
    if query.languages:
        chosen = [file for file in chosen if file.language in query.languages]
    if query.paths:
        meant = matching_paths(query.paths, [file.path for file in report.files])
        chosen = [file for file in chosen if file.path in meant]
    if not chosen:
        yield "The analysis has no such file."
        return
    ranked = sorted(chosen, key=lambda file: (-file.size, file.path))
    shown = ranked[: query.most or ROWS]
    total = sum(file.size for file in chosen)
    yield f"{counted(len(chosen), 'file')}, {total:,} bytes in all, the largest first:"
    rows = [(place(report.scan_id, file.path), plain(language_name(file.language)), f"{file.size:,}") for file in shown]
    yield table(("File", "Language", "Bytes #"), rows)


def counts(report: Report, folder: ScanFolder) -> Iterator[str]:
    kinds = Counter(node.kind for node in read_graph(folder, files_only=False).nodes)
    yield (
        f"{counted(len(report.files), 'file')} analysed, with {counted(kinds['function'], 'function')} and"
        f" {counted(kinds['class'], 'class', 'classes')} in the code graph."
    )
    if report.skipped:
        reasons = ", ".join(
            f"{count:,} ({plain(reason.replace('_', ' '))})" for reason, count in report.skipped.items()
        )
        yield f"Skipped, a folder counted once: {reasons}."
    else:
        yield "Nothing was skipped."


def cycles(report: Report, query: Query) -> Iterator[str]:
    found = sorted(report.graph.cycles, key=len)
    if not found:
        yield "There are no import cycles."
        return
    yield f"{counted(len(found), 'import cycle')}, the shortest first:"
    shown = found[: query.most or ROWS]
    yield "\n".join(
        f"{number}. {' → '.join(place(report.scan_id, path) for path in cycle[:12])}{' → …' if len(cycle) > 12 else ''}"
        f" ({counted(len(set(cycle)), 'file')})"
        for number, cycle in enumerate(shown, 1)
    )
    yield from more(len(found), len(shown), "cycle")


def depended(report: Report, query: Query) -> Iterator[str]:
    found = report.graph.most_depended[: query.most or ROWS]
    if not found:
        yield "No file imports another one, as far as the code graph knows."
        return
    yield "The files that most others import:"
    rows = [(place(report.scan_id, one.path), f"{one.dependents:,}") for one in found]
    yield table(("File", "Imported by #"), rows)


def imports(report: Report, folder: ScanFolder, query: Query) -> Iterator[str]:
    """Who uses a file, and what it uses itself."""
    if not query.paths:
        yield "Say which file you mean, such as “who imports src/date.py?”."
        yield from depended(report, query)
        return
    graph = read_graph(folder, files_only=True)
    path_of = {node.id: node.path for node in graph.nodes}
    meant = sorted(matching_paths(query.paths, list(path_of.values())))
    if not meant:
        yield f"The code graph has no file {' or '.join(code(path) for path in query.paths)}."
        return
    for path in meant[:3]:
        users = sorted({(path_of[e.source], e.kind) for e in graph.edges if path_of.get(e.target) == path})
        used = sorted({(path_of[e.target], e.kind) for e in graph.edges if path_of.get(e.source) == path})
        yield f"{place(report.scan_id, path)} is used by {counted(len(users), 'file')}{_listed(report.scan_id, users)}"
        yield f"It uses {counted(len(used), 'file')} of the repository itself{_listed(report.scan_id, used)}"
    yield from more(len(meant), len(meant[:3]), "file of this name")


def _listed(scan_id: str, files: Sequence[tuple[str, str]]) -> str:
    if not files:
        return "."
    shown = "\n".join(f"- {place(scan_id, path)} ({kind})" for path, kind in files[:20])
    return f":\n\n{shown}" + (f"\n- … and {len(files) - 20:,} more" if len(files) > 20 else "")


def long_functions(report: Report, folder: ScanFolder, query: Query) -> Iterator[str]:
    graph = read_graph(folder, files_only=False)
    known = [node for node in graph.nodes if node.kind != "file"]
    if query.languages:
        known = [node for node in known if node.language in query.languages]
    if query.paths:
        meant = matching_paths(query.paths, sorted({node.path for node in known}))
        known = [node for node in known if node.path in meant]
    if query.number:
        known = [node for node in known if node.size > query.number]
    if not known:
        yield f"No function or class is longer than {query.number} lines." if query.number else "There is none."
        return
    ranked = sorted(known, key=lambda node: (-node.size, node.path, node.line))
    for kind in ("function", "class"):
        own = [node for node in ranked if node.kind == kind]
        if own:
            shown = own[: query.most or ROWS]
            above = f" with more than {query.number} lines" if query.number else ""
            many = counted(len(own), kind, "classes" if kind == "class" else "")
            yield f"{many}{above}, the longest first:"
            rows = [(code(node.name), f"{node.size:,}", place(report.scan_id, node.path, node.line)) for node in shown]
            yield table((kind.capitalize(), "Lines #", "Place"), rows)


def failures(report: Report) -> Iterator[str]:
    unparsed, failed = report.graph.unparsed, report.engine_failures
    if not unparsed and not failed and not report.notes:
        yield "Every engine finished, and every file could be parsed."
        return
    if failed:
        yield "Engines that did not finish a batch, so that findings may be missing:"
        yield table(
            ("Batch #", "Engine", "Why"),
            [(f"{one.batch}", plain(one.engine), plain(one.error)) for one in failed[:ROWS]],
        )
    if unparsed:
        yield f"{counted(len(unparsed), 'file')} could not be parsed for the code graph:"
        yield table(("File", "Why"), [(place(report.scan_id, one.path), plain(one.reason)) for one in unparsed[:ROWS]])
    yield from (f"Note: {plain(note)}" for note in report.notes[:ROWS])
