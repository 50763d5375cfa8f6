"""Whole imports: modules that somebody takes as one object, of which any member may be used by a computed name."""

from __future__ import annotations

import re
from collections.abc import Iterator

_JAVASCRIPT_LIKE = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte", ".astro", ".html")
_SCRIPT_LIKE = (*_JAVASCRIPT_LIKE, ".mdx")
_WHOLE = re.compile(
    rb"""(?:\*\s{0,9}as\s{1,9}[\w$]{1,99}\s{1,9}from|\bimport\s{0,9}\(|\brequire\s{0,9}\()"""
    rb"""\s{0,99}["'`]([^"'`\n]{1,300})"""
)
_MANY = re.compile(rb"import\.meta\.glob|require\.context\(|import\(")
_ARGUMENT_BYTES = 400
_SUFFIX = re.compile(r"(?:\.d)?\.[mc]?[jt]sx?$")
_NO_PATH = re.compile(rb"[^\w/-]")
_REFLECTION = re.compile(
    r"\b(?:globals|locals|vars)\(|sys\.modules|__dict__|\bgetmembers\b|\bdir\(|__subclasses__|\beval\(|\bexec\("
)

_TEMPLATE = re.compile(r"^%%", re.MULTILINE)


class WholeImports:
    def __init__(self) -> None:
        self._stems: set[str] = set()
        self._folders: set[str] = set()

    def read(self, path: str, text: bytes) -> None:
        if not path.endswith(_SCRIPT_LIKE):
            return
        self._stems.update(_stem(found.decode("utf-8", "replace")) for found in _WHOLE.findall(text))
        for found in _MANY.finditer(text):
            argument = text[found.end() : found.end() + _ARGUMENT_BYTES].partition(b")")[0]
            if found[0] != b"import(" or b"${" in argument:
                self._folders.update(_folders(argument))

    def takes(self, path: str) -> bool:
        if not path.endswith(_SCRIPT_LIKE):
            return False
        folders = path.split("/")[:-1]
        return _stem(path) in self._stems or not self._folders.isdisjoint(folders)


def _folders(argument: bytes) -> Iterator[str]:
    for path in _NO_PATH.split(argument):
        yield from (folder.decode() for folder in path.split(b"/")[:-1] if folder)


def reflects(language: str, text: str) -> bool:
    """Whether the file looks for its own members, or is what a generator of parsers fills in."""
    pattern = {"python": _REFLECTION, "c": _TEMPLATE}.get(language)
    return pattern is not None and pattern.search(text) is not None


def _stem(path: str) -> str:
    """The last name of a specifier that says something: ``icons`` of ``./icons/index.js``."""
    *folders, name = path.rstrip("/").split("/")
    stem = _SUFFIX.sub("", name)
    return folders[-1] if stem == "index" and folders else stem
