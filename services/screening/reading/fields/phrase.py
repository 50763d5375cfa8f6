"""What a short phrase is more likely: a job's title or an employer. Words decide, by where they stand.

The lists are ``words/title.txt`` and ``words/employer.txt``.
"""

from __future__ import annotations

import re
from functools import cache

from services.screening.reading.fields.place_name import is_place
from services.screening.reading.fields.text import fold, folded_words, word_lists

_REMARK = re.compile(r"\s{0,3}[(\[]([^()\[\]]{0,80})[)\]]")
_OF = re.compile(r"\s(?:of|for|to|im|in|fur|der|des|de|du|d'|en|del|bei|am|and|und|et|y|-|–)\s|[,(/]")
_LEGAL_FORM = re.compile(
    r"(?<![\w.])(?:g?gmbh|mbh|ag|kg|kgaa|ohg|gbr|e\.\s?v\.|e\.v|se|ltd|limited|plc|llp|inc|llc|corp|corporation|"
    r"pty|s\.?a\.?s\.?u?"
    r"|s\.\s?a\.|sa|s\.?a\.?r\.?l\.?|eurl|s\.?l\.?u?\.?|s\.?r\.?l\.?|s\.?p\.?a\.?|asa|as|ab|oyj?|a/s|aps|"
    r"[bn]\.?v\.?|kft|doo"
    r"|d\.o\.o\.?|sp\. z o\.\s?o\.?|pvt|pte|cie|& co|& sons|& partners?|co)\.?$"
)
_LONGEST_NAME = 3


@cache
def _all_titles() -> frozenset[str]:
    return word_lists("title")["head"]


@cache
def _endings() -> tuple[str, ...]:
    return tuple(ending for ending in word_lists("title")["ending"] if len(ending) > 4)


def without_remark(text: str) -> str:
    """Return ``text`` without what stands in brackets."""
    return _REMARK.sub("", text).strip()


@cache
def is_terms(text: str) -> bool:
    """Return whether ``text`` only says on what terms somebody works: ``part-time``, ``CDI``, ``m/w/d``, ``80 %``."""
    folded = fold(text).strip(" ()[].").replace(" %", "%")
    terms = word_lists("employer")["terms"]
    return folded in terms or all(word in terms for word in re.split(r"[ ,/]{1,3}", folded) if word)


def is_self_employment(text: str) -> bool:
    return fold(text).strip(" ()") in word_lists("employer")["self"]


def is_volunteering(text: str) -> bool:
    return any(word in word_lists("employer")["volunteer"] for word in folded_words(text))


def is_absence(title: str) -> bool:
    """Return whether it is no job but what somebody did between two: ``Elternzeit``, ``career break``."""
    return fold(without_remark(title)) in word_lists("employer")["absence"]


def has_legal_form(text: str) -> bool:
    return bool(_LEGAL_FORM.search(fold(text)[-40:].strip()))


def is_legal_form(text: str) -> bool:
    return fold(text).strip(" .") in word_lists("employer")["form"]


def title_score(text: str) -> float:
    """Return how much speaks for a job's title: 3 if its main noun is one."""
    folded = fold(without_remark(text))
    main = _OF.split(folded)[0].strip()
    words = folded_words(folded)
    if not words or len(words) > 12:
        return 0.0
    score = 0.0
    main_words = folded_words(main) or words
    if _ends_in(main_words, _all_titles()) or _starts_with(main_words, _all_titles()):
        score = 3.0
    elif _ending(main_words[-1]) or _ending(main_words[0]):
        score = 2.5
    elif any(word in _all_titles() or _ending(word) for word in words):
        score = 1.5
    if words[0] in word_lists("title")["before"]:
        score += 0.5
    return score


def employer_score(text: str) -> float:
    """Return how much speaks for an employer: 4 for a legal form, 3 if it begins or ends as houses do."""
    folded = fold(without_remark(text)).strip()
    if has_legal_form(folded):
        return 4.0
    words = folded_words(folded)
    if not words or len(words) > 12:
        return 0.0
    if is_self_employment(text):
        return 3.5
    lists = word_lists("employer")
    organisations = lists["organisation"]
    if _ends_in(words, lists["department"]) or _starts_with(words, lists["department"]):
        return 0.0
    if _ends_in(words, organisations) or _ends_in(words, lists["last"]) or _starts_with(words, organisations):
        return 3.0
    if any(_is_house(word) for word in words):
        return 2.5
    if any(word in organisations or word in lists["form"] for word in words):
        return 2.0
    return 1.0 if "&" in text or (text.isupper() and len(words) == 1) else 0.0


def is_location(text: str) -> bool:
    return is_place(text.strip(" ()[]."))


def _ends_in(words: list[str], phrases: frozenset[str]) -> bool:
    return any(" ".join(words[-length:]) in phrases for length in range(1, min(_LONGEST_NAME, len(words)) + 1))


def _starts_with(words: list[str], phrases: frozenset[str]) -> bool:
    return any(" ".join(words[:length]) in phrases for length in range(1, min(_LONGEST_NAME, len(words)) + 1))


def _ending(word: str) -> bool:
    """German joins the noun to what is before it, and a woman's title ends in -in: Vertriebsleiterin."""
    word = word.split("/")[0].split("*")[0].split(":")[0].removesuffix("innen")
    if word in _all_titles():
        return True
    if word.endswith("in") and len(word) > 6 and (word[:-2] in _all_titles() or word[:-2] + "e" in _all_titles()):
        return True
    tail = word.rpartition("-")[2]
    return tail in _all_titles() if tail != word else len(word) > 8 and word.endswith(_endings())


@cache
def _house_endings() -> tuple[str, ...]:
    return (
        "werke", "werk", "haus", "hof", "klinik", "klinikum", "schule", "apotheke", "backerei", "versicherung", "bank",
        "verlag", "agentur", "kanzlei", "praxis", "betriebe", "technik", "logistik", "gesellschaft", "verwaltung",
        "hochschule", "universitat", "genossenschaft", "brauerei", "markt", "zentrum", "verband", "verein", "amt",
        "soft", "tech", "labs", "systems", "media", "bau", "buro", "heim", "stift", "gymnasium",
    )  # fmt: skip


def _is_house(word: str) -> bool:
    return len(word) > 6 and word.endswith(_house_endings())
