"""The same résumé as LibreOffice converts it has the same skills, evidence and score (case D12)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from services.screening.matching.criterion import Criterion, Opening
from services.screening.profile import Profile
from services.screening.ranking.rank import rank
from services.screening.reading.fields.profile_reader import read_profile
from services.screening.skills.catalogue import Catalogue
from tests.unit.screening.reading.reader import read

FILES = Path(__file__).parent / "converted"
TYPES = ["docx", "pdf", "odt", "rtf", "txt"]
ASKED = ["PHP", "SQL", "Docker", "Kubernetes"]
OPENING = Opening("PHP Developer", "You build booking services in PHP.", [Criterion(one, "must", one) for one in ASKED])


def profile(file_type: str, catalogue: Catalogue) -> Profile:
    return read_profile(read(FILES / f"sheet.{file_type}"), date(2026, 11, 25), catalogue)


@pytest.mark.parametrize("file_type", TYPES)
def test_case_d12_a_converted_file_says_the_same(file_type: str, catalogue: Catalogue) -> None:
    found = profile(file_type, catalogue)
    assert found.file_type == file_type
    assert {skill.text for skill in found.skills} == {"Go", "PHP", "SQL", "Docker", "Git"}
    assert found.name and found.name.text == "Ada Pell"
    assert [(job.title, job.employer, job.start, job.end) for job in found.experience] == [
        ("Developer", "Fjord AS", "2020-01", "2022-12"),
        ("Clerk", "Odra", "2017-03", "2019-12"),
    ]
    (score,) = rank([found], OPENING, catalogue)
    assert {one.id: (one.verdict, one.rung) for one in score.criteria} == {
        "PHP": ("met", "job"),
        "SQL": ("met", "job"),
        "Docker": ("met", "listed"),
        "Kubernetes": ("unknown", None),
    }


def test_case_d12_the_scores_differ_by_at_most_a_point(catalogue: Catalogue) -> None:
    scores = [rank([profile(file_type, catalogue)], OPENING, catalogue)[0].score for file_type in TYPES]
    assert max(scores) - min(scores) <= 1
