"""E-mail addresses, telephone numbers and links: theirs, all of them, and nobody else's."""

from __future__ import annotations

import pytest

from services.screening.reading.document import Document, Line
from services.screening.reading.fields.profile_reader import read_profile
from tests.unit.screening.fields.resume_text import AS_OF, catalogue, profile_of, texts


def phones_of(line: str, place: str = "Ada Quill") -> list[str]:
    return texts(profile_of(f"{place}\n{line}\n\nExperience\nCook, Blue Inn   2019 – 2020").phones)


@pytest.mark.parametrize(
    ("line", "place", "phones"),
    [
        ("Tel: +44 (0)20 7946 0991", "", ["+442079460991"]),
        ("(+49) 171 1234567", "", ["+491711234567"]),
        ("0049 171 1234567", "", ["+491711234567"]),
        ("+1-415-555-0132 ext. 12", "", ["+14155550132"]),
        ("Mobile: 07700 900123 / Home: 01632 960123", "York, UK", ["+447700900123", "+441632960123"]),
        ("030/1234567", "10115 Berlin, Deutschland", ["+49301234567"]),
        ("06 12 34 56 78", "Lyon, France", ["+33612345678"]),
        ("22 12 34 56", "Bergen, Norway", ["+4722123456"]),
        ("(415) 555-0132", "Oakland, CA 94607", ["+14155550132"]),
        ("+44 20 1946 0958", "", ["+442019460958"]),
        ("T: 0113 496 0123 | M: +44 7700 900123", "", ["+441134960123", "+447700900123"]),
        ("Tel 0113 496 0123 Fax 0113 496 0999", "Leeds LS1 4AB", ["+441134960123"]),
    ],
)
def test_a_number_is_read_as_its_country_writes_it(line: str, place: str, phones: list[str]) -> None:
    assert phones_of(line, f"Ada Quill\n{place}") == phones


@pytest.mark.parametrize(
    "line",
    [
        "22 12 34 56", "2013-0417-22", "Employee no. 4155550132", "06/2017 – 03/2021", "IBAN DE89 3704 0044 0532 0130",
        "Passport number: 123456789", "Born 03.05.1985", "12345 67890", "ISBN 978-3-16-148410-0", "1 234 567 890 EUR",
        "orcid.org/0000-0002-1825-0097", "https://example.org/4155550132",
    ],
)  # fmt: skip
def test_what_is_no_number_of_a_sure_country_is_none(line: str) -> None:
    assert phones_of(line) == []


@pytest.mark.parametrize(
    ("line", "emails"),
    [
        ("ada.quill+jobs@mail.example.co.uk", ["ada.quill+jobs@mail.example.co.uk"]),
        ("E-Mail: <ada@example.org>; second: quill@example.com.", ["ada@example.org", "quill@example.com"]),
        ("ada (at) example (dot) org", ["ada@example.org"]),
        ("ada[at]example.org", ["ada@example.org"]),
        ("ada @ example.org", ["ada@example.org"]),
        ("ada dot quill at example dot org", ["ada.quill@example.org"]),
        ("meet at noon (at example)", []),
        ("@adaquill, ada@localhost", []),
        ("mailto:ada@example.org", ["ada@example.org"]),
    ],
)
def test_an_address_is_read_where_it_is_unmistakable(line: str, emails: list[str]) -> None:
    assert texts(profile_of(f"Ada Quill\n{line}").emails) == emails


def test_referees_and_employers_contacts_are_not_the_persons() -> None:
    profile = profile_of(
        "Ada Quill\nada@example.org\n+44 20 7946 0991\n\nExperience\nCook, Blue Inn   2019 – 2020\n"
        "Contact: boss@blueinn.example\n\nReferences\nMax Boss, max@blueinn.example, +44 20 7946 0111"
    )
    assert texts(profile.emails) == ["ada@example.org"]
    assert texts(profile.phones) == ["+442079460991"]


def test_links_behind_words_count_and_none_counts_twice() -> None:
    lines = [Line("Ada Quill"), Line("github.com/adaquill | www.quill.example | E-mail | node.js, ASP.NET")]
    links = ["mailto:ada@example.org", "https://github.com/adaquill/", "https://quill.example", "tel:+442079460991"]
    profile = read_profile(Document("pdf", lines, links=links), AS_OF, catalogue())
    assert texts(profile.links) == ["github.com/adaquill", "www.quill.example"]
    assert texts(profile.emails) == ["ada@example.org"]
    assert texts(profile.phones) == ["+442079460991"]


def test_an_address_that_a_line_breaks_gives_no_piece_of_it() -> None:
    lines = [Line("Ada Quill"), Line("ada.quill@example.or", block=1), Line("g", block=1)]
    whole = read_profile(Document("pdf", lines, links=["mailto:ada.quill@example.org"]), AS_OF, catalogue())
    assert texts(whole.emails) == ["ada.quill@example.org"]


def test_what_stands_below_the_name_is_the_header_though_a_sidebar_was_read_first() -> None:
    profile = profile_of(
        "Contact\nada@example.org\n030 5557788\n\nLanguages\nEnglish\n\nAda Quill\nHead of Growth\nBerlin, Germany\n\n"
        "Experience\nCook, Blue Inn   2019 – 2020"
    )
    assert profile.name and profile.name.text == "Ada Quill"
    assert profile.location and profile.location.text == "Berlin, Germany"
    assert texts(profile.phones) == ["+49305557788"]
    assert texts(profile.languages) == ["English"]
    assert [one.text for one in profile.statements if one.section == "header"] == [
        "Ada Quill", "Head of Growth", "Berlin, Germany",
    ]  # fmt: skip
