"""A term of two words is denied by one of them, where that one is all that is spoken of."""

from __future__ import annotations

import pytest

from services.screening.matching.loose import loose_of
from services.screening.matching.phrase import bare_words, words
from services.screening.matching.short_denial import short_denials
from services.screening.skills.term import Term, TermKind

DENIED = """
customs clearance: Domestic freight only, no customs work
contract review: No contract duties, reception only
model deployment: My models stayed in notebooks, I did not deploy any
mould programming: Operator only, never programmed
stock counting: Packed boxes without any stock work
contract review: Letters only, no experience of contracts
model deployment: Ich habe Modelle trainiert, aber nie deployed
"""
NOT_DENIED = """
customs clearance: No customs work was ever left undone
customs clearance: No customs delays in nine years
contract review: No contracts lost
commercial writing: No commercial experience
model deployment: Did not deploy on Fridays
model deployment: Never deployed broken models
mould programming: I have programmed since 2012
stock counting: Work with no stock left over
stock counting: Stock for pupils without experience
customs clearance: Customs work
"""


def is_denied(case: str, kind: TermKind = "skill") -> bool:
    written, _, line = case.partition(": ")
    loose = loose_of(Term(written, kind), written)
    assert loose is not None
    return bool(short_denials(loose, words(line), bare_words(line)))


@pytest.mark.parametrize("case", DENIED.strip().splitlines())
def test_one_word_denies_the_term(case: str) -> None:
    assert is_denied(case)


@pytest.mark.parametrize("case", NOT_DENIED.strip().splitlines())
def test_what_could_be_of_something_else_denies_nothing(case: str) -> None:
    assert not is_denied(case)


def test_work_says_nothing_of_a_certificate() -> None:
    assert not is_denied("forklift licence: No forklift work", "certificate")
