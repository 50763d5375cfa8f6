"""Résumés as Word files: paragraphs, a table of dates, or a side panel; LibreOffice makes ODT and PDF of some."""

import io
from random import Random
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from bench.screening.page_html import contact_heading, portrait
from bench.screening.sheet import ASIDE, Entry, Part, Row, Sheet

FONTS = ["Liberation Sans", "Liberation Serif", "DejaVu Sans", "Noto Sans"]
PAGE, PANEL = Mm(172), Mm(58)


def write(sheet: Sheet, layout: str) -> bytes:
    """Return the file of a sheet; the layouts are plain, table and panel."""
    rng = Random(f"docx {sheet.id}")
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(19)
    section.top_margin = section.bottom_margin = Mm(17)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = rng.choice(FONTS), Pt(rng.choice([9.5, 10, 10.5, 11]))
    roomy = 0.35 < sheet.look < 0.65 and layout != "panel"  # two pages
    normal.paragraph_format.space_after = Pt(9 if roomy else 2)
    normal.paragraph_format.line_spacing = 1.6 if roomy else 1.1
    if layout == "panel":
        panel(document, sheet)
    else:
        in_header = layout == "plain" and rng.random() < 0.3
        title(section.header if in_header else document, sheet)
        contacts(section.header if in_header else document, sheet, one_line=rng.random() < 0.5)
        for part in sheet.parts:
            write_part(document, part, layout, PAGE)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def panel(document: Any, sheet: Sheet) -> None:
    """Write a sheet as a table of one row and two cells."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    table.columns[0].width, table.columns[1].width = PANEL, PAGE - PANEL
    narrow, wide = table.rows[0].cells
    narrow.width, wide.width = PANEL, PAGE - PANEL
    title(wide, sheet, first=wide.paragraphs[0])
    heading(narrow, contact_heading(sheet))
    contacts(narrow, sheet, one_line=False)
    for part in sheet.parts:
        aside = part.kind in ASIDE
        write_part(narrow if aside else wide, part, "panel", PANEL if aside else PAGE - PANEL)


def title(into: Any, sheet: Sheet, first: Any = None) -> None:
    if sheet.top:
        into.add_paragraph(sheet.top)
    if sheet.headline and sheet.headline_first:
        into.add_paragraph(sheet.headline)
    line = first or into.add_paragraph()
    run = line.add_run(sheet.identity.name)
    run.bold, run.font.size = True, Pt(20)
    if sheet.identity.pronouns:
        line.add_run(f"  ({sheet.identity.pronouns})")
    if sheet.identity.photo:
        into.add_paragraph().add_run().add_picture(io.BytesIO(portrait(sheet.identity.photo)), width=Mm(22))
    if sheet.headline and not sheet.headline_first:
        into.add_paragraph(sheet.headline)


def contacts(into: Any, sheet: Sheet, *, one_line: bool) -> None:
    lines = [f"{label}: {text}" if label else text for label, text in sheet.contacts]
    for line in [" | ".join(lines)] if one_line else lines:
        into.add_paragraph(line)


def heading(into: Any, text: str) -> None:
    line = into.add_paragraph()
    line.paragraph_format.space_before = Pt(9)
    run = line.add_run(text)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(12.5), RGBColor(0x1F, 0x3A, 0x5F)


def write_part(into: Any, part: Part, layout: str, width: int) -> None:
    heading(into, part.heading)
    if layout == "table" and part.kind == "jobs":
        table = into.add_table(rows=0, cols=2)
        table.autofit = False
        table.columns[0].width, table.columns[1].width = Mm(38), PAGE - Mm(38)
        for entry in part.entries:
            left, right = table.add_row().cells
            left.width, right.width = Mm(38), PAGE - Mm(38)
            left.paragraphs[0].text = entry.dates
            write_entry(right, entry, PAGE - Mm(38), right.paragraphs[0])
        return
    for entry in part.entries:
        write_entry(into, entry, width)


def write_entry(into: Any, entry: Entry, width: int, first: Any = None) -> None:
    for row in entry.rows:
        write_row(first or into.add_paragraph(), row, width)
        first = None
    if entry.text:
        into.add_paragraph(entry.text)
    for text in entry.bullets:
        bullet = into.add_paragraph(f"•\t{text}")
        bullet.paragraph_format.left_indent, bullet.paragraph_format.first_line_indent = Mm(5), -Mm(5)
        bullet.paragraph_format.tab_stops.add_tab_stop(Mm(5))


def write_row(line: Any, row: Row, width: int) -> None:
    line.add_run(row.text).bold = row.bold
    if row.right:
        line.paragraph_format.tab_stops.add_tab_stop(width - Mm(2), WD_TAB_ALIGNMENT.RIGHT)
        line.add_run("\t" + row.right)
