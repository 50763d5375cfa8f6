"""Wordings: one line of a term file that stands for several, so that what people did needs no list of all its forms.

~post|process supplier|vendor invoices      posted vendor invoices, processing of supplier invoices, and so on
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

OR = "|"
VERB = "~"
_IRREGULAR_VERBS = """
    babysit babysat, beat beaten, bend bent, bind bound, blow blew blown, break broke broken, breed bred, bring
    brought, broadcast broadcast, build built, buy bought, cast cast casted, catch caught, choose chose chosen,
    come came, cut cut, deal dealt, dig dug, do did done, draw drew drawn, drive drove driven, feed fed, find
    found, freeze froze frozen, get got, give gave given, go went gone, grind ground, grow grew grown, hang hung
    hanged, hear heard, hit hit, hold held, input input inputted, keep kept, knit knitted knit, lay laid, lead
    led, leave left, lend lent, make made, meet met, pay paid, put put, read read, ride rode ridden, ring rang
    rung, run ran, see saw seen, seek sought, sell sold, send sent, set set, sew sewed sewn, shake shook shaken,
    shear sheared shorn, shoot shot, show showed shown, shut shut, sling slung, sow sowed sown, speak spoke
    spoken, spend spent, spin spun, split split, spread spread, stand stood, stick stuck, strike struck, sweep
    swept, take took taken, teach taught, tell told, think thought, throw threw thrown, troubleshoot troubleshot
    troubleshooted, weave wove woven, win won, wind wound, write wrote written
"""
_IRREGULAR = {verb: forms for verb, *forms in map(str.split, _IRREGULAR_VERBS.split(","))}
_PREFIX = re.compile("fore|in|off|out|over|re|under|up")
"""Before an irregular verb: ``rewrite``, ``oversee``, ``forecast``."""
_ONE_SYLLABLE = re.compile("(?:qu|[^aeiou])*[aeiou][bdfgklmnprstvz]")
"""A verb whose last letter is doubled before -ed and -ing: ``plan``."""
_STRESSED_AT_THE_END = """
    admit allot babysit commit compel confer control debug defer devan enrol equip expel format input kidnap occur
    offset outfit overlap patrol permit prefer program propel recap refer refit remap remit replan rerun reset resubmit
    rewrap submit transfer transmit unplug unwrap unzip
"""
_DOUBLED = frozenset(_STRESSED_AT_THE_END.split())
"""So is that of these longer ones, unlike ``visit``."""
_EITHER = re.compile("[^aeiou][aeiou]l")
"""How longer verbs end that American writers leave single: ``labelled``, ``labeled``."""
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
    found = [choice for choice in word.removeprefix(VERB).split(OR) if choice]
    return [form for verb in found for form in _forms(verb)] if word.startswith(VERB) else found


def _forms(verb: str) -> list[str]:
    """Return the forms of an English verb: process, processed, processing, processing of."""
    ing = [f"{stem}ing" for stem in _before_ing(verb)]
    return list(dict.fromkeys((verb, *_past(verb), *ing, *(f"{form} of" for form in ing))))


def _past(verb: str) -> list[str]:
    if irregular := _IRREGULAR.get(verb):
        return irregular
    prefix = _PREFIX.match(verb)
    if prefix and (irregular := _IRREGULAR.get(verb[prefix.end() :])):
        return [prefix[0] + form for form in irregular]
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return [f"{verb[:-1]}ied"]
    return [f"{verb}d"] if verb.endswith("e") else [f"{stem}ed" for stem in _stems(verb)]


def _before_ing(verb: str) -> list[str]:
    if verb.endswith("ie"):
        return [f"{verb[:-2]}y"]
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return [verb[:-1]]
    return _stems(verb)


def _stems(verb: str) -> list[str]:
    """Return a verb as it stands before an ending: plan, planned; traffic, trafficked; label, labelled or labeled."""
    doubled = verb + verb[-1]
    if verb in _DOUBLED or _ONE_SYLLABLE.fullmatch(verb):
        return [doubled]
    if verb.endswith(("ac", "ic")):
        return [f"{verb}k"]
    return [doubled, verb] if _EITHER.fullmatch(verb[-3:]) else [verb]
