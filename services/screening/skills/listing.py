"""Items that mean something only in a list with a certain beginning: the classes in "driving licence: B, C1E"."""

from __future__ import annotations

from services.screening.skills.context import Found
from services.screening.skills.context_word import CONJUNCTIONS, FILLERS, SEPARATORS
from services.screening.skills.folding import is_word
from services.screening.skills.index import Text
from services.screening.skills.term import Spelling

LONGEST_ITEM = 3
"""In pieces: ``C+E``."""
LONGEST_FILLING = 8


class Listing:
    """``_items`` holds, by the term that begins the list, each item as it is written."""

    def __init__(self) -> None:
        self._items: dict[str, dict[str, Spelling]] = {}
        self._heads: dict[str, str] = {}

    def add(self, head: str, item: str, term: str) -> None:
        self._items.setdefault(head, {})[item] = Spelling(term, item, exact=item)
        self._heads[term] = head

    def add_items(self, text: Text, found: list[Found]) -> list[Found]:
        """Return what was found with the items of each list, which have precedence over what else they may mean."""
        items: list[Found] = []
        for one in found:
            if not items or one.first >= items[-1].end:
                items += self._items_after(text, one)
        if not items:
            return found
        taken = {place for item in items for place in range(item.first, item.end)}
        kept = [one for one in found if not taken.intersection(range(one.first, one.end))]
        return sorted([*kept, *items])

    def _items_after(self, text: Text, head: Found) -> list[Found]:
        name = head.spelling.term
        known = self._items.get(name) or self._items.get(self._heads.get(name, ""))
        found: list[Found] = []
        place = item_end = head.end
        while known and place < len(text.pieces) and place - item_end < LONGEST_FILLING:
            item = self._item_at(text, place, known)
            if item:
                found.append(item)
                place = item_end = item.end
            elif _is_filling(text.pieces[place]):
                place += 1
            else:
                break
        return found

    def _item_at(self, text: Text, place: int, known: dict[str, Spelling]) -> Found | None:
        for end in range(min(place + LONGEST_ITEM, len(text.pieces)), place, -1):
            spelling = known.get(text.slice(place, end))
            if spelling and not _goes_on(text.pieces, end):
                return Found(place, end, spelling)
        return None


def _goes_on(pieces: list[str], end: int) -> bool:
    """Whether the word goes on after a piece: the B of B.Sc., the C of C++."""
    if end + 1 >= len(pieces):
        return False
    return pieces[end] in "+#" or (pieces[end] in ".-'" and is_word(pieces[end + 1]))


def _is_filling(piece: str) -> bool:
    return piece.isspace() or piece in SEPARATORS or piece in "-&." or piece in FILLERS or piece in CONJUNCTIONS
