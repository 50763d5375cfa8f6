"""An export that only its own repository can use: of an application, or what the language keeps inside a package.

A library's public names are meant for others, and frameworks find handlers by decorator, base class or convention, so
those are no candidates. Whatever is doubtful is none either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from services.scanning.graph.node import Node
from services.scanning.structure.convention import is_called_by_name

_HEAD_LINES = 6
_LINE_CHARACTERS = 300
_CONDITION_LINES = 300


class Export(NamedTuple):
    """``first`` to ``last`` are its own lines, in which it may name itself: the comment above, and its body.
    ``listed`` says how often the file names it in lists of its exports.
    """

    name: str
    what: str
    line: int
    first: int
    last: int
    listed: int = 0


class Surroundings(NamedTuple):
    """What is known of its file: whether programs outside the repository cannot import it, and files inside do."""

    path: str
    is_application: bool
    is_imported: bool


class _Declaration(NamedTuple):
    name: str
    what: str
    head: str
    body: str
    is_listed: bool
    around: Surroundings


_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,79}")
_COMMENT = re.compile(r"\s*(?://|#(?!\[)|/\*|\*)")
_DIRECTIVE = re.compile(r"//(?:go:|export )")
_CONDITION = re.compile(r"[ \t]*#[ \t]*(if|ifdef|ifndef|else|elif|endif)\b")
_VOUCHED = re.compile(
    r"noqa|vulture|nolint|ts-prune|knip|@public|@api|deprecated|unused|eslint-disable|NOSONAR"
    r"|debug|not used|(?:called|used) (?:by|from)",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s*(?:@|\[)|\s*[}\]]*\)\s*$")
"""A decorator, annotation or attribute, or the end of a long one."""


def exports(language: str, nodes: Sequence[Node], text: str, around: Surroundings) -> Iterator[Export]:
    """Those of one file. ``nodes`` are its classes and functions."""
    is_export = _JUDGES.get(language)
    if is_export is None:
        return
    lines = text.split("\n")
    declared = [(node.name, str(node.kind), node.line, node.line + node.size - 1) for node in nodes]
    known = {name for name, *_ in declared}
    listed = _listed(language, text)
    values = (value for value in _values(language, text) if value[0] not in known)
    for name, what, line, last in [*declared, *values]:
        if line > len(lines) or not _PLAIN_NAME.fullmatch(name) or is_called_by_name(language, name):
            continue
        first = _comment_start(lines, line)
        if _is_marked(lines, first, line) or (language == "c" and _is_conditional(lines, line)):
            continue
        body = "\n".join(lines[line - 1 : last])
        if is_export(_Declaration(name, what, _head(lines, line), body, name in listed, around)):
            yield Export(name, what, line, first, max(line, last), listed[name])


def _comment_start(lines: Sequence[str], line: int) -> int:
    while line > 1 and _COMMENT.match(lines[line - 2]) and not _DIRECTIVE.match(lines[line - 2]):
        line -= 1
    return line


def _is_marked(lines: Sequence[str], first: int, line: int) -> bool:
    """Whether a decorator or the author says that somebody uses it."""
    above = lines[first - 2] if first > 1 else ""
    return bool(_MARK.match(above)) or any(_VOUCHED.search(text) for text in lines[first - 1 : line])


def _is_conditional(lines: Sequence[str], line: int) -> bool:
    """Whether the compiler is told to leave it out in some builds: then its users may be elsewhere, too."""
    above = reversed(lines[max(0, line - _CONDITION_LINES) : line])
    nearest = next((found[1] for text in above if (found := _CONDITION.match(text))), "endif")
    return nearest not in ("endif", "ifndef")


def _head(lines: Sequence[str], line: int) -> str:
    taken = []
    for text in lines[line - 1 : line - 1 + _HEAD_LINES]:
        taken.append(text[:_LINE_CHARACTERS])
        if "{" in text or text.rstrip().endswith((":", ";")):
            break
    return "\n".join(taken)


def _listed(language: str, text: str) -> Counter[str]:
    """Names in lists such as ``export {total, discount}``, without those that are renamed or come from elsewhere."""
    found: Counter[str] = Counter()
    for names, source in _LIST.findall(text) if language in _JAVASCRIPT_LIKE else ():
        if source:
            continue
        found.update(name.strip().removeprefix("type ") for name in names.split(",") if " as " not in name)
    return found


# -- values and types, which are no nodes of the graph -------------------------------------------------------------

_JAVASCRIPT_LIKE = frozenset(("javascript", "typescript", "tsx"))
_LIST = re.compile(r"^export (?:type )?\{([^{}]{1,9999})\}(\s{0,9}from)?", re.MULTILINE)
_VALUES = {
    "javascript": re.compile(r"^(?:export )?(const|let|var) ([A-Za-z_]\w*)\s*[:=]", re.MULTILINE),
    "python": re.compile(r"^()(_[A-Za-z]\w*) ?(?::[^=\n]{1,200})?=([^=\n].{0,200})", re.MULTILINE),
}
_VALUES["typescript"] = re.compile(r"^(?:export )?(const|let|var|type) ([A-Za-z_]\w*)\s*[:=<]", re.MULTILINE)
_VALUES["tsx"] = _VALUES["typescript"]


_ALIAS = re.compile(r"[A-Za-z_.]+")


def _values(language: str, text: str) -> Iterator[tuple[str, str, int, int]]:
    """Without constants that stand one below the other: of a table of values some may be unused."""
    pattern = _VALUES.get(language)
    found, line, at = [], 1, 0
    for match in pattern.finditer(text) if pattern else ():
        line, at = line + text.count("\n", at, match.start()), match.start()
        if language == "python" and _ALIAS.fullmatch(match[3].strip()):
            continue
        found.append((match[2], "type" if match[1] == "type" else "constant", line, line))
    lines = {line for _name, _what, line, _last in found} if language in _JAVASCRIPT_LIKE else set()
    return (value for value in found if value[2] - 1 not in lines and value[2] + 1 not in lines)


# -- each language's own way to say who may use a name -------------------------------------------------------------

_JAVASCRIPT = re.compile(
    r"export (?:abstract |async |const )?(?:class|function\*?|const|let|var|enum|interface|type) ?"
)
_LISTED = re.compile(r"(?:abstract |async )?(?:class|function\*?|const|let|var|enum|interface|type) ?")
_REGISTERS_ITSELF = re.compile(r"\bstatic\s*\{")
_PYTHON = re.compile(r"(?:async )?def \w|class \w+ ?(?:\( ?(?:object|Exception|ValueError)? ?\))?:|_\w+\s*[:=]")
_GO = re.compile(r"func \w|(?:type\s|\s)\s*\w+ (?:struct|interface)\b")
_C_WORD = re.compile(r"\w+")
_C_SHOWN = ("static", "extern", "inline")
_JAVA_CLASS = re.compile(r"(?:(?:abstract|final|sealed|strictfp) )*(?:class|interface|enum|record) \w")
_JAVA_METHOD = re.compile(r"\s+(?:final |synchronized )*static (?!\{)[^={]*\(")
_HEIR = re.compile(r"\b(?:extends|implements|permits)\b|\)\s*:|\w\s*:\s*\w")
_CSHARP_CLASS = re.compile(r"\s*internal (?:(?:sealed|abstract|readonly) )*(?:class|struct|interface|enum|record) \w+")
_CSHARP_METHOD = re.compile(r"\s*internal static (?:async )?(?!class)[^={]*\(")


def _javascript(declared: _Declaration) -> bool:
    around = declared.around
    if not (around.is_application and around.is_imported) or around.path.endswith((".d.ts", ".d.mts", ".d.cts")):
        return False
    is_shown = _JAVASCRIPT.match(declared.head) or (declared.is_listed and _LISTED.match(declared.head))
    return bool(is_shown) and not _REGISTERS_ITSELF.search(declared.body)


def _python(declared: _Declaration) -> bool:
    if not _PYTHON.match(declared.head):
        return False
    is_private = declared.name.startswith("_") and not declared.name.startswith("__")
    return is_private or (declared.around.is_application and declared.around.is_imported)


def _go(declared: _Declaration) -> bool:
    return bool(_GO.match(declared.head)) and (declared.name[0].islower() or declared.around.is_application)


def _c(declared: _Declaration) -> bool:
    """Not one that a macro or an attribute may show to others, such as ``EXPORTED int f(void)``."""
    before = _C_WORD.findall(declared.head.partition(declared.name)[0])
    is_marked = any(word in _C_SHOWN or word.startswith("__") or (word.isupper() and len(word) > 3) for word in before)
    return declared.what == "function" and not is_marked


def _java(declared: _Declaration) -> bool:
    if declared.what == "class":
        return bool(_JAVA_CLASS.match(declared.head)) and "{" in declared.head and not _HEIR.search(declared.head)
    return bool(_JAVA_METHOD.match(declared.head))


def _csharp(declared: _Declaration) -> bool:
    if declared.what == "class":
        return bool(_CSHARP_CLASS.match(declared.head)) and not _HEIR.search(declared.head)
    return bool(_CSHARP_METHOD.match(declared.head))


_JUDGES: dict[str, Callable[[_Declaration], bool]] = {
    "javascript": _javascript,
    "typescript": _javascript,
    "tsx": _javascript,
    "python": _python,
    "go": _go,
    "c": _c,
    "java": _java,
    "c_sharp": _csharp,
}
EXPORTING = frozenset(_JUDGES)
