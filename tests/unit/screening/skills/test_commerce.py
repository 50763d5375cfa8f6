"""Finance, logistics, offices, law and sales: what tells of a skill there, and what only sounds like it."""

from __future__ import annotations

import pytest

from tests.unit.screening.skills.showing import asked, told


@pytest.mark.parametrize(
    ("term", "ways"),
    [
        ("month-end close", ["period-end close", "Monatsabschlüsse", "clôture mensuelle", "cierre mensual"]),
        ("auditing", ["external audit", "Jahresabschlussprüfung", "audit légal", "auditoría externa"]),
        ("accounts payable", ["AP processing", "purchase ledger", "Kreditorenbuchhaltung", "cuentas a pagar"]),
        ("shift supervision", ["shift supervisor", "shift lead", "Schichtleitung", "jefe de turno"]),
        ("customs clearance", ["customs declarations", "Zollabwicklung", "dédouanement", "despacho de aduanas"]),
        ("route planning", ["route optimisation", "Tourenplanung", "planification des tournées", "dispatcher"]),
        ("minute taking", ["taking minutes", "Protokollführung", "rédaction de comptes rendus", "redacción de actas"]),
        ("payroll", ["payroll processing", "Lohn- und Gehaltsabrechnung", "gestion de la paie", "gestión de nóminas"]),
        ("contract drafting", ["contract review", "rédaction de contrats", "redacción de contratos"]),
    ],
)  # fmt: skip
def test_however_a_recruiter_asks_for_it(term: str, ways: list[str]) -> None:
    assert list(map(asked, ways)) == [term] * len(ways)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("accounts payable", "Matched and posted the monthly 1,200 vendor invoices"),
        ("bank reconciliation", "Reconciled four bank accounts daily"),
        ("tax returns", "Prepared 200 individual 1040s each season"),
        ("route planning", "Dispatcher, Halvorsen Freight"),
        ("route planning", "Planned and assigned the daily routes of 20 vans"),
        ("order picking", "Kommissionierung von Lebensmitteln mit Pick-by-Voice"),
        ("procurement", "Acheteuse, matières premières"),
        ("employee relations", "Heard grievances and disciplinary appeals"),
        ("paralegal work", "Rechtsanwaltsfachangestellte bei Kanzlei Ebbe"),
        ("minute taking", "Drafted and circulated the board's minutes"),
    ],
)
def test_what_tells_of_it(term: str, text: str) -> None:
    assert term in told(text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("reception", "Planned the wedding reception of two colleagues"),
        ("month-end close", "Closed an average of 15 sales deals by the end of each month"),
        ("data entry", "Entered the data center with a badge"),
        ("CPA", "Lowered CPA by 23 percent across paid channels"),
        ("VAT", "Handed out VAT refund forms to tourists"),
        ("port operations", "Built images with Docker and Packer"),
        ("order picking", "Picking up children from school"),
        ("auditing", "Answered the auditor by telephone"),
        ("employee relations", "ER nurse on nights"),
        ("intellectual property law", "Assigned IP addresses and phones"),
        ("inventory management", "Read about stocks and bonds"),
        ("recruitment", "Recruiters welcome: open to new offers"),
    ],
)
@pytest.mark.parametrize("listed", [False, True])
def test_what_only_sounds_like_it(term: str, text: str, listed: bool) -> None:
    assert term not in told(text, listed=listed)
