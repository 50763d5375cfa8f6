"""A divided address: a narrow panel breaks an e-mail address over lines, at a dot, a hyphen, the ``@``, or anywhere.

The lines of one paragraph are looked at. A part is joined to the next where the break is unmistakable (``ines-`` and
``holm@example.org``), or where the line was full, so that the next letter had no room in it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

import msgspec

from services.screening.reading.document import Box, Line
from services.screening.reading.layout.hyphen import MADE_UP
from services.screening.reading.layout.top_level import TOP_LEVEL

_MOST_LINES = 5
_MOST_CHARS = 100
_LOCAL = re.compile(r"[\w%+'-][\w.%+'-]{0,63}")
_DOMAIN_PART = re.compile(r"[a-z0-9.-]{1,63}", re.IGNORECASE)
_DOMAIN = re.compile(r"[^\W_](?:[\w-]{0,62}\.){1,5}[^\W\d_]{2,24}")
_BEFORE = "<(['\"|:;,✉📧"
_LABEL_WORDS = """
    address adresse anschrift call cell contact contacto correo courriel e-mail email e fax fixe handy kontakt linkedin
    m mail mobil mobile movil móvil p phone portable post site skype t tel telefon telefono teléfono téléphone telephone
    web website xing github
"""
_LABELS = frozenset(_LABEL_WORDS.split())
_JOINTS = (".", "-", "_", "+")
_REST_CHARS = 2
"""So few letters are no line of their own."""
_CHAR_SHARE = 1.6
"""Times the mean width of a letter: the widest letters."""
_SAME_ROW_SHARE = 0.7
_PITCH_SHARE = 1.12
"""Times the least distance of lines: the lines of one paragraph stand no farther apart."""


class _Room(NamedTuple):
    """What the lines of an area tell of its width, and of the least distance of lines in each of its blocks."""

    right: float
    pitches: dict[int, float]


def join_addresses(lines: list[Line]) -> list[Line]:
    """``lines`` are those of one column, from top to bottom."""
    if not any("@" in line.text for line in lines):
        return lines
    room, result, at = _room_of(lines), list[Line](), 0
    while at < len(lines):
        count = _lines_of_address(lines, at, room)
        result.append(_joined(lines[at : at + count]))
        at += count
    return result


def _room_of(lines: list[Line]) -> _Room:
    pitches: dict[int, float] = {}
    for above, below in pairwise(lines):
        upper, lower = above.place.box, below.place.box
        if upper and lower and above.block == below.block:
            distance = lower.bottom - upper.bottom
            if distance > _SAME_ROW_SHARE * (lower.bottom - lower.top):
                pitches[below.block] = min(distance, pitches.get(below.block, distance))
    return _Room(max((line.place.box.right for line in lines if line.place.box), default=0.0), pitches)


def _lines_of_address(lines: list[Line], at: int, room: _Room) -> int:
    """How many lines from ``at`` on hold parts of one address; 1 where no line's end divides one."""
    text = lines[at].text.removesuffix(MADE_UP)
    whole = _last_token(text)
    if not _may_begin(text, whole):
        return 1
    count, best = 1, 1
    while at + count < len(lines) and count < _MOST_LINES:
        above, below = lines[at + count - 1], lines[at + count]
        text = below.text.removesuffix(MADE_UP)
        part = text.split(" ", 1)[0].partition("\t")[0].rstrip(",;|>)")
        if not _is_below(above, below, room) or not _goes_on(whole, part, above, below, room):
            break
        whole += part
        count += 1
        if "@" in whole and (_is_address(whole) or _ends_unknown(whole)):
            best = count
        if part != text:
            break
    return best


def _may_begin(text: str, token: str) -> bool:
    """Whether a line's last word may begin an address; before it stands nothing, or a label."""
    before = text[: len(text) - len(token)].strip(" \t" + _BEFORE).casefold()
    if "@" in token:
        return bool(_LOCAL.fullmatch(token.partition("@")[0]))
    is_other = token.casefold() in _LABELS or not _LOCAL.fullmatch(token) or not any(map(str.isalpha, token))
    return not is_other and (not before or before in _LABELS)


