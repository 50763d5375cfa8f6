"""Software and data: what openings ask for, and what résumés say in its place, lead to the same term."""

from __future__ import annotations

import pytest

from services.screening.skills.catalogue import Catalogue, load_catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def shown(catalogue: Catalogue, text: str) -> set[str]:
    """Return what a job's line shows: what it names or tells of, and all that follows from it."""
    terms = [mention.term for mention in catalogue.find_told(text, False, False)]
    return {one.name for term in terms for one in (term, *catalogue.broader(term))}


@pytest.mark.parametrize(
    ("asked", "term"),
    [
        ("automated testing", "test automation"), ("REST API design", "REST APIs"),
        ("on-call rotation", "on-call duty"),
        ("model deployment", "model deployment"), ("AppSec", "application security"), ("iOS development", "iOS"),
        ("desarrollo backend", "back-end development"), ("intégration continue", "CI/CD"), ("ETL-Strecken", "ETL"),
        ("unit tests", "unit testing"), ("tableaux de bord interactifs", "dashboards"), ("agile", "agile methods"),
    ],
)  # fmt: skip
def test_each_way_to_ask_leads_to_the_same_term(catalogue: Catalogue, asked: str, term: str) -> None:
    resolved = catalogue.resolve(asked)
    assert resolved and resolved.name == term


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
def test_what_is_said_in_its_place_shows_the_skill(catalogue: Catalogue, line: str, term: str) -> None:
    assert term in shown(catalogue, line)


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
def test_other_trades_have_no_software_in_them(catalogue: Catalogue, line: str) -> None:
    trades = {"Software and IT", "Data and AI"}
    named = [mention.term for mention in catalogue.find_told(line, False, False)]
    assert not [term.name for term in named if trades & set(term.professions)]
