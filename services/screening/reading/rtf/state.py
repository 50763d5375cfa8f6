"""The state of an RTF reader: what a group inherits from the one around it, and the tables at a file's head."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from services.screening.reading.colour import WHITE, Colour
from services.screening.reading.draft import Look
from services.screening.reading.hidden import reason_hidden

_DEFAULT_HALF_PT = 24
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(slots=True)
class State:
    """``destination`` is the word that says what a group is for; ``part`` is header, body or footer."""

    destination: str = ""
    part: str = "body"
    is_silent: bool = False
    half_points: int = _DEFAULT_HALF_PT
    bold: bool = False
    colour: int = 0
    background: int = 0
    is_hidden: bool = False
    is_deleted: bool = False
    font: int = -1
    fallback_bytes: int = 1
    """How many bytes stand in for a character after ``\\u``, for readers that do not know it."""
    is_in_table: bool = False
    paragraph_background: int = 0

    def apply(self, word: str, number: int | None) -> None:
        """A word that changes how text looks; a number of 0 switches off."""
        is_on = number != 0
        match word:
            case "b":
                self.bold = is_on
            case "v":
                self.is_hidden = is_on
            case "deleted":
                self.is_deleted = is_on
            case "fs":
                self.half_points = number or 0
            case "f":
                self.font = -1 if number is None else number
            case "cf":
                self.colour = number or 0
            case "cb" | "chcbpat" | "highlight":
                self.background = number or 0
            case "cbpat":
                self.paragraph_background = number or 0
            case "uc":
                self.fallback_bytes = min(max(number or 0, 0), 16)
            case "intbl":
                self.is_in_table = True
            case "pard":
                self.is_in_table, self.paragraph_background = False, 0
            case "plain":
                self.half_points, self.bold, self.colour, self.background = _DEFAULT_HALF_PT, False, 0, 0
                self.is_hidden, self.is_deleted, self.font = False, False, -1


@dataclass
class Tables:
    """``colours`` begins with the automatic colour, which is None."""

    encoding: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    default_font: int = 0
    colours: list[Colour | None] = field(default_factory=list)

    def encoding_of(self, font: int) -> str:
        return self.fonts.get(self.default_font if font < 0 else font, self.encoding)

    def look(self, state: State, cell_background: int) -> Look:
        size = state.half_points / 2
        behind = (self.colour(number) for number in (state.background, state.paragraph_background, cell_background))
        background = next((found for found in behind if found is not None), WHITE)
        reason = reason_hidden(
            size=size, colour=self.colour(state.colour), background=background, is_marked=state.is_hidden
        )
        return Look(size, state.bold, reason)

    def colour(self, number: int) -> Colour | None:
        return self.colours[number] if 0 <= number < len(self.colours) else None


def encoding_of_charset(charset: int) -> str | None:
    return _CHARSETS.get(charset)


def encoding_of_code_page(number: int) -> str | None:
    name = {10000: "mac_roman", 65001: "utf-8"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
