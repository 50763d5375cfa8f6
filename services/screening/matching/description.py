"""Description: an opening's text in sentences and items, each with what its heading says it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from services.screening.matching.continuation import goes_on
from services.screening.matching.phrase import Found, Phrases, Word, words
from services.screening.matching.wording import wording

LONGEST_HEADING_WORDS = 7
LONGEST_INTRODUCTION_WORDS = 20
LONGEST_SENTENCE = 2_000
"""Characters. A longer one is read in pieces: what is looked for in a sentence grows with its square."""
_BULLET = re.compile(r"[-*•·–▪●◦■✓]\s")
_SENTENCE = re.compile(r"(?<=\w\w\w[.])\s|(?<=\w\w[.])\s(?=[A-ZÀ-Þ])|(?<=[!?;])\s")

Room = Literal["must", "nice", "duty", "offer", "free"]
"""What the lines under a heading are about; ``free`` is above the first heading."""
_ROOMS: dict[str, Room] = {
    "must heading": "must", "nice heading": "nice", "duty heading": "duty", "offer heading": "offer",
}  # fmt: skip


class Line(NamedTuple):
    """A sentence or an item of a list; ``found`` are the phrases in it."""

    text: str
    row: list[Word]
    found: list[Found]
    room: Room
    is_item: bool


@cache
def opening_phrases() -> Phrases:
    return Phrases(wording("opening").groups)


def lines_of(description: str) -> Iterator[Line]:
    """Yield the sentences of an opening's description in their order."""
    room: Room = "free"
    paragraphs = list(_paragraphs(description))
    for (text, is_item), (_, is_next_item) in zip(paragraphs, [*paragraphs[1:], ("", False)], strict=False):
        for piece in _pieces(text):
            heading, rest = _heading(piece)
            if heading is None and not is_item and _introduces_wishes(piece, before_item=is_next_item):
                heading = "nice"
            room = heading or room
            for sentence in _sentences(rest):
                if sentence.strip():
                    row = words(sentence)
                    found = list(opening_phrases().find(row))
                    yield Line(sentence, row, found, room, is_item or room in ("must", "nice"))


def _paragraphs(description: str) -> Iterator[tuple[str, bool]]:
    """Yield the lines as they were before they were wrapped to a width, and whether each is an item of a list."""
    rows = description.splitlines()
    width = max(map(len, rows), default=0)
    joined, before, is_item = "", "", False
    for row in rows:
        text = row.strip()
        begins_item = bool(_BULLET.match(text))
        is_full = bool(text) and len(before) + 1 + len(text.split()[0]) > width
        if not begins_item and goes_on(before, text, is_full=is_full):
            joined += f" {text}"
        else:
            if joined:
                yield joined, is_item
            joined, is_item = _BULLET.sub("", text, count=1) if begins_item else text.strip("#* "), begins_item
        before = row.rstrip()
    if joined:
        yield joined, is_item


def _pieces(text: str) -> Iterator[str]:
    """Cut a line before each heading in it: "Must have: Python. Nice to have: Go"."""
    row = words(text)
    marked = [found for found in opening_phrases().find(row) if found.start and found.label in _ROOMS]
    cuts = sorted({row[one.start].start for one in marked if one.end < len(row) and row[one.end].text == ":"})
    for begin, end in pairwise([0, *cuts, len(text)]):
        yield text[begin:end]


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        yield from (sentence[at : at + LONGEST_SENTENCE] for at in range(0, len(sentence), LONGEST_SENTENCE))


def _heading(text: str) -> tuple[Room | None, str]:
    """Return the room that a heading opens, and what follows it on its line."""
    head, colon, rest = text.partition(":")
    row = words(head)
    if len(row) <= LONGEST_HEADING_WORDS and (colon or not text.endswith((".", ","))):
        for found in opening_phrases().find(row):
            if found.start == 0 and found.label in _ROOMS:
                return _ROOMS[found.label], rest.strip()
    return None, text


def _introduces_wishes(text: str, *, before_item: bool) -> bool:
    """Whether a line says that what follows it is wished for: "It would be great if you also know some of these:"."""
    is_introduction = text.endswith(":") or (before_item and text[-1].isalnum())
    row = words(text)
    if not is_introduction or len(row) > LONGEST_INTRODUCTION_WORDS:
        return False
    return any(found.label == "nice" for found in opening_phrases().find(row))
