"""Answers in Markdown that hold strangers' text: a file's name, a message, a résumé's line stays text and never becomes
a link, an image, a heading, a formula or HTML, whichever Markdown reader shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

import msgspec

from services.visible import visible

LONGEST = 200
"""Characters of one piece of a stranger's text."""

_ENTITIES = str.maketrans({
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "[": "&#91;", "]": "&#93;", "\\": "&#92;", "$": "&#36;", "@": "&#64;",
    "*": r"\*", "_": r"\_", "`": r"\`", "~": r"\~", "|": r"\|",
})  # fmt: skip
_INSIDE_WORD = re.compile(r"(?<=[^\W_])\\_(?=[^\W_])")
_WWW = re.compile(r"(www)\.", re.IGNORECASE)
_CODE = re.compile(r"`([^`]{1,200})`")
_TICKS = re.compile(r"`+")


def cut(text: str, most: int = LONGEST) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def plain(text: str, most: int = LONGEST) -> str:
    """Words of a stranger within a line or a table's cell. Never at the start of a line: `1.` and `#` mean something
    there.
    """
    escaped = visible(cut(text, most)).translate(_ENTITIES).replace("://", "&#58;//")
    return _WWW.sub(r"\1&#46;", _INSIDE_WORD.sub("_", escaped))


def prose(text: str, most: int = LONGEST) -> str:
    """As `plain`; what the stranger put between backticks is shown as code."""
    parts = _CODE.split(cut(text, most))
    return "".join(code(part) if place % 2 else plain(part, most) for place, part in enumerate(parts))


def code(text: str, most: int = LONGEST) -> str:
    """A name, exactly as it is, within a line or a table's cell."""
    shown = visible(cut(text, most)).replace("|", r"\|") or " "
    fence = "`" * (max(map(len, _TICKS.findall(shown)), default=0) + 1)
    gap = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{gap}{shown}{gap}{fence}"


def link(label: str, path: str, fragment: str = "") -> str:
    """A link to one of our own pages. ``label`` is Markdown already; ``path`` begins with a slash."""
    return f"[{label}]({quote(path)}{f'#{quote(fragment)}' if fragment else ''})"


def json_block(value: object) -> str:
    """Data as a block of code, which none of its lines can end: each begins with a sign of JSON."""
    return f"```json\n{msgspec.json.format(msgspec.json.encode(value), indent=2).decode()}\n```"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are Markdown already. A heading that ends in ``#`` is one of numbers."""
    names = [name.removesuffix("#").rstrip() for name in head]
    lines = [names, ["--:" if name.endswith("#") else "---" for name in head], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def counted(count: int, noun: str, plural: str = "") -> str:
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
