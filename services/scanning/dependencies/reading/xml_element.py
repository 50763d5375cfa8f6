"""XML of a stranger, element by element. A document type is refused: entities are declared there, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from services.scanning.dependencies.reading.value import Unreadable

_MAX_DEPTH = 100
_MAX_TEXT = 1000


@dataclass(slots=True)
class Element:
    """``path`` are the names of the elements around it, the outermost first; ``children`` the texts of its own."""

    name: str
    path: tuple[str, ...]
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: dict[str, str] = field(default_factory=dict)


def elements(text: str) -> Iterator[Element]:
    """All elements, each once it has ended, by names without namespace. Raises: Unreadable."""
    reading = _Reading()
    try:
        reading.parser.Parse(text.encode("utf-8", "replace"), True)
    except (expat.ExpatError, ValueError):
        raise Unreadable("is not XML") from None
    yield from reading.ended


class _Reading:
    def __init__(self) -> None:
        self.ended: list[Element] = []
        self._open: list[Element] = []
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._take

    def _refuse(self, *_: object) -> None:
        raise Unreadable("declares a document type, which is not read")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _MAX_DEPTH:
            raise Unreadable("is nested too deeply")
        path = tuple(element.name for element in self._open)
        plain = name.rpartition(":")[2]
        self._open.append(Element(plain, path, self.parser.CurrentLineNumber, attributes))

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        element.text = element.text.strip()
        if self._open:
            self._open[-1].children.setdefault(element.name, element.text)
        self.ended.append(element)

    def _take(self, text: str) -> None:
        if self._open and len(self._open[-1].text) < _MAX_TEXT:
            self._open[-1].text += text[:_MAX_TEXT]
