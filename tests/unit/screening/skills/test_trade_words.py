"""What people of some trades write in place of a skill's name, and what looks like it and is not."""

from __future__ import annotations

import pytest

from tests.unit.screening.skills.showing import shown

HOSPITALITY = [
    ("cooking", "Prepared hot and cold meals for 90 guests a night"),
    ("cooking", "Zubereitung von saisonalen Gerichten"),
    ("line cooking", "Ran the sauté station on weekends"),
    ("line cooking", "Jefe de partida, cuarto frío"),
    ("menu planning", "Elaboré las cartas de temporada"),
    ("menu planning", "Rewrote the dinner menu each quarter"),
    ("pastry making", "Herstellung von Hochzeitstorten, Kuchen und Pralinen"),
    ("pastry making", "CAP Pâtissier, 2015"),
    ("dishwashing", "Geschirr und Töpfe gespült"),
    ("food service", "Chef de rang, terrasse de 80 couverts"),
    ("food service", "Mesera en restaurante familiar"),
    ("food service", "Kellnerin im Biergarten"),
    ("bartending", "Shook and stirred classic cocktails behind a six-metre bar"),
    ("barista skills", "Préparation des cafés et des chocolats chauds"),
    ("wine knowledge", "Recommended wines from a list of 400"),
    ("hotel reception", "Front desk agent, 120-room hotel"),
    ("hotel reception", "Empfang und Betreuung der Gäste bei der Anreise"),
    ("housekeeping", "Limpieza de 18 habitaciones al día"),
    ("housekeeping", "Remise en blanc des chambres et des suites"),
    ("event planning", "Organización de bodas y congresos"),
    ("event planning", "Koordination von Tagungen bis 300 Personen"),
    ("food hygiene certificate", "ServSafe Manager"),
    ("stock ordering for kitchens", "Bestellung von Lebensmitteln und Getränken"),
    ("point of sale systems", "Rang up sales on Micros"),
]


@pytest.mark.parametrize(("term", "text"), HOSPITALITY)
def test_words_of_kitchens_restaurants_and_hotels_tell_of_a_skill(term: str, text: str) -> None:
    assert term in shown(text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("kitchen management", "Reported to the head chef"),
        ("food service", "Sold tills to waiters and bars"),
        ("event planning", "Ran tests on mice and zebrafish"),
        ("revenue management", "Brought new ideas to the team"),
        ("catering", "Attended the annual banquet of the club"),
        ("housekeeping", "Cleaned raw survey data before analysis"),
        ("menu planning", "Designed the drop-down menu of the web shop"),
        ("baking", "Recruited for a baker's shop"),
        ("bartending", "Passed the bar in New York, 2019"),
        ("licensing laws", "Implemented RSA and AES encryption"),
        ("line cooking", "Answered the hotline for customers"),
        ("wine knowledge", "Ran Windows software under Wine on Linux"),
        ("dishwashing", "Welded brackets for dishwashers"),
        ("point of sale systems", "Drew a square in the margin"),
    ],
)
def test_what_only_looks_like_hospitality_tells_of_nothing(term: str, text: str) -> None:
    assert term not in shown(text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("lesson planning", "Conception de séances pédagogiques en mathématiques"),
        ("lesson planning", "Elaboración de unidades didácticas de lengua"),
        ("student assessment", "Korrektur von Klassenarbeiten und Klausuren"),
        ("classroom management", "Leitung einer fünften Klasse"),
        ("early childhood education", "Erzieherin, Krippengruppe"),
        ("early childhood education", "CAP Petite Enfance"),
        ("special education", "Wrote IEPs for eleven pupils"),
        ("tutoring", "Tutored sixth graders in algebra"),
        ("English as a second language", "Profesora de inglés, academia"),
        ("curriculum development", "Revised the science curriculum of the district"),
        ("case management", "Caseworker, 40 families"),
        ("safeguarding", "Inobhutnahmen im Rahmen des Schutzauftrags"),
        ("crisis intervention", "De-escalated clients in acute distress"),
        ("residential child care", "Begleitung von Pflegefamilien"),
        ("youth work", "Encadrement d'adolescents lors de séjours d'été"),
        ("social work", "Assistante sociale, polyvalence de secteur"),
        ("school social work", "Beratung von Schülern als Sozialpädagogin an einer Realschule"),
        ("academic writing", "Autor de tres artículos en revistas científicas"),
    ],
)
def test_words_of_schools_and_social_work_tell_of_a_skill(term: str, text: str) -> None:
    assert term in shown(text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("secondary education", "Principal engineer, 2015 to 2019"),
        ("behaviour management", "Sold through Amazon FBA"),
        ("monitoring and evaluation", "Cooked a daily meal for staff"),
        ("early childhood education", "Langue maternelle : français"),
        ("crisis intervention", "Served 115 guests and 988 coffees"),
        ("curriculum development", "Updated my curriculum vitae"),
        ("safeguarding", "Treated children with ASD, ran a MASH unit"),
        ("refugee support", "Diseño cada pieza en taller"),
        ("case management", "Sold broadband for several ISPs"),
        ("tutoring", "Wrote a tutorial on tax returns"),
        ("teaching", "Reported to the teacher"),
        ("youth group leadership", "Perfumes y colonias"),
    ],
)
def test_what_only_looks_like_teaching_and_social_work_tells_of_nothing(term: str, text: str) -> None:
    assert term not in shown(text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("CAD", "Dessinatrice projeteuse"),
        ("finite element analysis", "Ran buckling and fatigue studies in Abaqus"),
        ("structural engineering", "Bemessung von Stahlbetondecken"),
        ("circuit design", "Entwicklung von Schaltungen"),
        ("HPLC", "Análisis por cromatografía líquida"),
        ("cell culture", "Thawed and passaged HeLa cells"),
        ("land surveying", "Topógrafa de obra"),
        ("environmental impact assessment", "Études d'impact pour deux parcs éoliens"),
    ],
)
def test_words_of_laboratories_and_engineering_offices_tell_of_a_skill(term: str, text: str) -> None:
    assert term in shown(text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("finite element analysis", "Worked well under stress and fatigue"),
        ("cell culture", "Sold cell phones and lines of credit"),
        ("circuit design", "Presented to boards of directors"),
        ("environmental impact assessment", "Assessed the impact of a campaign on sales"),
        ("process engineering", "Wrote columns for a magazine"),
    ],
)
def test_what_only_looks_like_science_tells_of_nothing(term: str, text: str) -> None:
    assert term not in shown(text)
