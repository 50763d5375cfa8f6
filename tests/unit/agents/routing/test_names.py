"""Names of the asker's things, as questions say them: whole, in part, in any letter case."""

from __future__ import annotations

import time

import pytest

from services.agents.routing.names import named
from services.agents.routing.reading import Reading


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("what about Zorblatt-Api?", "zorblatt-api", "whole"),
        ("is zorblatt api slow", "zorblatt-api", "whole"),
        ("how experienced is Zsófia?", "Zsofia Vörös", "part"),
        ("how experienced is zsófia vörös?", "Zsofia Vörös", "whole"),
        ("zorblatts", "zorblatt", ""),
        ("what is new in python", "python", ""),
        ("is the server good", "server", ""),
        ("who is the best", "the best candidate", ""),
        ("ab", "ab", ""),
        ("job 17 failed", "17", ""),
        ("anything", "", ""),
    ],
)
def test_a_name_is_found_as_whole_words_that_are_not_ordinary(text: str, name: str, found: str) -> None:
    assert named(Reading(text), [name]) == found


def test_a_whole_name_counts_more_than_a_part_of_another() -> None:
    assert named(Reading("zsofia zorblatt"), ["Zsofia Novak", "zorblatt"]) == "whole"


def test_thousands_of_names_are_looked_through_in_time() -> None:
    names = [f"zorblatt-{number}" for number in range(100_000)]
    began = time.monotonic()
    assert named(Reading("tell me about zorblatt 4999"), names) == "whole"
    assert time.monotonic() - began < 3
