"""Loose phrases: other forms and another order say the same, but not across a comma or a place."""

from __future__ import annotations

import pytest

from services.screening.matching.loose import loose_of, places_of
from services.screening.matching.passage import passages
from services.screening.skills.term import Term
from tests.support.resume import profile_of, said

SAID = """
stock counting: Counted the stock twice a year
mathematics teaching: Teacher of Mathematics at a comprehensive school
letter drafting: Drafted 30 letters, minutes and notes
data warehouse: Data marts, warehouse
accounts receivable: Ledgers of accounts payable and receivable
student assessment: Assessed students in writing
data warehouse: Data 9:30 warehouse
gestion de projet: Gestion des projets industriels
"""
NOT_SAID = """
data warehouse: Forklift driver in a warehouse, entered data in the handheld
application security: Security guard at the application center
accounts receivable: Received visitors and accounts of their complaints
mathematics teaching: Teacher • Mathematics club
data warehouse: Warehouse: data
student assessment: Was assessed as best student of the year
CDL Class A: CDL Class B with air brakes
childcare level 3: Childcare, level 2
"""


def is_said(case: str) -> bool:
    written, _, line = case.partition(": ")
    loose = loose_of(Term(written), written)
    (passage,) = passages(profile_of(said(line)))
    return loose is not None and bool(places_of(loose, passage))


@pytest.mark.parametrize("case", SAID.strip().splitlines())
def test_other_forms_and_another_order_say_the_same(case: str) -> None:
    assert is_said(case)


@pytest.mark.parametrize("case", NOT_SAID.strip().splitlines())
def test_words_that_only_stand_near_each_other_say_nothing(case: str) -> None:
    assert not is_said(case)
