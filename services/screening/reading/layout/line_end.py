"""Line ends: a word or a period that was divided there is whole again, in the upper line."""

from __future__ import annotations

import msgspec

from services.screening.reading.document import Line
from services.screening.reading.layout.hyphen import divides_word, joined_text, words_with_hyphens

_DASHES = (" -", " –", " —", "\t-", "\t–", "\t—")
_FORMS = """
    A/S AB AG AS ASA ApS B.V. BV GmbH Inc Inc. KG LLC LLP Limited Ltd Ltd. N.V. OHG Oy PLC S.A. S.A.S. S.L. S.p.A.
    S.r.l. SA SARL SAS SE SL plc
"""
_LEGAL_FORMS = frozenset(_FORMS.split())
_CLOSING = ")].,;"
_END_WORDS = 2
"""So many words may be the end of a period: ``March 2020``, ``heute``."""


def join_divided(lines: list[Line]) -> list[Line]:
    return _join_periods(_join_words(lines))


def _join_words(lines: list[Line]) -> list[Line]:
    result: list[Line] = []
    hyphenated = words_with_hyphens(line.text for line in lines)
    for line in lines:
        above = result[-1] if result else None
        if above is not None and above.block == line.block and line.text in _LEGAL_FORMS:
            result[-1] = msgspec.structs.replace(above, text=_with_legal_form(above.text, line.text))
            continue
        if above is not None and above.block == line.block and not line.text.strip(_CLOSING):
            result[-1] = msgspec.structs.replace(above, text=above.text + line.text)
            continue
        if above is None or not _is_divided(above, line):
            result.append(line)
            continue
        rest, _, after = line.text.partition(" ")
        result[-1] = msgspec.structs.replace(above, text=joined_text(above.text, rest, hyphenated))
        if after:
            result.append(msgspec.structs.replace(line, text=after))
    return result


def _with_legal_form(text: str, form: str) -> str:
    """Before the date, if one stands in the last cell."""
    *cells, last = text.split("\t")
    if cells and any(character.isdigit() for character in last):
        return "\t".join([*cells[:-1], f"{cells[-1]} {form}", last])
    return f"{text} {form}"


def _is_divided(above: Line, line: Line) -> bool:
    is_near = above.block == line.block and above.place.page == line.place.page
    return is_near and not line.bullet and "\t" not in line.text and divides_word(above.text, line.text)


def _join_periods(lines: list[Line]) -> list[Line]:
    """``2019 –`` at the end of a line goes on with ``2021`` or ``present`` in the next."""
    result: list[Line] = []
    for line in lines:
        above = result[-1] if result else None
        end = _period_end(above, line) if above is not None else ""
        if above is None or not end:
            result.append(line)
            continue
        result[-1] = msgspec.structs.replace(above, text=f"{above.text} {end}")
        if after := line.text[len(end) :].strip():
            result.append(msgspec.structs.replace(line, text=after))
    return result


def _period_end(above: Line, line: Line) -> str:
    """What of a line ends the period that the line above begins; nothing where that one begins none."""
    if above.block != line.block or line.bullet or not above.text.endswith(_DASHES):
        return ""
    if not any(character.isdigit() for character in above.text[-8:]) or "\t" in line.text:
        return ""
    words = line.text.split(" ")
    for count in range(1, min(_END_WORDS, len(words)) + 1):
        if any(character.isdigit() for character in words[count - 1]):
            return " ".join(words[:count])
    return line.text if len(words) <= _END_WORDS else ""
