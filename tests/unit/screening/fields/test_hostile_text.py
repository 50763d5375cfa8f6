"""Texts that nobody writes: each is read in time that grows with its length, and invents nothing."""

from __future__ import annotations

import time

import pytest

from services.screening.reading.document import Document, Line
from services.screening.reading.fields.profile_reader import read_profile
from tests.unit.screening.fields.resume_text import AS_OF, catalogue

FRAGMENTS = (
    "a",
    " ",
    "1 ",
    "ada@example.org ",
    "www.a.org ",
    "(",
    "2019 - ",
    "A B ",
    ",",
    "Manager ",
    "\u0301",
    "no ",
    "(at) ",
)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_very_long_lines_are_read_in_time(fragment: str) -> None:
    begun = time.monotonic()
    line = fragment * (2**17 // len(fragment))
    lines = ["Experience", line, f"Cook, Inn {line}", "Skills", line, "Education", line]
    profile = read_profile(Document("txt", [Line(text) for text in lines]), AS_OF, catalogue())
    assert len(profile.statements) == len(lines)
    assert profile.name is None
    assert time.monotonic() - begun < 30  # normally half a second


@pytest.mark.parametrize("text", ["Cook, Inn 2019 - 2020", "Skills", "+34 600 111 222"])
def test_very_many_lines_are_read_in_time(text: str) -> None:
    begun = time.monotonic()
    lines = [Line("Experience"), *[Line(text, block=number) for number in range(20_000)]]
    assert len(read_profile(Document("txt", lines), AS_OF, catalogue()).statements) == 20_001
    assert time.monotonic() - begun < 30  # normally one or two seconds


def test_lines_beyond_those_with_fields_tell_nobody_who_somebody_is() -> None:
    lines = [Line("Mark Baker"), Line("Experience"), *[Line("Cooked", block=number) for number in range(5000)]]
    lines += [Line(text) for text in ("Mark Baker", "mark@baker.example", "Mark taught others", "Nationality: British")]
    rest = read_profile(Document("txt", lines), AS_OF, catalogue()).statements[-4:]
    assert [one.identity for one in rest] == [True, False, False, True]
    assert [one.text.strip() for one in rest if not one.identity] == ["", "taught others"]


def test_a_document_without_text_is_empty() -> None:
    profile = read_profile(Document("pdf", []), AS_OF, catalogue())
    assert (profile.name, profile.emails, profile.experience, profile.years) == (None, [], [], None)
    assert profile.language == ""
