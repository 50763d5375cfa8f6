"""Criteria that are proposed from an opening's own words, in four languages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.screening.matching.criterion import Criterion
from services.screening.matching.proposal import MOST_PROPOSED, propose_criteria
from services.screening.matching.protected import refusal
from services.screening.opening_request import MAX_DESCRIPTION
from services.screening.skills.catalogue import Catalogue

ENGLISH = """Tidal Ltd builds tide forecasts with PHP. We are a young and dynamic team.

Responsibilities:
- Run services on Kubernetes

Requirements:
- 5+ years of experience with Python
- Java or Go for services
- PostgreSQL and Docker
- Bachelor's degree in computer science
- Fluent French, German B2
- A driving licence
- native German speaker, under 35

Nice to have:
- Terraform
- Kafka

We offer:
- Free courses in SQL and Git
"""


def proposed(catalogue: Catalogue, description: str, title: str = "") -> dict[str, Criterion]:
    return {criterion.text: criterion for criterion in propose_criteria(title, description, catalogue)}


def test_headings_say_what_is_needed_wished_for_and_offered(catalogue: Catalogue) -> None:
    found = proposed(catalogue, ENGLISH)
    kinds = {text: criterion.kind for text, criterion in found.items()}
    assert kinds["PostgreSQL"] == kinds["Docker"] == kinds["Java or Go"] == kinds["5 years of Python"] == "must"
    assert kinds["Terraform"] == kinds["Kubernetes"] == "nice"
    assert kinds["driving licence"] == "knockout"
    assert "SQL" not in kinds
    assert "Git" not in kinds


def test_what_is_asked_keeps_its_measure(catalogue: Catalogue) -> None:
    found = proposed(catalogue, ENGLISH)
    assert found["5 years of Python"].years == 5
    assert found["Java or Go"].terms == ["Java", "Go"]
    assert found["German B2"].terms == ["German"]
    assert found["French C1"].kind == "must"
    (degree,) = (criterion for criterion in found.values() if criterion.part == "education")
    assert degree.level == 6


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("You must know Python.", "must"),
        ("Python is required", "must"),
        ("Python is a plus", "nice"),
        ("Ideally you have used Python", "nice"),
        ("Python is nice to have", "nice"),
        ("Python zwingend erforderlich", "must"),
        ("Python ist von Vorteil", "nice"),
        ("idealerweise Python", "nice"),
        ("Python indispensable", "must"),
        ("Python serait un plus", "nice"),
        ("idéalement Python", "nice"),
        ("Python imprescindible", "must"),
        ("Se valorará Python", "nice"),
        ("Python deseable", "nice"),
        ("Sie verfügen über Python", "must"),
        ("Vous maîtrisez Python", "must"),
    ],
)
def test_wording_says_it_without_a_heading(catalogue: Catalogue, line: str, kind: str) -> None:
    assert proposed(catalogue, line)["Python"].kind == kind


@pytest.mark.parametrize(
    ("must", "nice", "offer"),
    [
        ("Requirements", "Bonus points", "What we offer"),
        ("What you bring:", "Nice-to-have:", "Benefits:"),
        ("**Must have**", "## Preferred qualifications", "About us"),
        ("Ihr Profil", "Von Vorteil", "Wir bieten"),
        ("Das bringst du mit:", "Wünschenswert:", "Was wir dir bieten:"),
        ("Anforderungen", "Das wäre toll", "Unser Angebot"),
        ("Profil recherché", "Atouts", "Nous offrons"),
        ("Votre profil :", "Les plus :", "Avantages :"),
        ("Requisitos", "Se valora", "Ofrecemos"),
        ("Requisitos mínimos:", "Deseable:", "Beneficios:"),
        ("You must have:", "Nice to have:", "We offer"),
        ("Candidates should bring", "Not required:", "We offer"),
        ("You'll need to have:", "Nice to have:", "We offer"),
        ("Required:", "Desirable:", "We offer"),
        ("Our must-haves", "Nice to have:", "We offer"),
        ("Das müssen Sie unbedingt mitbringen:", "Von Vorteil", "Wir bieten"),
        ("Zwingend erforderlich:", "Von Vorteil", "Wir bieten"),
        ("Vous devez maîtriser :", "Atouts", "Nous offrons"),
        ("Indispensable :", "Atouts", "Nous offrons"),
        ("Debes tener:", "Se valora", "Ofrecemos"),
        ("Imprescindible:", "Se valora", "Ofrecemos"),
    ],
)
def test_headings_of_four_languages(catalogue: Catalogue, must: str, nice: str, offer: str) -> None:
    found = proposed(catalogue, f"{must}\n- Python\n\n{nice}\n- Docker\n\n{offer}\n- Java\n")
    assert {text: criterion.kind for text, criterion in found.items()} == {"Python": "must", "Docker": "nice"}


def test_one_line_may_need_and_wish(catalogue: Catalogue) -> None:
    found = proposed(catalogue, "Requirements\n- Python, ideally with Django\n- Docker; Kafka is a plus")
    kinds = {text: criterion.kind for text, criterion in found.items()}
    assert kinds == {"Python": "must", "Django": "nice", "Docker": "must", "Kafka": "nice"}


@pytest.mark.parametrize(
    "description",
    [
        "Must have: Python. Nice to have: Docker, some Terraform. PHP is not needed; we have people for it.",
        "You bring: Python. Preferred: Docker,\nTerraform.",
        "We ask for: Python.\nWe like: Docker and Terraform.",
        "Skills: Python. Nice-to-haves: Docker and Terraform. We offer: courses in Git.",
        "Must: Python\nNice: Docker, Terraform",
        "Must have: Python. A plus: Docker and experience with\nTerraform.",
        "We need several years of experience with Python, and it would be a plus if you have\nrun services on Docker, "
        "and have used Terraform in\nproduction.",
        "Requirements:\n- Python\n\nIt's a bonus if you have:\n- Docker\n- Terraform",
        "Requirements:\n- Python\n\nIt would be great if you also bring some of these:\n- Docker\n- Terraform",
        "Requirements:\n- Python\n\nNot required, but helpful:\n- Docker\n\nBrownie points\n- Terraform",
        "Requirements\n- Python\n\nEven better if you\n- know Docker\n\nYou'll stand out with\n- Terraform",
        "What you'll need\n- Python\n\nExtra credit\n- Docker\n\nWe'd love it if you know:\n- Terraform",
        "Requirements:\n- Python\n- Docker, useful but not required\n- no Terraform needed",
        "Anforderungen\n- Python\n- Docker ist keine Voraussetzung\n\nIdealerweise bringst du mit:\n- Terraform",
        "Anforderungen\n- Python\n\nDarüber hinaus freuen wir uns, gerne auch über:\n- Docker\n- Terraform",
        "Votre profil :\n- Python\n- Docker (pas indispensable)\n\nIdéalement :\n- Terraform",
        "Requisitos\n- Python\n- Docker, no imprescindible\n\nSería un plus:\n- Terraform",
    ],
)
def test_what_a_description_calls_nice_to_have_is_no_must_have(catalogue: Catalogue, description: str) -> None:
    kinds = {text: criterion.kind for text, criterion in proposed(catalogue, description).items()}
    assert kinds.pop("PHP", "nice") == "nice"
    assert kinds == {"Python": "must", "Docker": "nice", "Terraform": "nice"}


def test_what_is_needed_stays_a_must_have_beside_what_is_wished_for(catalogue: Catalogue) -> None:
    found = proposed(
        catalogue,
        "Preferred: Docker. The right to work in the EU is a condition.\n\n"
        "Requirements\n- Python, or better still\n- Java\nGood knowledge of SQL\nPostgreSQL in production",
    )
    kinds = {text: criterion.kind for text, criterion in found.items()}
    assert kinds == {"right to work": "knockout", "Docker": "nice"} | dict.fromkeys(
        ("Python", "Java", "SQL", "PostgreSQL"), "must"
    )


def test_a_group_goes_on_in_the_next_line(catalogue: Catalogue) -> None:
    found = proposed(
        catalogue, "Required: Kubernetes, and experience with one of AWS, Microsoft Azure or\nGoogle Cloud."
    )
    assert "AWS or Microsoft Azure or Google Cloud" in found


@pytest.mark.parametrize(
    "piece", ["Python, Java or Go is a plus, ", "must have Python, ", "e.g. Java, ", "Python and\n"]
)
def test_a_description_of_one_endless_sentence_is_read_in_time(catalogue: Catalogue, piece: str) -> None:
    begun = time.monotonic()
    propose_criteria("", piece * (MAX_DESCRIPTION // len(piece)), catalogue)
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize(
    "line",
    ["Python, Java or PHP", "Python oder Java", "Python/Java", "a language (e.g. Python, Java, PHP)", "Python ou Java"],
)
def test_either_or_is_one_criterion(catalogue: Catalogue, line: str) -> None:
    found = proposed(catalogue, f"Requirements:\n- {line}")
    assert any({"Python", "Java"} <= set(criterion.terms) for criterion in found.values())
    assert "Python" not in found


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("at least 3 years of experience", 3), ("mindestens drei Jahre Berufserfahrung", 3),
        ("5 ans d'expérience", 5), ("al menos 4 años de experiencia", 4), ("3-5 years' experience", 5),
    ],
)  # fmt: skip
def test_years_of_work(catalogue: Catalogue, line: str, years: float) -> None:
    (criterion,) = proposed(catalogue, f"Requirements\n- {line}").values()
    assert (criterion.part, criterion.kind) == ("experience", "must")
    assert criterion.years in (years, 3)


def test_a_field_of_business_is_proposed_for_the_domain(catalogue: Catalogue) -> None:
    (criterion,) = proposed(catalogue, "Requirements\n- Background in the public sector").values()
    assert (criterion.part, criterion.kind, criterion.text) == ("domain", "nice", "public sector")


def test_the_title_names_a_skill(catalogue: Catalogue) -> None:
    assert proposed(catalogue, "", "Senior Python Developer")["Python"].stars == 3


def test_what_is_refused_is_never_proposed(catalogue: Catalogue) -> None:
    lines = "\n".join(
        (
            "young and dynamic",
            "under 35",
            "native German speaker",
            "weiblich",
            "sans enfants",
            "buena presencia",
            "EU citizen",
        )
    )
    for criterion in proposed(catalogue, f"Requirements\n{lines}").values():
        assert not refusal(criterion.text)
        assert not any(refusal(term) for term in criterion.terms)


@given(
    st.lists(
        st.sampled_from([*ENGLISH.splitlines(), "Ihr Profil", "*", "no 5 ans", "or or or", "(((e.g."]), max_size=40
    )
)
@settings(deadline=None, max_examples=60)
def test_any_mixture_of_lines_yields_valid_criteria(catalogue: Catalogue, lines: list[str]) -> None:
    found = propose_criteria("", "\n".join(lines), catalogue)
    assert len(found) <= MOST_PROPOSED
    assert len({criterion.id for criterion in found}) == len(found)
