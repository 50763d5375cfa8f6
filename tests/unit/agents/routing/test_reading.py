"""A text as the router reads it, and what is claimed in it."""

from __future__ import annotations

import pytest

from services.agents.routing.claims import claims
from services.agents.routing.reading import Reading
from services.agents.routing.vocabulary import vocabularies


def test_accents_letter_case_and_quotes_do_not_matter() -> None:
    assert Reading("Größe’s ÉTAT, Ñandú").words == Reading("grösse's etat nandu").words


def test_every_number_is_the_same_word() -> None:
    assert Reading("17 + 4").features == Reading("9912 + 80").features


def test_the_beginning_and_the_end_of_a_long_text_are_read() -> None:
    reading = Reading("first " + "x " * 30_000 + "last")
    assert reading.words[0] == "first"
    assert reading.words[-1] == "last"
    assert len(reading.words) < 1_000


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("x^2 + 1 = 5", "holds_formula"),
        ("5 km in miles", "holds_quantity"),
        ("what is wrong in src/app/main.py", "path"),
        ("why do I get 503", "status_code"),
        ("17 %", "percent"),
        ("3, 4, 5 and 6", "number_list"),
        ("20 € please", "money"),
        ("turn commit a3f9c21 back", "hash"),
        ("Schreib mir ein Gedicht", "language_first"),
        ("please delete it", "action_first"),
        ("¿y el segundo?", "following_words"),
        ("qwrtzpl sdfghjkl", "gibberish"),
        ("\n\t ?!", "no_words"),
        ("a\nb", "lines"),
    ],
)
def test_what_is_claimed(text: str, claim: str) -> None:
    assert claims(Reading(text))[claim] > 0


def test_vocabularies_have_words_stems_and_phrases() -> None:
    unit = vocabularies()["unit"]
    assert unit.hits(Reading("Kilometres, miles and SQUARE FEET")) == 4  # feet counts by itself, too
    assert unit.hits(Reading("nothing of the kind")) == 0
