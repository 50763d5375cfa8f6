"""A short denial: a term of two words that is denied by one of them: "no customs work", "but did not deploy any".

The first word, which says of what, is denied where work, duties or experience are. The last one, which says what is
done, is denied where nothing follows it that could be something else: "never programmed".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from services.screening.matching.loose import Loose
from services.screening.matching.phrase import Found, Phrases, Word
from services.screening.matching.vocabulary import feature_of
from services.screening.matching.wording import word_set, wording

_WORDS = 2
_SHORTEST_STEM = 4
_ADJECTIVES = ("al", "ic", "ive", "ed", "ing", "ary", "ous", "ant", "ent", "able", "ible")
"""No "professional work" says nothing of professional writing."""
_GROUPS = ("no", "no knowledge of", "never")


@cache
def _phrases() -> Phrases:
    return Phrases({label: wording("short_denial").groups[label] for label in _GROUPS})


def short_denials(loose: Loose, row: Sequence[Word], bare: Sequence[str]) -> list[tuple[int, int]]:
    """Return the words that deny a term in short, as pairs of first and after last."""
    if len(loose.order) != _WORDS or loose.term.kind != "skill" or not _phrases().can_stand_in(bare):
        return []
    return [(cue.start, cue.end + 1) for cue in _phrases().find(row) if _denies(loose, row, cue)]


def _denies(loose: Loose, row: Sequence[Word], cue: Found) -> bool:
    if cue.end >= len(row):
        return False
    word, following = row[cue.end].text, cue.end + 1
    if cue.label == "never":
        return _is_form_of(word, loose.order[-1]) and _is_all(row, following, "nothing in particular")
    if feature_of(word) != loose.order[0] or word.endswith(_ADJECTIVES):
        return False
    if cue.label == "no knowledge of":
        return _is_all(row, following, "at all")
    has_work = following < len(row) and row[following].text in word_set("short_denial", "work")
    return has_work and _is_all(row, following + 1, "at all")


def _is_form_of(word: str, feature: str) -> bool:
    """Whether a word is another form of what a feature says: one stem begins with the other."""
    other = feature_of(word) or ""
    return len(other) >= _SHORTEST_STEM and (other.startswith(feature) or feature.startswith(other))


def _is_all(row: Sequence[Word], at: int, group: str) -> bool:
    """Whether the part of the sentence ends at a word, or after words that add nothing."""
    while at < len(row) and row[at].text in word_set("short_denial", group):
        at += 1
    return at >= len(row) or not (row[at].text[0].isalnum() or row[at].text in "-/&")
