"""Wordings: one line of a term file that stands for several, so that what people did needs no list of all its forms.

~post|process supplier|vendor invoices      posted vendor invoices, processing of supplier invoices, and so on
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

OR = "|"
VERB = "~"
_DOUBLED = (
    "plan|ship|scan|control|refer|submit|transfer|label|cancel|map|log|prep|set|run|cut|program|equip|ban|stop|model|"
    "travel|drop|step|trim|fit|chop|strip|wrap|pop|plug|dig|rig|spot|transmit|permit|counsel|stir|blot|clip|crop|grab|"
    "jog|mop|pin|scrub|skim|swap|tag|tap|top|whip|zip"
)
"""Verbs whose last letter is doubled before -ed and -ing."""
_IRREGULAR = {
    verb: forms.split()
    for verb, forms in {
        "run": "ran", "write": "wrote written", "keep": "kept", "pay": "paid", "hold": "held", "lead": "led",
        "take": "took taken", "buy": "bought", "sell": "sold", "set": "set", "make": "made", "do": "did done",
        "drive": "drove driven", "send": "sent", "build": "built", "bring": "brought", "win": "won", "meet": "met",
        "draw": "drew drawn", "deal": "dealt", "give": "gave given", "oversee": "oversaw overseen", "find": "found",
        "teach": "taught", "cut": "cut", "stand": "stood", "grow": "grew grown", "seek": "sought", "lift": "lifted",
        "undertake": "undertook undertaken", "put": "put", "get": "got", "leave": "left", "sign": "signed",
        "feed": "fed", "shake": "shook shaken", "ring": "rang rung",
    }.items()
}  # fmt: skip
_VOWELS = "aeiou"


def wordings(part: str) -> Iterator[str]:
    """Yield everything that an alias of a term file stands for; most stand for themselves."""
    if OR not in part and VERB not in part:
        yield part
        return
    for words in product(*map(choices, part.split())):
        yield " ".join(words)


def choices(word: str) -> list[str]:
    """Return what one word of an alias stands for."""
    is_verb = word.startswith(VERB)
    choices = [choice for choice in word.removeprefix(VERB).split(OR) if choice]
    return [form for choice in choices for form in _forms(choice)] if is_verb else choices


def _forms(verb: str) -> list[str]:
    """Return the forms of an English verb: process, processed, processing, processing of."""
    past = _IRREGULAR.get(verb) or [_with_ed(verb)]
    ing = f"{_stem(verb)}ing"
    return list(dict.fromkeys((verb, *past, ing, f"{ing} of")))


def _with_ed(verb: str) -> str:
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return f"{verb[:-1]}ied"
    return f"{_stem(verb)}ed"


def _stem(verb: str) -> str:
    if verb in _DOUBLED.split(OR):
        return verb + verb[-1]
    return verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")) else verb
