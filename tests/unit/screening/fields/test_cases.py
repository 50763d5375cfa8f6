"""The cases that other people reported (D02 and on), as far as they are about the text of a résumé."""

from __future__ import annotations

from tests.unit.screening.fields.resume_text import jobs_of, profile_of, texts

DATES_LIKE_PHONES = """
Devon Achterberg
devon.a@example.org

Experience
Yard Planner, Brackwater Rail        06/2017 – 03/2021
Dispatcher, Brackwater Rail          03.05.2015 - 30.05.2017
Employee no. 2013-0417-22
"""
PART_TIME = """
Priya Nandakumar
priya.n@example.org

Experience
Operations Lead, Brackwater Foods        Jan 2020 to date
Shift Supervisor, Brackwater Foods       06/2017 – 12/2019
Freelance bookkeeper (part-time)         Sept 2018 – present
Barista, Kaffe Nord                      2015 – 2016
"""
NAME_AMONG_OTHERS = """
Curriculum Vitae
www.saltmarsh-studio.example
SENIOR PRODUCT DESIGNER
Oluwaseun "Seun" Adeyemi-Clarke, MSc    Mobile: +44 20 7946 0991
seun@saltmarsh-studio.example
"""
SPACED_HEADINGS = """
Maren Vestergaard
maren@example.org

E XPERIENCE
Head Baker, Ostersol Bakery      Apr 2015 - Aug 2022

E D U C A T I O N
Journeyman's certificate in baking, 2012
"""


def test_dates_and_an_employee_number_are_no_phones() -> None:
    profile = profile_of(DATES_LIKE_PHONES)
    assert profile.name and profile.name.text == "Devon Achterberg"
    assert profile.phones == []
    assert profile.years == 5.9


def test_jobs_side_by_side_count_once_and_years_alone_show_no_gap() -> None:
    profile = profile_of(PART_TIME)
    assert len(profile.experience) == 4
    assert profile.years and 10.3 <= profile.years <= 11.6
    current = [job.title for job in profile.experience if job.end == "present"]
    assert current == ["Operations Lead", "Freelance bookkeeper"]
    assert profile.gaps == []
    assert profile.warnings == []


def test_neither_a_heading_nor_a_link_nor_a_job_is_the_name() -> None:
    profile = profile_of(NAME_AMONG_OTHERS)
    assert profile.name and profile.name.text == "Oluwaseun Adeyemi-Clarke"
    assert texts(profile.phones) == ["+442079460991"]
    assert texts(profile.links) == ["www.saltmarsh-studio.example"]


def test_headings_of_spaced_letters_are_headings() -> None:
    profile = profile_of(SPACED_HEADINGS)
    assert jobs_of(SPACED_HEADINGS) == [("Head Baker", "Ostersol Bakery", "2015-04", "2022-08")]
    assert profile.years == 7.4
    assert [statement.section for statement in profile.statements][-1] == "education"
    assert "2012" not in profile.statements[-1].text
