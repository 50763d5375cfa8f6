"""A loose phrase: a term of several words, said in other forms and another order.

"Teacher of Mathematics" says "mathematics teaching", and "planned the routes" says "route planning": all words that
matter stand close together in one sentence. In another order than the term's, no comma and no place may part them ("in
a warehouse, entered data", "security at the application centre"), and the person may not be who it was done to ("was
assessed as the best student"). What may be done to something is no deed: "receivable" is said only by itself.

A qualified, certified or registered member of an occupation is shown by the occupation itself, but only where it is
the person's own: in a title, an education or a certificate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from services.screening.matching.passage import Passage
from services.screening.matching.phrase import Word, bare_words, ends_sentence
from services.screening.matching.vocabulary import feature_of, features, is_occupation
from services.screening.matching.wording import word_set
from services.screening.skills.term import Term

_ROOM = 3
"""Words that may stand between those that matter."""
_FEWEST = 2
_PARTS = frozenset((",", "at", "bei", "chez"))
_SUFFERED = frozenset(("was", "wurde", "fui", "ete"))
_MAY_BE_DONE = ("able", "ible")


class Loose(NamedTuple):
    """``of_title``: one occupation alone, which counts only where it is the person's own."""

    term: Term
    features: frozenset[str]
    of_title: bool
    order: tuple[str, ...] = ()
    """The features as the term has them."""
    as_written: frozenset[str] = frozenset()
    """Words that count in no other form."""


def loose_of(term: Term, written: str) -> Loose | None:
    """Return the loose phrase of a term as somebody wrote it, or None where its words alone say too little."""
    bare = bare_words(written)
    kept = [word for word in bare if word not in word_set("asking", "qualified")]
    order = tuple(dict.fromkeys(features(kept)))
    found = frozenset(order)
    if any(len(part) == 1 and (part.isupper() or part.isdecimal()) for part in written.split()):
        return None  # "class A" is not said by "class B"
    if len(found) >= _FEWEST:
        return Loose(term, found, False, order, frozenset(word for word in kept if word.endswith(_MAY_BE_DONE)))
    if len(found) == 1 and len(kept) < len(bare) and is_occupation(next(iter(found))):
        return Loose(term, found, True)
    return None


def places_of(loose: Loose, passage: Passage) -> list[tuple[int, int]]:
    """Return the words of the passage's row that say the phrase, as pairs of first and after last."""
    if not loose.features <= passage.features or not loose.as_written.issubset(passage.bare):
        return []
    row = passage.row
    known = [(index, feature) for index, word in enumerate(row) if (feature := feature_of(word.text)) in loose.features]
    longest = len(loose.features) + _ROOM
    found: list[tuple[int, int]] = []
    for at, (first, _) in enumerate(known):
        seen: dict[str, None] = {}
        for index, feature in known[at:]:
            if index - first >= longest or any(_ends(row, place) for place in range(first, index)):
                break
            seen[feature] = None
            if len(seen) == len(loose.features):
                if tuple(seen) == loose.order or not _is_parted(row, first, index):
                    found.append((first, index + 1))
                break
    return found


def _is_parted(row: Sequence[Word], first: int, last: int) -> bool:
    """Whether words in another order than the term's cannot belong together."""
    suffered = first > 0 and row[first - 1].text in _SUFFERED
    return suffered or any(word.text in _PARTS for word in row[first:last])


def is_own(loose: Loose, passage: Passage) -> bool:
    """Whether a passage may show the phrase; elsewhere an occupation alone can only be denied or wished for."""
    return not loose.of_title or passage.is_of_person


def _ends(row: Sequence[Word], index: int) -> bool:
    """Whether a sentence ends here, or what introduces a list: "Data: the warehouse"."""
    is_colon = row[index].text == ":" and row[index + 1].start > row[index].end
    return is_colon or ends_sentence(row, index)
