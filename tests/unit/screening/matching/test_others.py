"""What others do is not the person's own; what they do for others, with them and at their head is.

See `marked.py` for the marks.
"""

from __future__ import annotations

import pytest

from services.screening.matching.others import may_speak_of_others
from services.screening.matching.phrase import bare_words
from tests.unit.screening.matching.marked import expected_and_said

OF_OTHERS = """
o Forwarded {supplier invoices} to the [accounts payable] team
o Forwarded [supplier invoices] to the {accounts payable} team
o Sent the hours to the outside [payroll] bureau
o Took minutes for the [software development] team
o Requested reports from the [data analysis] team
o Painted walls after the [drywall] crew was done
o Cleaned up behind the [drywall] crew
o Ground parts after the [TIG] welders finished them
o Supporting four [RNs] on a busy ward
o Assisted [registered nurses] with bathing patients
o Dispatched 30 [truck drivers] from the office
o Carried cable for the [electricians]
o Trained by a [barista] at the counter next door
o Reported to the [welding] supervisor, swept the shop
o [Customs clearance] was done by a broker
o [Payroll] was processed by an outside firm
o Unpacked [goods bought] by the {purchasing} team
o Working from [scaffolds] put up by another firm
o [Payroll] was outsourced
d Production only, [parts were inspected] by the quality department
d Firmware only; [boards] were designed by others
o Prepared the hours; [payroll] by an external provider
o [Lohnabrechnung] durch ein externes Büro
o [Paie] par un cabinet externe
o [Nóminas] por una gestoría externa
o Stundenzettel an die [Lohnabrechnung] weitergeleitet
o Die [Lohnabrechnung] wurde vom Steuerberater erledigt
o Teile nach den [Schweißern] geschliffen
o Mit der Abteilung [Einkauf] abgestimmt
d Maschinen nur bedient, [gerüstet] hat immer der Einrichter
o Transmis les factures au service [comptabilité]
o La [paie] était gérée par un cabinet externe
o Las [nóminas] las hacía una gestoría externa
o Enviaba las horas al departamento de [nóminas]
"""
OF_ONES_OWN = """
h [Payroll] for external firms
h [Payroll] by hand for an outside firm
h [Lohnabrechnung] von externen Mandanten
h Led the [accounts payable] team of six
h Part of the [accounts payable] team
h Joined the [accounts payable] team and cleared the backlog
h Worked in the [accounts payable] team
h Worked for the [payroll] department
h Promoted to the [payroll] team
h Promoted from the [drywall] crew to foreman
h Employed by a [welding] contractor
h Foreman of a [drywall] crew of eight
h Clerk for the [payroll] department
h Responsible for the [payroll] department
h Reported to the CFO, ran [accounts payable] for three sites
h [Customs clearance] was done by me for all sites
h [Payroll] was run by my team
h [Docker] images deployed by the pipeline I wrote
h Built the [data warehouse] used by the finance team
h Moved services to [Kubernetes], used by 40 teams
h Invoices posted in [SAP], checked by the team lead
h [Nursing care] on a ward led by a consultant
h Sent weekly [Excel] reports to the sales team
h Monthly [financial reporting] to the management team
h Wrote [SQL] for the marketing team
h Trained 20 [welders]
h Copywriter for an [advertising] agency
h Drove lorries for a [logistics] company
h Moved the files to the [SQL] server
h Wired the sensors to the [PLC] controller
h Wrote macros for [Microsoft Office]
h Sent [invoices] to customers each Friday
h Apprenticeship with a [carpenter] in Leeds
h Leitung der [Lohnabrechnung] mit vier Mitarbeitern
h In der Abteilung [Einkauf] gearbeitet
h Verantwortlich für das Team [Einkauf]
h Die [Lohnabrechnung] wurde von mir erledigt
h Responsable del departamento de [nóminas]
h Chef du service [paie]
h Responsable pour le service [paie]
h Pflege von [SAP]-Stammdaten für alle Abteilungen
"""


@pytest.mark.parametrize("case", [*OF_OTHERS.strip().splitlines(), *OF_ONES_OWN.strip().splitlines()])
def test_work_is_of_others_or_of_ones_own(case: str) -> None:
    expected, said = expected_and_said(case)
    assert said == expected


@pytest.mark.parametrize("case", OF_OTHERS.strip().splitlines())
def test_no_line_that_speaks_of_others_is_passed_over(case: str) -> None:
    assert may_speak_of_others(bare_words(case[2:].translate(str.maketrans("", "", "[]{}"))))


def test_a_line_of_ones_own_work_is_known_at_a_glance() -> None:
    assert not may_speak_of_others(bare_words("Python and Kubernetes in production since 2019"))