def _goes_on(whole: str, part: str, above: Line, below: Line, room: _Room) -> bool:
    if not part or len(whole) + len(part) > _MOST_CHARS:
        return False
    name, at, domain = whole.partition("@")
    if at:
        return _domain_goes_on(domain, part, above, below, room)
    head, at, _ = part.partition("@")
    if not (_LOCAL.fullmatch(head) if head else at):
        return False
    if not head or name.endswith(_JOINTS) or head.startswith(_JOINTS):
        return True
    if part[:1].isupper() or not (name.islower() or _is_made_up(name)) or _is_web_name(name):
        return False
    return _is_made_up(name) or _is_full(above, below, room)


def _domain_goes_on(domain: str, part: str, above: Line, below: Line, room: _Room) -> bool:
    if not _DOMAIN_PART.fullmatch(part) or (part[:1].isupper() and not domain.isupper()) or part[:1].isdigit():
        return False
    if not domain or domain.endswith((".", "-")):
        return True
    if part.startswith("."):
        return len(part) > 1
    if not _DOMAIN.fullmatch(domain) or not _ends_in_top_level(domain):
        return "." in part + domain or part.endswith("-") or _is_full(above, below, room)
    if not _ends_in_top_level(domain + part):
        return False
    is_other = part.casefold() in _LABELS or _is_web_name(part)
    return len(part) <= _REST_CHARS or (not is_other and _is_full(above, below, room))


def _is_below(above: Line, below: Line, room: _Room) -> bool:
    upper, lower = above.place.box, below.place.box
    if upper is None or lower is None or above.block != below.block or below.bullet:
        return False
    usual = max(room.pitches.get(below.block, 0.0), lower.bottom - lower.top)
    near = lower.bottom - upper.bottom <= _PITCH_SHARE * usual
    return near and lower.left < upper.right and above.size == below.size


def _is_full(above: Line, below: Line, room: _Room) -> bool:
    """Whether one letter more had no room, as the hyphen says where a browser has put one."""
    upper, lower = above.place.box, below.place.box
    if upper is None or lower is None:
        return False
    if above.text.endswith(MADE_UP):
        return True
    letter = (lower.right - lower.left) / len(below.text)
    return upper.right + _CHAR_SHARE * letter > room.right


def _is_made_up(name: str) -> bool:
    """Whether it is more than a word: ``ines.holm``, ``ines72``."""
    return any(not character.isalpha() for character in name[1:-1])


def _is_web_name(text: str) -> bool:
    return bool(_DOMAIN.fullmatch(text)) and _ends_in_top_level(text)


def _is_address(whole: str) -> bool:
    domain = whole.partition("@")[2]
    return bool(_DOMAIN.fullmatch(domain)) and _ends_in_top_level(domain)


def _ends_unknown(whole: str) -> bool:
    return bool(_DOMAIN.fullmatch(whole.partition("@")[2]))


def _ends_in_top_level(domain: str) -> bool:
    return domain.rpartition(".")[2].casefold() in TOP_LEVEL


def _last_token(text: str) -> str:
    return text.rpartition("\t")[2].rpartition(" ")[2].lstrip(_BEFORE)


def _joined(lines: list[Line]) -> Line:
    first, *rest = lines
    boxes = [line.place.box for line in lines if line.place.box]
    if not rest:
        return first
    box = Box(
        min(box.left for box in boxes), boxes[0].top, max(box.right for box in boxes), max(box.bottom for box in boxes)
    )
    text = "".join([*(line.text.removesuffix(MADE_UP) for line in lines[:-1]), lines[-1].text])
    return msgspec.structs.replace(first, text=text, place=msgspec.structs.replace(first.place, box=box))
