"""What the catalogue finds in a text, and what it leaves alone."""

from __future__ import annotations

import time

import pytest

from services.screening.skills.catalogue import Catalogue, load_catalogue

A = """Formulated a vitamin C serum (R&D). Grade C boiler ticket. Always ready to go the extra mile.
Plan B rollout with R. Okafor; read the C-suite reports."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def names(catalogue: Catalogue, text: str, *, listed: bool = False) -> list[str]:
    return [mention.term.name for mention in catalogue.find(text, listed)]


@pytest.mark.parametrize("listed", [False, True])
def test_letters_and_words_that_are_no_skills(catalogue: Catalogue, listed: bool) -> None:
    assert not {"C", "R", "Go", "B"} & set(names(catalogue, A, listed=listed))
    assert names(catalogue, "Skills: Excel, SAP", listed=True) == ["Excel", "SAP"]


@pytest.mark.parametrize("listed", [False, True])
def test_languages_without_spaces_and_with_symbols(catalogue: Catalogue, listed: bool) -> None:
    """ "no Java" names Java; whether that is denied is for the reader of the clause."""
    found = names(catalogue, "Languages: Python,C,R, Go/Rust; C++ & C#. JavaScript (no Java).", listed=listed)
    assert found == ["Python", "C", "R", "Go", "Rust", "C++", "C#", "JavaScript", "Java"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nodejs, Node JS, node-js and Node.js", ["Node.js"] * 4),
        ("CI / CD, ci-cd, CI/CD", ["CI/CD"] * 3),
        ("Postgres; POSTGRESQL; psql", ["PostgreSQL"] * 3),
        ("Python3 (Pythön 3.11)", ["Python"] * 2),
        (".NET, dotnet", [".NET"] * 2),
        ("the net result", []),
        ("C++17/C#", ["C++", "C#"]),
        ("Java\u00adScript", ["JavaScript"]),
        ("e\u0301 Kubernetes", ["Kubernetes"]),
        ("kubernetesx Javan", []),
        ("Kreditorenbuchhaltungen, Jahresabschlüssen", ["accounts payable", "year-end close"]),
        ("in der Internen Revision; cierres mensuales", ["internal audit", "month-end close"]),
        ("conciliaciones bancarias", ["bank reconciliation"]),
    ],
)
def test_the_same_thing_is_written_in_many_ways(catalogue: Catalogue, text: str, expected: list[str]) -> None:
    assert names(catalogue, text, listed=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tools\tGo", ["Go"]), ("Docker\tGo", ["Docker", "Go"]), ("Ready\tGo", []),
        ("neither Kubernetes nor Helm", ["Kubernetes", "Helm"]),
        ("I don't speak German", ["German"]), ("Kein Deutsch", ["German"]), ("Pas d'anglais", ["English"]),
        ("No French customers", []), ("Cleaned parts, no rust left", []), ("no go", []),
    ],
)  # fmt: skip
def test_ambiguous_words_count_by_what_stands_beside_them(catalogue: Catalogue, text: str, expected: list[str]) -> None:
    assert names(catalogue, text) == expected


def test_a_mention_is_where_the_text_says_it(catalogue: Catalogue) -> None:
    text = "Re\u0301sume\u0301: Kuber\u00adnetes and k8s"
    spans = [text[mention.start : mention.end] for mention in catalogue.find(text, False)]
    assert spans == ["Kuber\u00adnetes", "k8s"]


def test_a_name_resolves_in_any_letter_case(catalogue: Catalogue) -> None:
    for name in ("go", "GO", "golang", "Go"):
        term = catalogue.resolve(name)
        assert term and term.name == "Go"
    assert catalogue.resolve("no such skill") is None
    assert catalogue.resolve("") is None


def test_terms_of_an_opening_are_terms_of_their_own(catalogue: Catalogue) -> None:
    more = catalogue.with_terms(["Frobnicator", "tidal gate maintenance", "k8s", "  ", "Zq"])
    assert names(more, "Kept tidal-gate maintenance and frobnicators running") == [
        "tidal gate maintenance",
        "Frobnicator",
    ]
    assert "k8s" not in more.terms
    assert names(more, "Zq, Python", listed=True) == ["Zq", "Python"]
    assert names(catalogue, "Frobnicator") == []


@pytest.mark.parametrize(
    "fragment", ["a", "-", " ", "\n", "C ", "C,", "Go/", "&", ".", "and ", "\u0301", "é", "9", "R. "]
)
def test_much_of_any_fragment_is_searched_in_time(catalogue: Catalogue, fragment: str) -> None:
    begun = time.monotonic()
    catalogue.find(fragment * (2**17 // len(fragment)), True)
    assert time.monotonic() - begun < 15  # normally below a second
