"""Teaching, social work and design: what openings ask for, and what résumés say in its place, lead to one term."""

from __future__ import annotations

import pytest

from tests.unit.screening.skills.showing import asked, shown, told_of_trades


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("special educational needs", "special education"), ("A-level teaching", "upper secondary teaching"),
        ("Sekundarstufe II", "upper secondary teaching"), ("clinical social work", "clinical social work"),
        ("foster care", "foster care"), ("familles d'accueil", "foster care"), ("child protection", "safeguarding"),
        ("unidades didácticas", "lesson planning"), ("identité visuelle", "logo design"),
    ],
)  # fmt: skip
def test_each_way_to_ask_leads_to_the_same_term(words: str, term: str) -> None:
    assert asked(words) == term


@pytest.mark.parametrize(
    ("line", "term"),
    [
        ("Maths teacher at a harbour school", "mathematics teaching"), ("Maths teacher, Kai", "teaching"),
        ("Mathematiklehrerin am Gymnasium", "mathematics teaching"), ("Two Leistungskurse", "upper secondary teaching"),
        ("Enseigné les maths en terminale", "upper secondary teaching"), ("AP classes", "secondary education"),
        ("Leaving Cert higher level groups", "upper secondary teaching"), ("Erzieher", "early childhood education"),
        ("Taught autistic pupils to read", "special education"), ("LCSW since 2015", "clinical social work"),
        ("Animatrice jeunesse à Brest", "youth work"), ("Trabajadora social en Vigo", "social work"),
        ("Tutored nine pupils in algebra", "tutoring"), ("Rewrote the syllabus", "curriculum development"),
        ("Graphiste chez Kiosque", "graphic design"), ("Edited trailers and clips", "video editing"),
        ("Korrektur von Klausuren", "student assessment"), ("Answered a suicide hotline", "crisis intervention"),
    ],
)  # fmt: skip
def test_what_is_said_in_its_place_shows_the_skill(line: str, term: str) -> None:
    assert term in shown(line)


@pytest.mark.parametrize(
    "line",
    [
        "Prepared units for shipment, daily", "Golf course design", "Removals for families and court furniture",
        "Assisted disabled vehicles at the roadside", "Ran a class action for plaintiffs", "Packaging line operator",
        "Reporter gene assays", "Cutter in a slaughterhouse", "Maestro pastelero", "Referendar am Landgericht",
        "Soins en phase terminale", "Cook at a kindergarten", "Cleaned classrooms in a primary school",
        "Social media for a school", "Renders and plaster on walls", "Sold school uniforms", "Nursery plants and trees",
        "Director of a mill", "Visited families at home to install fibre", "Planned sequences of welding and cutting",
    ],
)  # fmt: skip
def test_other_trades_have_no_teaching_in_them(line: str) -> None:
    assert not told_of_trades(line, {"Teaching", "Social work", "Design and media"})
