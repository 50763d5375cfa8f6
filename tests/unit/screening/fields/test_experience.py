"""Jobs in the layouts that people use: where the date stands, what comes first, what parts title and employer."""

from __future__ import annotations

import pytest

from services.screening.reading.fields.degree import names_degree
from tests.unit.screening.fields.resume_text import jobs_of, profile_of

HEADER = "Ada Quill\nada@example.org\n\nEXPERIENCE\n"
LAYOUTS = [
    (
        """Company: Halden Mills Ltd
Position: Quality Inspector
Period: 03/2015 - 06/2018
Duties: checking yarn

Company: Borrow Textiles
Position: Packer
Period: 2012 - 2015""",
        [
            ("Quality Inspector", "Halden Mills Ltd", "2015-03", "2018-06"),
            ("Packer", "Borrow Textiles", "2012", "2015"),
        ],
    ),
    (
        """Employer\tTitle\tFrom\tTo
Halden Mills\tQuality Inspector\t03/2015\t06/2018
Borrow Textiles\tPacker\t01/2012\t02/2015""",
        [
            ("Quality Inspector", "Halden Mills", "2015-03", "2018-06"),
            ("Packer", "Borrow Textiles", "2012-01", "2015-02"),
        ],
    ),
    (
        """2015 - 2018   Quality Inspector, Halden Mills, Leeds
2012 - 2015   Packer, Borrow Textiles, Bradford""",
        [("Quality Inspector", "Halden Mills", "2015", "2018"), ("Packer", "Borrow Textiles", "2012", "2015")],
    ),
    (
        """Quality Inspector\tHalden Mills\tMar 2015 – Jun 2018
Packer\tBorrow Textiles\tJan 2012 – Feb 2015""",
        [
            ("Quality Inspector", "Halden Mills", "2015-03", "2018-06"),
            ("Packer", "Borrow Textiles", "2012-01", "2015-02"),
        ],
    ),
    (
        """Halden Mills – Leeds — Quality Inspector (March 2015 – June 2018)
Checked yarn.
Borrow Textiles – Bradford — Packer (2012 – 2015)""",
        [("Quality Inspector", "Halden Mills", "2015-03", "2018-06"), ("Packer", "Borrow Textiles", "2012", "2015")],
    ),
    (
        """June 2018 – Present, Senior Engineer at Fogline Robotics, Inc.
Built arms.
May 2014 – May 2018, Engineer at Drossel Automation""",
        [
            ("Senior Engineer", "Fogline Robotics, Inc.", "2018-06", "present"),
            ("Engineer", "Drossel Automation", "2014-05", "2018-05"),
        ],
    ),
    (
        """Projektleiterin Hochbau (Teilzeit 80 %)
Bauwerk Nord GmbH, Kiel
01.2019 – heute
Bauleiterin (m/w/d)
Hansen & Söhne Bau, Flensburg
04.2014 – 12.2018""",
        [
            ("Projektleiterin Hochbau", "Bauwerk Nord GmbH", "2019-01", "present"),
            ("Bauleiterin", "Hansen & Söhne Bau", "2014-04", "2018-12"),
        ],
    ),
    (
        """Acme Fasteners Ltd   2015 – 2018
Sales Manager
• Grew the south.
Brass & Co   2011 – 2015
Sales Representative
• Sold screws.""",
        [
            ("Sales Manager", "Acme Fasteners Ltd", "2015", "2018"),
            ("Sales Representative", "Brass & Co", "2011", "2015"),
        ],
    ),
    (
        """De sept. 2015 à juin 2018 : Vendeuse – Boutique Lila – Nice
De 2012 à 2015 : Caissière – Supermarché Azur – Antibes""",
        [("Vendeuse", "Boutique Lila", "2015-09", "2018-06"), ("Caissière", "Supermarché Azur", "2012", "2015")],
    ),
    (
        """Ene. 2015 – Dic. 2018 | Camarero | Bar Sol
Feb. 2012 – Dic. 2014 | Ayudante de cocina | Restaurante Luna""",
        [
            ("Camarero", "Bar Sol", "2015-01", "2018-12"),
            ("Ayudante de cocina", "Restaurante Luna", "2012-02", "2014-12"),
        ],
    ),
    (
        """Ostersol Bakery, Head Baker, 2015-2020
Nord Bread Ltd, Baker, 2010-2015""",
        [("Head Baker", "Ostersol Bakery", "2015", "2020"), ("Baker", "Nord Bread Ltd", "2010", "2015")],
    ),
    (
        """Cashier, Foodmart
Stocker, Greenleaf Grocers""",
        [("Cashier", "Foodmart", "", ""), ("Stocker", "Greenleaf Grocers", "", "")],
    ),
    (
        """Lead Animator
Moonhare Pictures
August 2019 to present
Led a team of nine animators on two series
Supervised outsourcing partners in Seoul

Animator
Bristle Films
July 2015 to July 2019
Animated foxes""",
        [
            ("Lead Animator", "Moonhare Pictures", "2019-08", "present"),
            ("Animator", "Bristle Films", "2015-07", "2019-07"),
        ],
    ),
    (
        """MOONHARE PICTURES, Bristol
Lead Animator                                 August 2019 – present
Led a team of nine

BRISTLE FILMS, Bristol
Animator                                      July 2015 – July 2019
Animated foxes""",
        [
            ("Lead Animator", "MOONHARE PICTURES", "2019-08", "present"),
            ("Animator", "BRISTLE FILMS", "2015-07", "2019-07"),
        ],
    ),
    (
        """Moonhare Pictures                           Bristol
Lead Animator                                 August 2019 – present
• Led a team of nine
Bristle Films                                 Bristol
Animator                                      July 2015 – July 2019
• Animated foxes""",
        [
            ("Lead Animator", "Moonhare Pictures", "2019-08", "present"),
            ("Animator", "Bristle Films", "2015-07", "2019-07"),
        ],
    ),
    (
        """Volunteer Coach, Riverside FC, 2018 - 2020
Coach, Aldbrook School, 2020 - 2023""",
        [("Coach", "Aldbrook School", "2020", "2023")],
    ),
    (
        """Depuis mars 2020
Aide-soignante
EHPAD Les Tilleuls, Dijon
- Soins d'hygiène
Juin 2016 – février 2020
Auxiliaire de vie
ADMR de Beaune
- Aide aux repas""",
        [
            ("Aide-soignante", "EHPAD Les Tilleuls", "2020-03", "present"),
            ("Auxiliaire de vie", "ADMR de Beaune", "2016-06", "2020-02"),
        ],
    ),
    (
        """1. Assistant Manager
   Tally's Diner, Reno, NV
   5/2019 - Present
2. Server
   Blue Plate, Reno, NV
   6/2015 - 4/2019""",
        [("Assistant Manager", "Tally's Diner", "2019-05", "present"), ("Server", "Blue Plate", "2015-06", "2019-04")],
    ),
    (
        """Store Manager (Jan 2020 – Present)
Larkfield Garden Centre
Assistant Store Manager (Mar 2016 – Dec 2019)
Larkfield Garden Centre""",
        [
            ("Store Manager", "Larkfield Garden Centre", "2020-01", "present"),
            ("Assistant Store Manager", "Larkfield Garden Centre", "2016-03", "2019-12"),
        ],
    ),
    (
        """Softwareentwickler
Finkwerk Systeme AG
Seit 04/2021
Schwerpunkte: Java, Kafka
Werkstudent
Technische Hochschule Nordheim
10/2018 bis 03/2021""",
        [
            ("Softwareentwickler", "Finkwerk Systeme AG", "2021-04", "present"),
            ("Werkstudent", "Technische Hochschule Nordheim", "2018-10", "2021-03"),
        ],
    ),
    (
        """Data Analyst | Brightwater Utilities | Full-time | Hybrid | Feb 2021 – Present
Research Intern | Institute of Hydrology | Internship | Jun 2020 – Aug 2020""",
        [
            ("Data Analyst", "Brightwater Utilities", "2021-02", "present"),
            ("Research Intern", "Institute of Hydrology", "2020-06", "2020-08"),
        ],
    ),
    (
        """Product Owner, Payments, Korn Bank AG, Zürich
Mai 2020 - heute
Business Analyst, Korn Bank AG, Zürich
August 2016 - April 2020""",
        [
            ("Product Owner, Payments", "Korn Bank AG", "2020-05", "present"),
            ("Business Analyst", "Korn Bank AG", "2016-08", "2020-04"),
        ],
    ),
    (
        "Fulton Transit, Atlanta, GA\tJan 2017 – Present\nBus Operator\n  Drive routes 12 and 40.\n"
        "U.S. Army, Fort Stewart, GA\t2012 – 2016\nMotor Transport Operator, Sergeant\n  Led convoys.",
        [
            ("Bus Operator", "Fulton Transit", "2017-01", "present"),
            ("Motor Transport Operator, Sergeant", "U.S. Army", "2012", "2016"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "jobs"), LAYOUTS)
def test_a_job_is_read_in_any_layout(text: str, jobs: list[tuple[str, str, str, str]]) -> None:
    assert jobs_of(HEADER + text) == jobs


@pytest.mark.parametrize(
    ("jobs", "years"),
    [
        ("Cook, Blue Inn   Jan 2020 – Mar 2020", 0.2),
        ("Cook, Blue Inn   2015 – 2018", 3.0),
        ("Cook, Blue Inn   2015", 0.5),
        ("Cook, Blue Inn   01/2020 – 12/2020\nBaker, Red Inn   07/2020 – 06/2021", 1.5),
        ("Cook, Blue Inn   01/2026 – present", 0.9),
        ("Cook, Blue Inn", None),
    ],
)
def test_years_are_the_union_of_the_jobs_months(jobs: str, years: float | None) -> None:
    assert profile_of(HEADER + jobs).years == years


def test_education_counts_as_no_employment() -> None:
    profile = profile_of(
        HEADER + "Cook, Blue Inn   01/2020 – 12/2020\n\nEDUCATION\nBA History, Reedham University   2010 – 2015"
    )
    assert profile.years == 1.0
    assert [(one.title, one.school, one.start, one.end) for one in profile.education] == [
        ("BA History", "Reedham University", "2010", "2015")
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Loved the laboratory but not the lectures.", []),
        ("J'ai rédigé ma première étude.", []),
        ("Después de eso viajé.", []),
        ("BUT Informatique, IUT de Nordvik", [("BUT Informatique", "IUT de Nordvik")]),
        ("CAP Cuisine, Lycée de Nordvik", [("CAP Cuisine", "Lycée de Nordvik")]),
        ("B.A. History, Reedham University", [("B.A. History", "Reedham University")]),
    ],
)
def test_a_degree_in_capitals_is_no_word_in_small_letters(text: str, found: list[tuple[str, str]]) -> None:
    education = profile_of(f"{HEADER}\n\nEDUCATION\nBSc Chemistry, Nordvik University   2010 – 2013\n{text}").education
    assert [(one.title, one.school) for one in education[1:]] == found


@pytest.mark.parametrize("text", ["b.a. history", "m.s. in biology", "j.d.", "M.D."])
def test_a_degree_with_full_stops_is_one_in_small_letters_too(text: str) -> None:
    assert names_degree(text)


def test_a_statement_knows_its_job_and_loses_its_year_of_graduation() -> None:
    text = "Cook, Blue Inn   01/2020 – 12/2020\n• Made soups.\nBaker, Red Inn   2015 – 2019\n• Baked.\n"
    profile = profile_of(HEADER + text + "\nEDUCATION\nBA History, Reedham University   2010 – 2015")
    assert [one.job for one in profile.statements if one.section == "experience"] == [None, 0, 0, 1, 1]
    assert profile.statements[-1].text == "BA History, Reedham University"


def test_hobbies_and_prizes_with_a_year_are_no_jobs_without_a_heading_of_jobs() -> None:
    assert jobs_of("Ada Quill\nada@example.org\n\nAWARDS\nYoung Cook Prize, 2016") == []
