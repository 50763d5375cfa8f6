"""What a text tells of without naming it: what somebody did, and what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.errors import SettingsError
from services.screening.skills.catalogue import Catalogue, load_catalogue

MINE = """
    [Tides]
    tide gauging
    dyke watching
    [deeds]
    tide gauging = gauge|gauges|gauged|gauging|gemessen|messung + tide*|Gezeit*, read + gauge* + tide*
    [titles]
    dyke watching = dyke reeve, Deichwächter, "DR"
"""


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    path = tmp_path_factory.mktemp("terms") / "own.txt"
    path.write_text(MINE, encoding="utf-8")
    return load_catalogue(path)


def told(catalogue: Catalogue, text: str, *, of_person: bool = False) -> list[str]:
    return [mention.term.name for mention in catalogue.find_told(text, False, of_person)]


@pytest.mark.parametrize(
    "text",
    [
        "Gauged tides",
        "gauging the spring and neap tides",
        "Gezeiten täglich gemessen",
        "Messung der Gezeiten",
        "Read the harbour gauge at each tide",
    ],
)
def test_a_deed_is_told_in_any_form_and_order(mine: Catalogue, text: str) -> None:
    assert told(mine, text) == ["tide gauging"]


@pytest.mark.parametrize(
    "text",
    ["Gauged interest. Tides came in", "Gauged what one may never say of this or any tide", "gauges", "Read the gauge"],
)
def test_words_of_two_sentences_or_far_apart_tell_of_nothing(mine: Catalogue, text: str) -> None:
    assert told(mine, text) == []


def test_a_mention_covers_the_deed(mine: Catalogue) -> None:
    text = "Every day: Gezeiten täglich gemessen"
    (mention,) = mine.find_told(text, False, False)
    assert text[mention.start : mention.end] == "Gezeiten täglich gemessen"


@pytest.mark.parametrize(
    "text",
    [
        "Dyke Reeve, Saltmere",
        "Worked as a dyke reeve",
        "Qualified dyke reeve with ten years",
        "2015 Deichwächter",
        "Deichwächterin",
        "Angestellt als Deichwaechter",
        "Summary\nDyke reeve",
    ],
)
def test_a_title_is_told_where_it_is_the_persons(mine: Catalogue, text: str) -> None:
    assert told(mine, text) == ["dyke watching"]


@pytest.mark.parametrize(
    "text",
    [
        "Reported to the dyke reeve",
        "Supervised dyke reeves",
        "Dyke reeve recruiter",
        "Dyke reeve's mate",
        "worked alongside a dyke reeve",
        "the dr was called",
    ],
)
def test_a_title_of_others_tells_of_nothing(mine: Catalogue, text: str) -> None:
    assert told(mine, text) == []


@pytest.mark.parametrize("of_person", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "Baker Hughes, Houston", "Baker Hughes", "BAKER HUGHES", "Baker & McKenzie", "Koch & Söhne", "Koch Industries",
        "Cook County Hospital", "Zimmermann Statik GmbH", "Butcher Brothers Ltd", "Herrero y Asociados",
        "Worked as a Baker Hughes contractor", "Analyst at Baker Hughes", "Buchhaltung bei Koch Saltmere",
        "Reported to Ms Fraser", "Fraser Valley Farms",
    ],
)  # fmt: skip
def test_a_name_that_begins_with_a_title_tells_of_nothing(mine: Catalogue, text: str, of_person: bool) -> None:
    trades = {"milling", "baking", "cooking", "butchery", "carpentry", "metal fabrication"}
    assert trades.isdisjoint(told(mine, text, of_person=of_person))


@pytest.mark.parametrize("of_person", [False, True])
@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Baker, Blue Mill", "baking"), ("Head Baker", "baking"), ("BAKER", "baking"), ("Baker Blue Mill", "baking"),
        ("Baker – Saltmere Ltd", "baking"), ("Baker\tSaltmere", "baking"), ("Baker and Pastry Chef", "baking"),
        ("Cook March 2015 – June 2016", "cooking"), ("Cook Sept. 2015", "cooking"), ("Cook II, Saltmere", "cooking"),
        ("Koch Gasthof Krone", "cooking"), ("Koch und Kellner", "cooking"), ("Carpenter Foreman", "carpentry"),
        ("Köchin Krone", "cooking"), ("Elektriker Siemens", "electrical installation"),
    ],
)  # fmt: skip
def test_a_title_before_another_word_is_no_name(mine: Catalogue, text: str, term: str, of_person: bool) -> None:
    assert term in told(mine, text, of_person=of_person)


def test_a_title_tells_of_each_term_once(mine: Catalogue) -> None:
    assert told(mine, "Veranstaltungskaufmann") == list(dict.fromkeys(told(mine, "Veranstaltungskaufmann")))


def test_in_a_title_the_person_is_meant_unless_it_says_otherwise(mine: Catalogue) -> None:
    assert told(mine, "Saltmere Council, Dyke Reeve", of_person=True) == ["dyke watching"]
    assert told(mine, "Assistant to the Dyke Reeve", of_person=True) == []


def test_a_title_names_its_skill_in_an_opening(mine: Catalogue) -> None:
    term = mine.resolve("Dyke Reeve")
    assert term and term.name == "dyke watching"


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("gauged|", ""), ("dyke reeve, ", ""), ("tide gauging\n", "tide gauging = tidework\n"),
        ("tide gauging\n", "tide gauging?\n"), ("[deeds]", "[broader]\ntide gauging -> dyke watching\n[deeds]"),
        ("[deeds]", "[other meanings]\ndyke pony\n[deeds]"),
    ],
)  # fmt: skip
def test_another_line_makes_another_catalogue(mine: Catalogue, tmp_path: Path, line: str, other: str) -> None:
    path = tmp_path / "own.txt"
    path.write_text(MINE, encoding="utf-8")
    assert load_catalogue(path).mark == mine.mark
    path.write_text(MINE.replace(line, other, 1), encoding="utf-8")
    assert load_catalogue(path).mark != mine.mark


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[deeds]\nwelding = weld*", 'own.txt, line 2: "weld*" is no deed.'),
        ("[deeds]\nwelding = weld* + ", "is no deed."),
        ("[deeds]\nwelding = cut* + steel", 'own.txt, line 2: "cut*" begins too many words.'),
        ("[deeds]\nwelding", "own.txt, line 2: write the term and what tells of it"),
        ("[deeds]\nfoo = weld* + steel", 'own.txt, line 2: no term has the name "foo"'),
        ("[titles]\nfoo = welder", 'own.txt, line 2: no term has the name "foo"'),
        ("[titles]\n= welder", "own.txt, line 2: write the term and what tells of it"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "own.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        load_catalogue(path)
    assert message in str(error.value)
