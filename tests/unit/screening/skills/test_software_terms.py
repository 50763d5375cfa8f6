"""Software and data: what openings ask for, and what résumés say in its place, lead to the same term."""

from __future__ import annotations

import pytest

from tests.unit.screening.skills.showing import asked, shown, told_of_trades


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("automated testing", "test automation"), ("REST API design", "REST APIs"),
        ("on-call rotation", "on-call duty"),
        ("model deployment", "model deployment"), ("AppSec", "application security"), ("iOS development", "iOS"),
        ("desarrollo backend", "back-end development"), ("intégration continue", "CI/CD"), ("ETL-Strecken", "ETL"),
        ("unit tests", "unit testing"), ("tableaux de bord interactifs", "dashboards"), ("agile", "agile methods"),
    ],
)  # fmt: skip
def test_each_way_to_ask_leads_to_the_same_term(words: str, term: str) -> None:
    assert asked(words) == term


@pytest.mark.parametrize(
    ("line", "term"),
    [
        ("Held the JUnit suite together", "unit testing"), ("Pruebas unitarias en cada entrega", "unit testing"),
        ("Automated the regression tests", "test automation"), ("Testautomatisierer bei einer Bank", "test automation"),
        ("Moved thirty sources into BigQuery", "ETL"), ("Alimentation nocturne sous Talend", "ETL"),
        ("Fine-tuned BERT on claims", "natural language processing"),
        ("Score Okapi with spaCy", "natural language processing"),
        ("Built an iPhone app for divers", "iOS"), ("Decomposed the monolith into services", "microservices"),
        ("Backend developer at a mill", "back-end development"), ("Développeuse web chez Kiosque", "web development"),
        ("Datenanalystin im Vertrieb", "data analysis"), ("Put three models into production", "model deployment"),
        ("Wrote an R package for tides", "R"), ("Ran Go services for a bank", "Go"), ("CKA since 2020", "Kubernetes"),
    ],
)  # fmt: skip
def test_what_is_said_in_its_place_shows_the_skill(line: str, term: str) -> None:
    assert term in shown(line)


@pytest.mark.parametrize(
    "line",
    [
        "Welded pipeline sections and deployed crews along the pipeline", "Released a pipeline of new perfumes",
        "Trained 12 new models for the autumn catalogue", "Wrote joins for cabinet makers", "Full stack of plates",
        "Implemented rest breaks in the services yard", "Coverage of test matches on the radio", "Alerting the police",
        "Agile and quick on stage", "Stand-ups and comedy nights", "Front-end loader operator at the quarry",
        "Conteneurs maritimes au port", "Went to the app store", "Fixed the code lock of the security door",
        "Moved files from the office to the warehouse", "Analysed soil", "Supported users of the day centre with meals",
        "Put model planes together", "Extracted teeth", "Small independent services garages",
    ],
)  # fmt: skip
def test_other_trades_have_no_software_in_them(line: str) -> None:
    assert not told_of_trades(line, {"Software and IT", "Data and AI"})
