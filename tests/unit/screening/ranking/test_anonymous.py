"""What is left of a résumé when its person is taken out."""

from __future__ import annotations

import msgspec
import pytest

from services.screening.profile import Education, Statement, Value
from services.screening.ranking.anonymous import anonymous_text, score_without_identity, without_identity
from services.screening.ranking.ranking import Evidence, Flag, Judgement, Score
from services.screening.reading.document import HiddenText
from tests.support.resume import job, profile_of, said

PERSON = profile_of(
    [
        Statement("Ines Halvorsen", "header", identity=True),
        Statement("ines.h@example.org +47 22 12 34 56", "header", identity=True),
        Statement("Nationality: Norwegian", "personal"),
        Statement("Mother of two, married, 34 years old. Data engineer with a love of tides.", "summary"),
        Statement("In 2019 she led Halvorsen & Co; ines.h@example.org, www.halvorsen.example.", "experience", job=0),
        Statement("MSc Statistics, University of Nordvik, 2013 - 2015", "education"),
        Statement("English (native), German (B2)", "languages"),
        Statement("Call 22 12 34 56", "other"),
        Statement("Her manager says so", "references"),
    ],
    name=Value("Ines Halvorsen"),
    emails=[Value("ines.h@example.org")],
    phones=[Value("+4722123456")],
    links=[Value("www.halvorsen.example")],
    location=Value("Oslo"),
    experience=[job("Data Engineer", "2019", "present", "Halvorsen & Co")],
    education=[Education("MSc Statistics", "University of Nordvik", "2013", "2015", 7)],
    hidden=[HiddenText("Ines is the best", "tiny")],
    has_photo=True,
    warnings=["Hidden text: Ines is the best"],
)  # fmt: skip

SECRETS = ("Ines", "Halvorsen", "example.org", "22 12 34 56", "4722123456", "Norwegian", "Oslo", "other of two",
           "married", "34", "2013", "2015", " she ", "Her ", "has_photo\":true")  # fmt: skip


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_that_says_who_it_is_is_left(secret: str) -> None:
    assert secret not in msgspec.json.encode(without_identity(PERSON)).decode()
    assert secret not in anonymous_text(PERSON)


def test_what_a_score_quotes_is_cleaned_likewise_and_its_numbers_stay() -> None:
    quote = Evidence("Ines (ines.h@example.org) built pipelines in Python")
    score = Score(61.5, 0.5, "HIRE", {}, [Judgement("c1", "met", "job", [quote])], [Flag("hidden", "Ines Halvorsen")])
    blind = score_without_identity(score, PERSON)
    assert [one.text for one in (*blind.criteria[0].evidence, *blind.flags)] == [
        "[…] ([…]) built pipelines in Python",
        "[…] […]",
    ]
    assert (blind.score, blind.criteria[0].verdict, blind.criteria[0].rung) == (61.5, "met", "job")


def quoted(*texts: str) -> list[str]:
    judged = Judgement("c1", "met", "listed", [Evidence(text) for text in texts])
    return [
        one.text for one in score_without_identity(Score(1, 1, "HIRE", {}, [judged], []), PERSON).criteria[0].evidence
    ]


def test_a_quote_shows_as_much_as_its_line() -> None:
    shown = [one.text for one in without_identity(PERSON).statements]
    lines = [
        one.text for one in PERSON.statements if not one.identity and one.section not in ("personal", "references")
    ]
    assert "English (native), German (B2)" in shown
    assert quoted(*lines) == shown


@pytest.mark.parametrize(
    "quote",
    [
        "MSc Statistics, University of Nordvik, 2013 - 2015",
        "University of Nordvik, 2013",
        "MSc Statistics, University of Nordvik, 2013 - 2015 with a thesis on tides",
    ],
)
def test_no_quote_tells_when_somebody_was_at_school(quote: str) -> None:
    assert "Nordvik" in quoted(quote)[0] and "201" not in quoted(quote)[0]


def test_a_quote_from_no_line_that_is_shown_says_nothing_of_a_family() -> None:
    assert quoted("Married, and fluent in SQL") == ["[…], and fluent in SQL"]


def test_what_the_person_can_do_is_left() -> None:
    blind = without_identity(PERSON)
    assert "Data engineer with a love of tides." in blind.statements[0].text
    assert (blind.experience[0].title, blind.experience[0].start) == ("Data Engineer", "2019")
    assert (blind.education[0].title, blind.education[0].level) == ("MSc Statistics", 7)
    assert "In 2019 they led" in anonymous_text(PERSON)


def test_titles_say_no_gender_and_employers_keep_their_names() -> None:
    profile = profile_of(
        said("Als Entwicklerin bei Veterinaria Lund: Python", job=0),
        experience=[job("Technicienne supérieure", "2019", "2020", "Veterinaria Lund")],
    )
    blind = without_identity(profile)
    assert blind.statements[0].text == "Als Entwickler bei Veterinaria Lund: Python"
    assert (blind.experience[0].title, blind.experience[0].employer) == ("Technicien supérieure", "Veterinaria Lund")
    assert "Entwicklerin" not in anonymous_text(profile)


def test_a_name_that_is_also_a_word_takes_no_word_away() -> None:
    profile = profile_of(said("Field tests of new sensors in the field", job=0), name=Value("Grace Field"))
    assert without_identity(profile).statements[0].text == "[…] tests of new sensors in the field"


def test_the_same_text_without_a_person_stays_as_it_is() -> None:
    profile = profile_of(said("Python\tGo,  PHP", section="skills"), said("Caring for young people", job=0))
    assert without_identity(profile) == profile
