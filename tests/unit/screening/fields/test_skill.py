"""Skills: listed ones as written, ambiguous letters only in lists, and never what is denied."""

from __future__ import annotations

import pytest

from tests.unit.screening.fields.resume_text import profile_of, texts

HEADER = "Ada Quill\nada.quill@example.org\n\n"


def skills_of(text: str) -> list[str]:
    return texts(profile_of(HEADER + text).skills)


def test_letters_in_prose_are_no_skills() -> None:
    text = """
Formulated a vitamin C serum (R&D). Grade C boiler ticket. Always ready to go the extra mile.
Plan B rollout with R. Okafor; read the C-suite reports.
Skills: Excel, SAP
"""
    assert skills_of(text) == ["Excel", "SAP"]


def test_letters_in_a_list_are_skills() -> None:
    text = "Languages: Python,C,R, Go/Rust; C++ & C#. JavaScript (no Java)."
    assert skills_of(text) == ["Python", "C", "R", "Go", "Rust", "C++", "C#", "JavaScript"]


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Skills\nPython, Zwirbeltechnik, demand forecasting", ["Python", "Zwirbeltechnik", "demand forecasting"]),
        ("Skills\nExcel, no Java", ["Excel"]),
        ("Kenntnisse\nSAP, keine Erfahrung mit Python", ["SAP"]),
        ("Compétences\nExcel, pas de Python", ["Excel"]),
        ("Habilidades\nExcel, sin conocimientos de Python", ["Excel"]),
        ("Skills\nProgramming\tGo, PHP, SQL\nTools\tDocker, Git", ["Go", "PHP", "SQL", "Docker", "Git"]),
        ("Skills\nPython (pandas, NumPy); CI/CD; Excel 80%", ["Python", "pandas", "NumPy", "CI/CD", "Excel"]),
        ("Skills\nSQL: 5 years", ["SQL"]),
        ("Skills\n• Advanced Excel\n• Python ●●●●○", ["Excel", "Python"]),
        ("Skills\nProficient in SQL and Tableau", ["SQL", "Tableau"]),
    ],
)
def test_a_list_of_skills_is_read(text: str, skills: list[str]) -> None:
    assert skills_of(text) == skills


def test_without_a_list_the_prose_is_read() -> None:
    text = "Experience\nDeveloper, Blue Ltd   2019 - 2021\nPython services with Django. No experience with Kubernetes."
    assert skills_of(text) == ["Python", "Django"]


def test_what_a_job_used_belongs_to_the_job() -> None:
    text = "Experience\nDeveloper, Blue Ltd   2019 - 2021\nWrote services.\nTech stack: Python, Django"
    profile = profile_of(HEADER + text)
    assert texts(profile.skills) == ["Python", "Django"]
    assert [one.job for one in profile.statements if one.text.startswith("Tech stack")] == [0]
