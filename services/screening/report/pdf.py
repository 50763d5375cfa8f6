"""A screening as a PDF report: the ranking, then each candidate's parts and criteria with the lines that they rest on.

It is as long as `RANKED` and `DETAILED` let it be, however large the stack. Made in a process of its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from services.screening.report.typeface import BOLD, MISSING, REGULAR, is_shaped, lacks_letters, markup, register
from services.screening.report.wording import RECOMMENDATIONS, counted_noun, job_line, verdict_words
from services.screening.shown import ShownCandidate, ShownScreening

RANKED, DETAILED = 500, 100
_QUOTES = 3
_LONG, _SHORT = 600, 120
_GREY = colors.HexColor("#5b6470")
_LINE = colors.HexColor("#d5d9de")
_TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9, leading=13)
_BOLD = ParagraphStyle("bold", parent=_TEXT, fontName=BOLD)
_SMALL = ParagraphStyle("small", parent=_TEXT, fontSize=8, leading=11, textColor=_GREY)
_QUOTE = ParagraphStyle("quote", parent=_SMALL, leftIndent=6 * mm)
_TITLE = ParagraphStyle("title", parent=_TEXT, fontName=BOLD, fontSize=18, leading=24, spaceAfter=2 * mm)
_HEADING = ParagraphStyle("heading", parent=_TEXT, fontName=BOLD, fontSize=12, leading=16, spaceBefore=6 * mm)
_GRID = TableStyle([
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE), ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
])  # fmt: skip
_MEANING = (
    "The score says how much of what the opening asks for the résumé shows, not how good somebody is. Confidence says "
    "how much of that the résumé speaks of at all. What it does not say is unknown, never a no. People decide."
)
_MISSING = f"{MISSING} stands for letters that this report has no typeface for; the CSV and JSON exports have them."


def work(screening: dict[str, Any]) -> bytes:
    """Runs in the process."""
    return to_pdf(msgspec.convert(screening, ShownScreening))


def to_pdf(screening: ShownScreening) -> bytes:
    """With what its reader may see: a blind screening's candidates come without who they are."""
    register()
    made = io.BytesIO()
    document = SimpleDocTemplate(
        made, pagesize=A4, leftMargin=20 * mm, rightMargin=20 * mm, topMargin=18 * mm, bottomMargin=20 * mm,
        title=screening.opening.title[:_SHORT], author="Tailrace", lang="en", invariant=1,
    )  # fmt: skip
    document.build(list(_report(screening)), onFirstPage=_footer, onLaterPages=_footer)
    return made.getvalue()


def _footer(canvas: Any, document: Any) -> None:
    canvas.setFont(REGULAR, 8)
    canvas.setFillColor(_GREY)
    canvas.drawRightString(A4[0] - 20 * mm, 11 * mm, str(document.page))


def _report(screening: ShownScreening) -> Iterator[Flowable]:
    yield _paragraph(screening.opening.title or "Screening", _TITLE, _SHORT)
    yield _paragraph(_about(screening), _SMALL)
    yield Spacer(0, 3 * mm)
    yield _paragraph(_MEANING, _SMALL)
    if lacks_letters(repr(screening)):
        yield _paragraph(_MISSING, _SMALL)
    ranking = screening.ranking
    if ranking:
        yield _paragraph("Ranking", _HEADING)
        yield _ranking(ranking[:RANKED])
        if len(ranking) > RANKED:
            yield _paragraph(f"{len(ranking) - RANKED:,} more are in the CSV and JSON exports.", _SMALL)
    for candidate in ranking[:DETAILED]:
        yield from _candidate(candidate, screening)
    if len(ranking) > DETAILED:
        yield _paragraph(f"The best {DETAILED} are shown in detail.", _SMALL)
    if screening.failed:
        yield _paragraph("Files that could not be read", _HEADING)
        for file in screening.failed[:RANKED]:
            yield _paragraph(f"{file.file}: {file.error}")


def _about(screening: ShownScreening) -> str:
    counted = f"{counted_noun(len(screening.ranking), 'candidate')}, as of {screening.as_of}."
    if screening.failed:
        counted += f" {counted_noun(len(screening.failed), 'file')} could not be read."
    return f"{counted} Blind: who they are is not in this report." if screening.is_blind else counted


def _ranking(candidates: list[ShownCandidate]) -> Flowable:
    head = [_paragraph(text, _SMALL) for text in ("Rank", "Candidate", "Score", "Confidence", "Recommendation")]
    rows = [
        [
            _paragraph(str(one.rank)), _paragraph(_name(one), most=_SHORT), _paragraph(f"{one.score:.1f}"),
            _paragraph(f"{one.confidence:.0%}"), _paragraph(RECOMMENDATIONS[one.recommendation]),
        ]
        for one in candidates
    ]  # fmt: skip
    widths = [14 * mm, 74 * mm, 18 * mm, 24 * mm, 40 * mm]
    return LongTable([head, *rows], colWidths=widths, repeatRows=1, style=_GRID, hAlign="LEFT")


def _candidate(candidate: ShownCandidate, screening: ShownScreening) -> Iterator[Flowable]:
    said = f"{candidate.score:.1f} of 100, {RECOMMENDATIONS[candidate.recommendation]}"
    head = [
        _paragraph(f"{candidate.rank}. {_name(candidate)}", _HEADING, _SHORT),
        _paragraph(f"{said}, confidence {candidate.confidence:.0%}. {_facts(candidate)}", _SMALL),
        _parts(candidate),
    ]
    yield KeepTogether(head)
    judged = {one.id: one for one in candidate.criteria}
    for criterion in screening.criteria:
        found = judged.get(criterion.id)
        yield _paragraph(f"{criterion.text}: {verdict_words(found)}")
        for quote in found.evidence[:_QUOTES] if found else []:
            page = f" (page {quote.page})" if quote.page else ""
            yield _paragraph(f"“{quote.text[:_LONG]}”{page}", _QUOTE)
    for job in candidate.profile.experience[:20]:
        yield _paragraph(job_line(job), _SMALL, _SHORT)
    for remark in [*(flag.text for flag in candidate.flags), *candidate.profile.warnings][:20]:
        yield _paragraph(f"Look at: {remark}", _SMALL)
    if candidate.decision or candidate.note:
        yield _paragraph(": ".join(filter(None, (candidate.decision, candidate.note))), _BOLD)


def _parts(candidate: ShownCandidate) -> Flowable:
    parts = candidate.parts.items()
    points = ["–" if part.points is None else f"{part.points:.1f} of {part.of:.0f}" for _, part in parts]
    rows = [[_paragraph(name, _SMALL) for name, _ in parts], [_paragraph(text, _SMALL) for text in points]]
    return LongTable(rows, style=_GRID, hAlign="LEFT") if candidate.parts else Spacer(0, 0)


def _name(candidate: ShownCandidate) -> str:
    return candidate.profile.name or candidate.file


def _facts(candidate: ShownCandidate) -> str:
    profile = candidate.profile
    years = "" if profile.years is None else f"{profile.years:g} years of employment"
    return "; ".join(filter(None, (years, profile.location, *profile.emails[:2], *profile.phones[:2])))


def _paragraph(text: str, style: ParagraphStyle = _TEXT, most: int = _LONG) -> Paragraph:
    return Paragraph(markup(text, most), _shaped(style) if is_shaped(text) else style)


@cache
def _shaped(style: ParagraphStyle) -> ParagraphStyle:
    """Only where a script needs it: in others it would join letters that nobody joins."""
    return ParagraphStyle(f"{style.name}-shaped", parent=style, shaping=1)
