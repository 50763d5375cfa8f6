"""RTF: the text that a word processor shows, headers, footers and text boxes included."""

from __future__ import annotations

from dataclasses import replace

from services.screening.reading.colour import Colour
from services.screening.reading.document import Document
from services.screening.reading.draft import Draft
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.rtf.destination import DESTINATIONS, MARGINS, SPOKEN
from services.screening.reading.rtf.row_reader import RowReader
from services.screening.reading.rtf.state import State, Tables, encoding_of_charset, encoding_of_code_page
from services.screening.reading.rtf.token import Token, tokens
from services.screening.reading.unreadable import corrupt

_MOST_DEPTH = 2000
_BODY_LEVEL = 9
_PARAGRAPH_ENDS = frozenset(("par", "sect", "page", "column", "\n", "\r"))
_CHANNELS = ("red", "green", "blue")
_CHARACTERS = {
    "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ", "~": "\u00a0", "_": "-",
    "-": "\u00ad", "\\": "\\", "{": "{", "}": "}", "nestcell": "\t", "nestrow": "\n",
}  # fmt: skip


def read_rtf(content: bytes, limits: ReadingLimits) -> Document:
    """Raises: UnreadableFile."""
    draft = Draft(limits)
    for part in ("header", "body", "footer"):
        if part == "body" or b"\\" + part.encode() in content:
            _Reader(draft, part).read(content)
            draft.end_block()
    return draft.document("rtf")


class _Reader:
    """Reads one part of a file: the headers, which stand anywhere in it, the body, or the footers."""

    def __init__(self, draft: Draft, part: str) -> None:
        self._draft = draft
        self._part = part
        self._state = State()
        self._stack: list[State] = []
        self._tables = Tables()
        self._rows = RowReader(draft)
        self._bytes = bytearray()
        self._skip = 0
        self._is_optional = False
        self._high = 0
        self._field = ""
        self._rgb = [0, 0, 0]

    def read(self, content: bytes) -> None:
        for token in tokens(content):
            if token.kind == "bytes":
                self._take_bytes(token.raw)
                continue
            self._flush()
            if token.kind == "open":
                self._open()
            elif token.kind == "close":
                self._close()
            elif self._skip and token.text not in ("u", "par", "cell", "row"):
                self._skip -= 1
            else:
                self._word(token)
        self._flush()
        self._rows.end()

    def _open(self) -> None:
        if len(self._stack) >= _MOST_DEPTH:
            raise corrupt("its groups are nested without end")
        self._stack.append(self._state)
        self._state = replace(self._state)
        self._skip = 0

    def _close(self) -> None:
        if self._state.destination == "fldinst":
            words = self._field.split()
            if len(words) > 1 and words[0].upper() == "HYPERLINK" and self._part == "body":
                self._draft.link(words[1].strip('"'))
            self._field = ""
        if self._stack:
            self._state = self._stack.pop()
        self._skip = 0

    def _take_bytes(self, raw: bytes) -> None:
        skipped = min(self._skip, len(raw))
        self._skip -= skipped
        rest = raw[skipped:]
        match self._state.destination:
            case "colortbl":
                for _ in range(rest.count(b";")):
                    self._tables.colours.append(Colour(*self._rgb) if self._tables.colours else None)
            case "fldinst":
                self._field += rest.decode("latin-1")
            case _:
                self._bytes += rest

    def _flush(self) -> None:
        if self._bytes:
            text = bytes(self._bytes).decode(self._tables.encoding_of(self._state.font), "replace")
            self._bytes.clear()
            self._write(text)

    def _write(self, text: str) -> None:
        state = self._state
        if state.is_silent or state.is_deleted or state.part != self._part:
            return
        if state.is_in_table:
            self._rows.enter()
        self._draft.write(text, self._tables.look(state, self._rows.background))

    def _word(self, token: Token) -> None:
        word, number = token.text, token.number
        if word == "*":
            self._is_optional = True
            return
        is_optional, self._is_optional = self._is_optional, False
        if word in DESTINATIONS or (is_optional and word not in SPOKEN):
            self._enter(word)
        elif word == "u" and number is not None:
            self._unicode(number)
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        elif word in _PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word in ("cell", "row", "trowd", "cellx", "clcbpat"):
            if self._state.part == self._part and not self._state.is_silent:
                self._rows.word(word, number)
        elif word == "outlinelevel":
            if not self._state.is_silent and self._state.part == self._part and (number or 0) < _BODY_LEVEL:
                self._draft.begin_heading()
        elif self._state.destination in ("fonttbl", "colortbl"):
            self._table_word(word, number)
        elif word in ("ansicpg", "deff"):
            self._head_word(word, number or 0)
        else:
            self._state.apply(word, number)

    def _enter(self, word: str) -> None:
        state = self._state
        state.destination = word
        if word in MARGINS:
            state.part = MARGINS[word]
        elif word in ("pntext", "listtext"):
            if not state.is_silent and state.part == self._part:
                self._draft.begin_item()
            state.is_silent = True
        else:
            state.is_silent = True

    def _unicode(self, number: int) -> None:
        code = number + 0x10000 if number < 0 else number
        self._skip = self._state.fallback_bytes
        if 0xD800 <= code < 0xDC00:
            self._high = code
            return
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00) if self._high else 0xFFFD
        self._high = 0
        self._write(chr(code) if code <= 0x10FFFF else "\ufffd")

    def _end_paragraph(self) -> None:
        if self._state.is_silent or self._state.part != self._part:
            return
        if self._state.is_in_table:
            self._rows.enter()
        self._draft.end_paragraph()

    def _table_word(self, word: str, number: int | None) -> None:
        value = number or 0
        if word in _CHANNELS:
            self._rgb[_CHANNELS.index(word)] = value & 0xFF
        elif word == "f":
            self._state.font = value
        elif word == "fcharset" and (encoding := encoding_of_charset(value)):
            self._tables.fonts[self._state.font] = encoding
        elif word == "cpg" and (found := encoding_of_code_page(value)):
            self._tables.fonts[self._state.font] = found

    def _head_word(self, word: str, number: int) -> None:
        if word == "deff":
            self._tables.default_font = number
        else:
            self._tables.encoding = encoding_of_code_page(number) or self._tables.encoding
