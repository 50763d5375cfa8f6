"""The order in which a PDF's text is read: columns one after the other, tables row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from tests.unit.screening.reading.pdf_page import HEIGHT, WIDTH, PdfPage
from tests.unit.screening.reading.reader import read, texts

SIDE = ["CONTACT", "ines.h@example.org", "+47 22 12 34 56", "SKILLS", "Python", "Go", "PostgreSQL", "LANGUAGES",
        "Norwegian", "English"]  # fmt: skip
MAIN = ["EXPERIENCE", "Data Engineer, Fjordlys AS", "Mar 2019 - Present", "Built pipelines for tide forecasts.",
        "Analyst, Kystdata", "Jan 2016 - Feb 2019", "Wrote reports for harbour masters.", "EDUCATION",
        "MSc Statistics, University of Nordvik", "2013 - 2015"]  # fmt: skip
PROSE = [
    "Built pipelines for tide forecasts that the",
    "harbour masters of three towns read in the",
    "morning, and kept them running through two",
    "winters of storms and one change of owner.",
    "Taught the apprentices how to read a chart",
    "and how to tell a spring tide from a surge.",
]


def test_case_d01_two_columns_drawn_row_by_row(tmp_path: Path) -> None:
    width, height = A4
    c = canvas.Canvas(str(tmp_path / "cv.pdf"), pagesize=A4)
    c.setFont("Helvetica-Bold", 22)
    c.drawString(200, height - 60, "Ines Halvorsen")
    c.setFont("Helvetica", 10)
    for i, (a, b) in enumerate(zip(SIDE, MAIN, strict=True)):
        y = height - 110 - 18 * i
        c.drawString(40, y, a)
        c.drawString(200, y, b)
    c.save()
    document = read(tmp_path / "cv.pdf")
    assert texts(document) == ["Ines Halvorsen", *SIDE, *MAIN]
    name = document.lines[0]
    assert (name.size, name.bold, name.place.page) == (22, True, 1)
    assert name.place.box is not None
    assert 199 < name.place.box.left < 202
    assert 40 < name.place.box.top < 50
    assert document.lines[1].block != document.lines[len(SIDE) + 1].block
    assert (document.pages[0].width, document.pages[0].height) == (round(width, 2), round(height, 2))


@pytest.mark.parametrize("pitch", [14, 15.5, 19])
@pytest.mark.parametrize("side_is_left", [True, False])
def test_a_sidebar_is_a_text_of_its_own(pitch: float, side_is_left: bool, tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.text(40, 50, "Ines Halvorsen", 22)
    page.text(40, 72, "Data engineer who reads the tides and writes them down for those who need them at sea")
    side_x, main_x = (40, 220) if side_is_left else (420, 40)
    page.texts(side_x, 110, SIDE, pitch)
    page.texts(main_x, 110, MAIN, 14)
    found = texts(read(page.save()))
    columns = [SIDE, MAIN] if side_is_left else [MAIN, SIDE]
    assert found[0] == "Ines Halvorsen"
    assert found[2:] == [*columns[0], *columns[1]]


def test_two_columns_of_prose_with_one_pitch(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.texts(40, 100, PROSE)
    page.texts(310, 100, PROSE[::-1])
    assert texts(read(page.save())) == [*PROSE, *PROSE[::-1]]


def test_three_columns(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    columns = [[f"{name} {number} of the list" for number in range(7)] for name in ("first", "second", "third")]
    for number, column in enumerate(columns):
        page.texts(40 + 180 * number, 100 + 3 * number, column, 14 + number)
    assert texts(read(page.save())) == [text for column in columns for text in column]


def test_labels_and_values_are_rows(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.text(40, 80, "SKILLS", 12)
    labels = ["Programming", "Tools", "Databases", "Methods", "Languages"]
    values = ["Go, PHP, SQL", "Docker, Git", "PostgreSQL, Redis", "Code review, pairing", "English, Norwegian"]
    page.texts(40, 100, labels)
    page.texts(160, 100, values)
    expected = [f"{label}\t{value}" for label, value in zip(labels, values, strict=True)]
    assert texts(read(page.save())) == ["SKILLS", *expected]


def test_dates_in_the_margin_stand_before_their_jobs(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    for number, (date, job) in enumerate(
        [("2019 - 2024", "Planner, Odra"), ("2016 - 2019", "Clerk, Wisla"), ("2012 - 2016", "Aide, Bug")]
    ):
        page.text(40, 100 + 60 * number, date)
        page.texts(140, 100 + 60 * number, [job, "Planned the ships of the month and their crews.", "Kept the books."])
    assert texts(read(page.save())) == [
        "2019 - 2024\tPlanner, Odra", "Planned the ships of the month and their crews.", "Kept the books.",
        "2016 - 2019\tClerk, Wisla", "Planned the ships of the month and their crews.", "Kept the books.",
        "2012 - 2016\tAide, Bug", "Planned the ships of the month and their crews.", "Kept the books.",
    ]  # fmt: skip


def test_headings_in_the_margin_stand_before_their_text(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    for y, heading, lines in [
        (100, "EXPERIENCE", ["Planner, Odra Shipping", "Planned the ships of the month.", "Clerk, Wisla"]),
        (160, "EDUCATION", ["MSc Statistics, Nordvik", "2013 - 2015"]),
        (210, "SKILLS", ["Python, Go, PostgreSQL", "Charts and tides"]),
        (260, "LANGUAGES", ["Norwegian", "English"]),
    ]:
        page.text(40, y, heading)
        page.texts(160, y, lines)
    assert texts(read(page.save())) == [
        "EXPERIENCE\tPlanner, Odra Shipping", "Planned the ships of the month.", "Clerk, Wisla",
        "EDUCATION\tMSc Statistics, Nordvik", "2013 - 2015", "SKILLS\tPython, Go, PostgreSQL", "Charts and tides",
        "LANGUAGES\tNorwegian", "English",
    ]  # fmt: skip


def test_a_date_at_the_right_margin_is_a_cell(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    for number, (job, date) in enumerate(
        [("Planner, Odra", "2019 - now"), ("Clerk, Wisla", "2016 - 2019"), ("Aide, Bug", "Mai 2012 - 2016")]
    ):
        page.text(40, 100 + 42 * number, job)
        page.right(WIDTH - 40, 100 + 42 * number, date)
        page.text(50, 114 + 42 * number, "Planned the ships of the month and their crews for the whole coast.")
    found = texts(read(page.save()))
    assert found[::2] == ["Planner, Odra\t2019 - now", "Clerk, Wisla\t2016 - 2019", "Aide, Bug\tMai 2012 - 2016"]


def test_justified_text_has_no_cells(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.text(40, 100, "Kept the books of nine ships and sailed on three.", wordSpace=7)
    assert texts(read(page.save())) == ["Kept the books of nine ships and sailed on three."]


def test_words_divided_at_the_end_of_a_line_are_whole(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.texts(
        40,
        100,
        ["Led the manage-", "ment of nine ships and their pre- and", "post-sale service; full-stack, full-", "stack."],
    )
    assert texts(read(page.save())) == [
        "Led the management", "of nine ships and their pre- and", "post-sale service; full-stack, full-stack.",
    ]  # fmt: skip


def test_headers_on_every_page_and_page_numbers_are_read_once(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    for number in range(1, 4):
        page.text(40, 30, "Ines Halvorsen, ines@example.org")
        page.texts(40, 200, [f"Body {number}.{line}" for line in range(3)])
        page.text(280, 820, f"Page {number} of 3")
        page.canvas.showPage()
    found = texts(read(page.save()))
    assert found == [
        "Ines Halvorsen, ines@example.org",
        *(f"Body {page}.{line}" for page in (1, 2, 3) for line in range(3)),
    ]


def test_turned_text_is_read_after_the_rest_and_a_turned_page_like_any_other(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.texts(100, 100, PROSE)
    page.canvas.rotate(90)
    page.canvas.setFont("Helvetica", 14)
    page.canvas.drawString(300, -40, "CURRICULUM VITAE")
    document = read(page.save())
    assert texts(document) == [*PROSE, "CURRICULUM VITAE"]
    box = document.lines[-1].place.box
    assert box is not None
    assert box.bottom - box.top > 100 > box.right - box.left

    turned = PdfPage(tmp_path / "turned.pdf")
    turned.canvas.setPageRotation(90)
    turned.texts(100, 350, PROSE)  # its sheet lies on its side
    sideways = read(turned.save())
    assert texts(sideways) == PROSE
    assert sideways.pages[0].width < sideways.pages[0].height


def test_letters_drawn_twice_ligatures_and_bullets(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.text(40, 100, "Baker")
    page.text(40.3, 100, "Baker")
    page.text(40, 120, "E X P E R I E N C E")
    page.text(40, 140, "EDUCATION", charSpace=3)
    page.text(40, 160, "WORK HISTORY", charSpace=4)
    page.text(40, 180, "\u2022 One thing")
    document = read(page.save())
    assert texts(document) == ["Baker", "EXPERIENCE", "EDUCATION", "WORK HISTORY", "One thing"]
    assert document.lines[-1].bullet


def test_links_and_limits_of_pages(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    for number in range(40):
        page.text(40, 100, f"Text of page {number}, which is long enough")
        page.canvas.linkURL("https://x.example/ines", (0, 0, 50, 50))
        page.canvas.showPage()
    document = read(page.save())
    assert document.cut_after_page == 30
    assert len(document.pages) == 30
    assert document.links == ["https://x.example/ines"]


def test_a_period_that_is_too_long_for_its_cell_or_line_is_whole(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.texts(40, 100, ["Group Financial Reporting", "Manager"], font="Helvetica-Bold")
    page.texts(185, 100, ["March 2018 –", "now"])
    page.texts(40, 128, ["Highveld Mining Services, Johannesburg, in the deep", "Clerk, Odra (06/2014 –", "07/2018)"])
    page.texts(40, 300, ["Enfermero, UCI y urgencias", "polivalente"], font="Helvetica-Bold")
    page.texts(185, 300, ["enero de 2014 a mayo de", "2016"])
    page.texts(40, 350, ["Electrician, Cleethorpes", "Amusements"], font="Helvetica-Bold")
    page.texts(185, 350, ["Mar ’16 – Dec", "’19"])
    page.texts(40, 200, ["2019 –", "2021"])
    page.texts(120, 200, ["Planner", "Kept the books."])
    assert texts(read(page.save())) == [
        "Group Financial Reporting Manager\tMarch 2018 – now", "Highveld Mining Services, Johannesburg, in the deep",
        "Clerk, Odra (06/2014 – 07/2018)", "2019 – 2021\tPlanner", "Kept the books.",
        "Enfermero, UCI y urgencias polivalente\tenero de 2014 a mayo de 2016",
        "Electrician, Cleethorpes Amusements\tMar ’16 – Dec ’19",
    ]  # fmt: skip


def test_an_address_that_a_narrow_column_breaks_is_whole(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.texts(40, 100, ["jl.etxeberria@exampl", "e.org", "ines@example.org", "example.net", "me@work", "Skills. Go"])
    assert texts(read(page.save())) == [
        "jl.etxeberria@example.org", "ines@example.org", "example.net", "me@work", "Skills. Go",
    ]  # fmt: skip


def test_a_double_name_that_breaks_at_its_hyphen_keeps_it(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.texts(40, 100, ["Tuomas", "Järvinen-", "Okafor"], pitch=27, size=18)
    assert texts(read(page.save())) == ["Tuomas", "Järvinen-Okafor"]


def test_dots_that_are_drawn_before_lines_are_bullets_and_ratings_are_none(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.texts(60, 100, ["Built pipelines", "Ran the database", "English"])
    for x, y in [(50, 97), (50, 111), (110, 125), (118, 125), (126, 125)]:
        page.canvas.circle(x, HEIGHT - y, 1.5, stroke=0, fill=1)
    assert [line.bullet for line in read(page.save()).lines] == [True, True, False]


def test_a_margin_of_dates_and_places_goes_through_all_sections(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    y = 100
    for heading, entries in [
        ("Work Experience", [("Jan. 2020 –", "present", "Lead Auditor"), ("Sept. 2016 –", "Dec. 2019", "Auditor")]),
        ("Education", [("2010 – 2014", "", "MSc Accountancy"), ("2007 – 2010", "", "BSc Economics")]),
        ("Courses", [("2018", "", "Risk analysis for beginners")]),
    ]:
        page.text(40, y, heading, 14)
        for start, end, title in entries:
            y += 24
            page.texts(40, y, [text for text in (start, end) if text])
            page.texts(150, y, [title, "Planned and ran the audits of nine branches in three countries.", "And more."])
            y += 28
        y += 30
    found = texts(read(page.save()))
    assert found[:3] == [
        "Work Experience", "Jan. 2020 – present\tLead Auditor",
        "Planned and ran the audits of nine branches in three countries.",
    ]  # fmt: skip
    assert [text for text in found if "\t" in text] == [
        "Jan. 2020 – present\tLead Auditor", "Sept. 2016 – Dec. 2019\tAuditor", "2010 – 2014\tMSc Accountancy",
        "2007 – 2010\tBSc Economics", "2018\tRisk analysis for beginners",
    ]  # fmt: skip


def test_a_line_across_above_columns_and_a_heading_below_them_belong_to_neither(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.text(40, 60, "Hannes Oberländer", 20)
    for x, text in ((40, "hannes@example.de"), (250, "+49 30 901820"), (500, "Berlin")):
        page.text(x, 90, text)
    page.texts(40, 130, ["ERFAHRUNG", *PROSE[:5]], pitch=15)
    page.texts(420, 130, ["KENNTNISSE", "MS Project", "AutoCAD", "VOB", "SAP"])
    page.text(40, 240, "PROJEKTE")
    page.text(
        40, 256, "Neubau der Grundschule am See, Umbau des Rathauses und zwei Brücken über die Dahme und die Spree."
    )
    found = texts(read(page.save()))
    assert found[:2] == ["Hannes Oberländer", "hannes@example.de\t+49 30 901820\tBerlin"]
    assert found[2:-2] == ["ERFAHRUNG", *PROSE[:5], "KENNTNISSE", "MS Project", "AutoCAD", "VOB", "SAP"]
    assert found[-2] == "PROJEKTE"


def test_parts_of_a_word_that_are_drawn_apart_are_one_word(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    width = page.canvas.stringWidth
    page.text(40, 100, "Caf")
    page.text(40 + width("Café", "Helvetica", 10), 100, " manager in Lyon")
    page.text(40, 120, "Something else")
    page.text(40 + width("Caf", "Helvetica", 10), 100, "é", font="Times-Roman", size=10)
    assert texts(read(page.save())) == ["Café manager in Lyon", "Something else"]


def test_a_row_of_a_wide_table_goes_on_below_in_its_cells(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    for x, lines in ((40, ["Python"]), (200, ["five years, of which", "two in teams"]), (400, ["2016 - 2021"])):
        page.texts(x, 100, lines, pitch=12)
    page.text(40, 140, "Anything else that is long enough to be a line")
    assert texts(read(page.save()))[0] == "Python\tfive years, of which two in teams\t2016 - 2021"


def test_a_short_last_line_of_a_column_stays_in_it(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    left = ["EXPERIENCE", *PROSE, "Opera."]
    page.texts(40, 100, left)
    page.texts(310, 103, ["EDUCATION", "Higher English, Higher Business", "Management, 2018", "LANGUAGES", "English"])
    assert texts(read(page.save()))[: len(left)] == left


def test_a_heading_in_small_capitals_whose_spaced_letters_are_kerned_is_not_torn(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    gaps = [0.05, 0.86, 1.0, 1.48, 1.48, 5.5, 1.65, 1.47, 0.7, 0.49, 1.28, -0.38, 0.0]  # as a browser prints them
    x = 48.0
    for letter, gap in zip("CAREERHISTORY", gaps, strict=True):
        size = 12.83 if x == 48 else 9
        page.text(x, 80, letter, size, "Helvetica-Bold")
        x += page.canvas.stringWidth(letter, "Helvetica-Bold", size) + gap
    page.text(48, 100, "Welder, Lough Steel")
    assert texts(read(page.save())) == ["CAREER HISTORY", "Welder, Lough Steel"]


def test_a_letter_from_another_font_stays_in_its_word(tmp_path: Path) -> None:
    page = PdfPage(tmp_path / "cv.pdf")
    page.text(40, 60, "Kofi Mensah-Lund")
    page.canvas._code.append(f"BT /F1 10 Tf 1 0 0 1 40 {HEIGHT - 80} Tm [(Skr) -556 (dderi, )] TJ ET")
    page.text(40 + page.canvas.stringWidth("Skr", "Helvetica", 10), 80, "e", 10, "Helvetica-Oblique")
    assert texts(read(page.save())) == ["Kofi Mensah-Lund", "Skredderi,"]
