"""Plain text: from bytes in any common encoding to lines."""

from __future__ import annotations

import codecs
import unicodedata

from charset_normalizer import from_bytes

from services.screening.reading.document import Document
from services.screening.reading.draft import Draft
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.plain_columns import in_reading_order
from services.screening.reading.unreadable import corrupt

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
_DETECT_BYTES = 65_536
_CP1252_ONLY = {0x81, 0x8D, 0x8F, 0x90, 0x9D}  # mean nothing there
_RULE = frozenset("-=_*~#+ \t")


class UndecodableText(Exception):
    """The bytes are no text."""


def read_text(content: bytes, limits: ReadingLimits) -> Document:
    draft = Draft(limits)
    for line in in_reading_order(read_as_text(content).splitlines()):
        stripped = line.strip()
        if not stripped or (len(stripped) > 2 and set(stripped) <= _RULE):
            draft.end_block()
            continue
        draft.write(stripped)
        draft.end_line()
    return draft.document("txt")


def read_as_text(content: bytes) -> str:
    """Raises: UnreadableFile."""
    try:
        return decode(content)
    except UndecodableText:
        raise corrupt("its text is in no known encoding") from None


def decode(content: bytes, *, is_whole: bool = True) -> str:
    """BOM, UTF-8, the pattern of NULs of UTF-16 without a BOM, a detector; cp1252 last, as it takes almost any bytes.

    ``is_whole`` is false for the beginning of a file, which may end inside a character.

    Raises: UndecodableText.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _clean(content[len(bom) :].decode(encoding, "replace"))
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(content, is_whole)
        if "\0" not in text:
            return _clean(text)
    except UnicodeDecodeError:
        pass
    encoding = _encoding_by_nuls(content) or _detected(content)
    return _clean(content.decode(encoding, "replace"))


def _encoding_by_nuls(content: bytes) -> str | None:
    """UTF-16 of a western language has a NUL in every other byte: the higher one, which tells the order."""
    sample = content[:_DETECT_BYTES]
    half = len(sample) // 2
    if half == 0 or b"\0" not in sample:
        return None
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if high > 0.3 * half and low < 0.05 * half:
        return "utf-16-le"
    if low > 0.3 * half and high < 0.05 * half:
        return "utf-16-be"
    raise UndecodableText


def _detected(content: bytes) -> str:
    sample = content[:_DETECT_BYTES]
    if sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in sample) > len(sample) // 50:
        raise UndecodableText
    best = from_bytes(sample).best()
    western = not _CP1252_ONLY.intersection(sample)
    if best is None or best.chaos > 0.2:
        if western:
            return "cp1252"
        raise UndecodableText
    if western and _reads_as_words(sample.decode("cp1252")) and not best.multi_byte_usage > 0.1:
        return "cp1252"
    return best.encoding


def _reads_as_words(text: str) -> bool:
    """Whether what is not ASCII are letters within words, quotation marks and dashes, and mostly plain ASCII around."""
    special = [character for character in text if ord(character) > 127]
    letters = sum(character.isalpha() for character in special)
    odd = sum(unicodedata.category(character) in ("So", "Sm", "Sk", "Lm", "Cc") for character in special)
    return len(special) < 0.2 * len(text) and odd <= 0.1 * (letters + 5)


def _clean(text: str) -> str:
    return text.replace("\ufeff", "").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
