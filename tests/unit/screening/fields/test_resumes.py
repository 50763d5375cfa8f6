"""Invented résumés in many trades and layouts. Each label was written from the text, before the reader was tuned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.screening.profile import Profile
from tests.unit.screening.fields.resume_text import profile_of, texts

FOLDER = Path(__file__).parent / "resumes"


def read(path: Path) -> tuple[Profile, dict[str, Any]]:
    return profile_of(path.with_suffix(".txt").read_text()), json.loads(path.read_text())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_a_resume_is_read_as_it_is_labelled(path: Path) -> None:
    profile, label = read(path)
    assert (profile.name.text if profile.name else None) == label["name"]
    assert texts(profile.emails) == label["emails"]
    assert texts(profile.phones) == label["phones"]
    assert profile.language == label["language"]
    jobs = [
        {"title": job.title, "employer": job.employer, "start": job.start, "end": job.end} for job in profile.experience
    ]
    assert jobs == label.get("experience", jobs)
    if label.get("years") is not None:
        assert profile.years == pytest.approx(label["years"], abs=0.2)
    assert texts(profile.languages) == label.get("languages", texts(profile.languages))
    listed = label.get("skills", [])
    assert texts(profile.skills)[: len(listed)] == listed, "what the prose names comes after what is listed"
    for field in ("education", "certifications", "projects"):
        assert len(getattr(profile, field)) == label.get(field, len(getattr(profile, field)))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_no_statement_that_is_scored_tells_who_somebody_is(path: Path) -> None:
    profile = profile_of(path.read_text())
    lines = [line.strip() for line in path.read_text().splitlines() if line.strip()]
    of_lines = [one for one in profile.statements if one.section != "certifications" or one.text in lines]
    assert len(of_lines) == len(lines), "a certificate after the name is a statement besides its line"
    scored = "\n".join(statement.text for statement in profile.statements if not statement.identity)
    assert profile.name and profile.name.text not in scored
    assert not [value.text for value in (*profile.emails, *profile.links) if value.text in scored]
    for education in profile.education:
        schooling = [one.text for one in profile.statements if one.section == "education" and not one.identity]
        assert not [text for text in schooling if education.end[:4] and education.end[:4] in text]


def test_only_a_gap_between_months_is_a_gap() -> None:
    profile, _ = read(FOLDER / "gap_and_volunteer.json")
    assert profile.warnings == []
    assert profile.gaps == ["No job is listed between 2019-08 and 2022-02."]


def test_a_language_that_is_not_read_is_said() -> None:
    profile, _ = read(FOLDER / "italian_unsupported.json")
    assert [warning for warning in profile.warnings if warning.startswith("Italian is not supported: ")]
