"""Which of the things that somebody has a question names: exactly, in part, or with a slip of the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from services.answering.words import Words, fold, words_of

LEAST_PART = 3
LEAST_TYPED = 5
CLOSE = 0.8
MOST_NAMES = 300
MOST_WORDS = 20
MOST_TYPED = 4
"""Words of a question that are compared with every name, as they are and letter by letter: all this is bounded."""


def named(words: Words, names: Sequence[str], is_plain: Callable[[str], bool]) -> list[str]:
    """The names that are meant, in their order; several if it is not clear which. ``is_plain`` says of a word that it
    belongs to the question itself and names nothing.

    A name is what its words spell, in this order: ``owner/name``, ``Ada Winterbourne``. The strictest way in which any
    of them is meant counts alone.
    """
    names = list(dict.fromkeys(names))[:MOST_NAMES]
    spelled = {name: _parts(name) for name in names}
    exact = [name for name in names if "/" in name and fold(name) in words.known]
    if exact:
        return exact
    whole = [name for name in names if _occurs(spelled[name], words)]
    if whole:
        return _longest(whole, spelled)
    last = {name: parts for name in names if _may_stand_alone(parts := _parts(name.rpartition("/")[2]), is_plain)}
    called = [name for name, parts in last.items() if _occurs(parts, words)]
    if called:
        return _longest(called, last)
    telling = [word for word in words.row if len(word) >= LEAST_PART and not is_plain(word)][:MOST_WORDS]
    part = [name for name in names if any(_is_part(word, spelled[name]) for word in telling)]
    if part:
        return part
    typed = [word for word in telling if len(word) >= LEAST_TYPED][:MOST_TYPED]
    return [name for name in names if any(_is_close(word, spelled[name]) for word in typed)]


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    """A name's words, also where it is written in one: ``owner/pay-server`` → owner, pay, server."""
    return words_of(name.replace("/", " ").replace("_", " ").replace("-", " ").replace(".", " ")).row


def _occurs(wanted: tuple[str, ...], words: Words) -> bool:
    return bool(wanted) and words.known.issuperset(wanted) and _is_inside(wanted, words.row)


def _is_inside(wanted: tuple[str, ...], row: tuple[str, ...]) -> bool:
    size = len(wanted)
    return any(row[at : at + size] == wanted for at in range(len(row) - size + 1))


def _longest(whole: list[str], spelled: Mapping[str, tuple[str, ...]]) -> list[str]:
    """``pay-server`` names ``pay``, too, but means the longer."""
    inside = {
        short
        for short in whole
        for longer in whole
        if len(spelled[short]) < len(spelled[longer]) and _is_inside(spelled[short], spelled[longer])
    }
    return [name for name in whole if name not in inside]


def _may_stand_alone(parts: Sequence[str], is_plain: Callable[[str], bool]) -> bool:
    """``name`` of ``owner/name``; a name that is also a word of questions is not meant by it alone."""
    return len(parts) > 1 or (len(parts) == 1 and not is_plain(parts[0]))


def _is_part(word: str, parts: Iterable[str]) -> bool:
    return any(word == part or (len(word) >= LEAST_TYPED and part.startswith(word)) for part in parts)


def _is_close(word: str, parts: Sequence[str]) -> bool:
    """People mistype the first letter least."""
    joined = ("".join(parts[at:]) for at in range(len(parts) - 1))
    near = (part for part in (*parts, *joined) if len(part) >= LEAST_TYPED and part[0] == word[0])
    return any(_likeness(word, part) >= CLOSE for part in near)


def _likeness(one: str, other: str) -> float:
    if abs(len(one) - len(other)) > 3:
        return 0.0
    compared = SequenceMatcher(None, one[:40], other[:40], autojunk=False)
    return compared.ratio() if compared.real_quick_ratio() >= CLOSE and compared.quick_ratio() >= CLOSE else 0.0
