"""Headings, however a file tears or glues their words."""

from __future__ import annotations

import pytest

from services.screening.reading.fields.heading import heading_of
from tests.unit.screening.fields.resume_text import jobs_of


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("Care e r h i story", "experience"),
        ("Lang uag es", "languages"),
        ("Tools a n d technologies", "skills"),
        ("Work e xp er ience and educa tion", "experience"),
        ("WorkExperience", "experience"),
        ("EDUCATIONAND TRAINING", "education"),
        ("Berufs er fahrung", "experience"),
        ("K E Y\tSKILLS", "skills"),
        ("E D U C A T I O N", "education"),
    ],
)
def test_a_torn_or_glued_heading_is_one(text: str, section: str) -> None:
    found = heading_of(text)
    assert found is not None
    assert found.section == section


@pytest.mark.parametrize("text", ["Art is an", "Test ed it or", "Teamwork", "Workshop", "Projektarbeit", "A B C D"])
def test_other_words_make_no_heading(text: str) -> None:
    assert heading_of(text) is None


@pytest.mark.parametrize(
    ("text", "job"),
    [
        (
            "Renée O’Connor-Brück\nrenee@example.org\nCafé manager, Maison Gaspard — Été 2019 – août 2023\n",
            ("Café manager", "Maison Gaspard", "2019-06", "2023-08"),
        ),
        (
            "Bronagh Tierney\nbronagh.t@example.org\nWelder, Lough Steel   2018 - 2024",
            ("Welder", "Lough Steel", "2018", "2024"),
        ),
    ],
)
def test_a_sure_job_of_a_resume_without_headings_is_one(text: str, job: tuple[str, str, str, str]) -> None:
    assert jobs_of(text) == [job]
