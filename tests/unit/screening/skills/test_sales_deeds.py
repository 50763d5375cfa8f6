"""What people in sales and marketing did and are called tells of their skills, and not what only sounds alike."""

from __future__ import annotations

import pytest

from tests.unit.screening.skills.showing import told


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("Won 40 new clients in two years", "new customer acquisition"),
        ("Wrote the headlines and taglines of three campaigns", "copywriting"),
        ("Newsletter gestaltet und versendet", "email marketing"),
        ("Encadré une équipe de six commerciaux", "sales management"),
        ("Verkäuferin im Schuhhaus", "sales"),
        ("Elaboración de presupuestos", "quotations"),
    ],
)
def test_a_deed_or_title_tells_of_the_skill(text: str, skill: str) -> None:
    assert skill in told(text)


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("Ranked first in the national maths contest", "search engine optimization"),
        ("Opened new wards for patients", "new customer acquisition"),
        ("Called the doctor when patients fell", "cold calling"),
        ("Drafted board papers and copy of minutes", "copywriting"),
        ("Reported to the sales manager", "sales management"),
    ],
)
def test_what_sounds_alike_tells_of_nothing(text: str, skill: str) -> None:
    assert skill not in told(text)
