"""How a clause speaks of what it names. See `marked.py` for the marks."""

from __future__ import annotations

import time

import pytest

from services.screening.matching.phrase import words
from services.screening.matching.stance import Clauses, Stance
from tests.unit.screening.matching.marked import expected_and_said

CASES = """
d No experience with [Kubernetes]. Python in production since 2019.
h No experience with Kubernetes. [Python] in production since 2019.
h [Python] without Django; Kubernetes is the next thing I want to learn.
d Python without [Django]; Kubernetes is the next thing I want to learn.
o Python without Django; [Kubernetes] is the next thing I want to learn.
h Not only [Python] but also Kubernetes, both in production.
h Not only Python but also [Kubernetes], both in production.
d I do not have a [driving licence].
o A [driving licence] is not a problem.
h No complaints in nine years of [Python].
d No experience with {Python}, {PostgreSQL} or [Kubernetes].
d No experience with [Python], {PostgreSQL} or {Kubernetes}.
d No experience with {Python}, [PostgreSQL] or {Kubernetes}.
h No experience with {Kubernetes}, strong in [Python]
h No {Kubernetes}, [Python] since 2019
d No [Kubernetes], {Python} since 2019
d no {Docker} or [Kubernetes]
d I have never used [Kubernetes].
d I have never worked professionally with [Kubernetes].
d Never touched [Java]
h I have never missed a deadline in [Java] projects
d Not familiar with [SAP]
d Unfamiliar with [SAP]
d I lack [SAP] experience
d [Kubernetes]: none
d [Kubernetes]: no
d [Kubernetes] (no experience)
d [Kubernetes] – not yet
d [Kubernetes] experience: none
d [Kubernetes] I have never used.
d haven't used [Rust] yet
d I don't know [Rust]
d does not have [AWS] certification
o Want to learn [Kubernetes]
o Currently learning [Rust]
o Eager to learn [Rust] and {Go}
o Eager to learn {Rust} and [Go]
o Interested in [Kubernetes]
o would love to work with [Go]
h [Python] developer who wants to learn Rust
o {Python} developer who wants to learn [Rust]
b Familiar with the basics of [Docker]
b Basic knowledge of [Docker]
h Familiar with [Docker]
h without doubt the best [Java] developer
h zero downtime migration to [Kubernetes]
h Shipped without incident for five years on [AWS]
h no longer use [PHP] daily
h Deployed [Docker], no Kubernetes
d Deployed {Docker}, no [Kubernetes]
h 5 years of [Java], never used Kotlin
d 5 years of {Java}, never used [Kotlin]
h Experience with [Java] but not with Kotlin
d Experience with {Java} but not with [Kotlin]
d little to no experience with [Kotlin]
o recruited [Java] developers for banks
h led a team of [Java] developers
o worked alongside the [SAP] team
d Keine Erfahrung mit [Kubernetes].
d Keine Kenntnisse in {Docker} oder [Kubernetes].
d Kein [Führerschein]
d Ohne [Führerschein]
d [Führerschein]: nein
d [Führerschein] nicht vorhanden
d Mit [Kubernetes] habe ich noch nicht gearbeitet.
d [Kubernetes] kenne ich noch nicht.
d Ich habe noch nie mit [Kubernetes] gearbeitet
d Ich habe keine Erfahrung mit [SAP]
d [SAP]-Erfahrung habe ich keine
h Nicht nur [Python], sondern auch Go
h Nicht nur Python, sondern auch [Go]
h Kein Problem mit Schichtarbeit, [SAP] seit 2015
h Keine Beschwerden in neun Jahren [Python]
o [Kubernetes] möchte ich lernen
o Ich möchte [Kubernetes] lernen
o Interesse an [Kubernetes]
b Grundkenntnisse in [Docker]
d Weder [Java] noch {Kotlin}
d Weder {Java} noch [Kotlin]
o [Führerschein] ist kein Problem
h Unfallfrei, ohne Unterbrechung mit [SAP] gearbeitet
h Keine Angst vor [Java]
d Aucune expérience avec [Kubernetes].
d Aucune expérience de {Docker} ni de [Kubernetes]
d Sans [permis de conduire]
d Pas de [permis de conduire]
d Je n'ai pas le [permis de conduire]
d Je n'ai jamais travaillé avec [Kubernetes]
d Je ne connais pas [Kubernetes]
d [Kubernetes] : aucune expérience
d [Permis B] : non
h Non seulement [Python] mais aussi Go
h Non seulement Python mais aussi [Go]
h Aucune plainte en neuf ans de [Python]
o Je souhaite apprendre [Kubernetes]
o J'aimerais apprendre [Kubernetes]
b Notions de [Docker]
h Sans aucun doute, [Python] est mon langage
h Expérience de [Java], mais pas de Kotlin
d Expérience de {Java}, mais pas de [Kotlin]
d Sin experiencia con [Kubernetes]
d Sin experiencia en {Docker} ni [Kubernetes]
d Sin [carné de conducir]
d No tengo [carné de conducir]
d Nunca he trabajado con [Kubernetes]
d No he trabajado con [Kubernetes]
d [Kubernetes]: sin experiencia
d [Kubernetes] no lo conozco
h No solo [Python] sino también Go
h No solo Python sino también [Go]
h Sin quejas en nueve años de [Python]
o Quiero aprender [Kubernetes]
o Me gustaría aprender [Kubernetes]
b Nociones de [Docker]
h Sin duda [Python] es mi fuerte
h Experiencia con [Java], pero sin Kotlin
d Experiencia con {Java}, pero sin [Kotlin]
d I am not certified in [AWS]
d Not yet certified in [AWS]
o Preparing for [AWS] certification
d I do not hold a valid [driving licence]
h valid [driving licence], no accidents
h [driving licence] with no penalty points
h No-code tools and [Python]
h Worked on [Kubernetes] without supervision
h Migrated [Java] services with no data loss
d does not speak [German]
h Reduced [SAP] costs by no less than 20 %
h no stranger to [Kubernetes]
d Lacks [SAP] knowledge
h Not afraid of [Java] legacy code
h Nothing but [Java] for ten years
d Have not had the chance to use [Terraform]
d Kubernetes and Terraform: no experience with [Terraform]
h Certified welder, not a cook; [TIG] daily
h I know [Python], not Perl
d I know Python, not [Perl]
d [Perl] is not something I know
o [AWS] certification (in progress)
o [AWS] certification planned
o Hope to pass the [AWS] exam
d Ich spreche kein [Deutsch]
d no hablo [alemán]
d je ne parle pas [allemand]
d [Allemand] : aucune notion
d Never looked after [ventilated adults]
d Not trained in [intensive care]
d I have never driven a [forklift]
h Never missed a [Java] release
d Docker, but neither {Kubernetes} nor [Helm]
d I have not used Docker, nor have I used [Kubernetes]
d No time on an [ITU] yet
d [Kubernetes] is new to me
d [Kubernetes] would be completely new to me
h [Kubernetes] is not new to me
h [Kubernetes] is no longer new to me
h [Kubernetes] is not my only strength
o New to [Kubernetes]
h New to the team, I rolled out [Kubernetes]
d [IFRS] has not come my way
d [IFRS] never came up
d [Kubernetes]: not so far
d [Kubernetes]: not used
d [Kubernetes]: 0 years
h [Kubernetes]: 0 incidents
d [Kubernetes], I have not worked with
h [Java], never used Kotlin
d Not available for [night shifts]
d I was not allowed to [administer medication]
o [Kubernetes] was handled by another team
o [CPA] candidate
o Registered for a [BLS] class
h I have never worked without [Kubernetes]
h There was never a day without [Kubernetes]
h No [Kubernetes] cluster of mine ever failed
h Nobody knew [Kubernetes] better
h Trained staff who had never used [SAP]
h No time to waste: moved everything to [Kubernetes]
d I lack a [forklift] licence
d Wir haben nie mit [SAP] gearbeitet
d [Kubernetes] ist Neuland für mich
d [Kubernetes] ist mir nicht vertraut
d Mit [Kubernetes] hatte ich bisher nichts zu tun
d [Kubernetes] beherrsche ich nicht
d Bisher kein Kontakt mit [Kubernetes]
d Keinerlei Berührung mit [Kubernetes]
d [IFRS] kam nie vor
d [Führerschein]: nicht vorhanden
h [Kubernetes] ist für mich nichts Neues
h [Kubernetes] eingeführt, ohne Ausfälle
d Pas d'expérience en [réanimation]
d Pas d'expérience [Kubernetes]
d [Kubernetes] m'est inconnu
d [Kubernetes] ne m'est pas familier
d Non titulaire du [permis B]
h [Kubernetes] n'est pas nouveau pour moi
o [Le permis] n'est pas un problème
h J'ai formé des collègues qui n'avaient jamais utilisé [SAP]
d Sin conocimientos de [Kubernetes]
d [Kubernetes] es nuevo para mí
d [Kubernetes]: ninguna experiencia
d No sé [Kubernetes]
b Conocimientos básicos de [Docker]
h Conocimientos de [Docker]
h Nunca dejé de usar [Kubernetes]
d No [Six Sigma] training
h No. 1 site of the group in [Six Sigma]
o My [food handler card] has expired
d My [food handler card] has expired and I have no current one
o [Forklift licence] expired last year
d [ACLS] : non passé à ce jour
d [ACLS]: no aprobado todavía
d [ACLS] (not obtained yet)
h [ACLS], no expiry
o [ACLS], expired 2019
o [ACLS] – abgelaufen im März 2019
o [ACLS], caducado
d [ACLS], nicht bestanden 2021
d [ACLS], failed
h [ACLS], never expired
h [ACLS], expired cards of colleagues replaced
h [ACLS], passed 2021
o [Führerschein] seit 2020 abgelaufen
o [Führerschein] wurde mir entzogen
o [CACES] périmé depuis 2021
o [Carné de conducir] caducado desde 2020
h [CPR certification], expires 2027
h [First aid certificate], never expired
h Tracked [CPR] cards of staff before they expired
o [PMP] exam scheduled for March
o [CPA] exam not yet taken
o [PMP]-Prüfung im März geplant
o [Permis B], examen prévu en mars
o [Permis B] en cours de passage
o [Carné de conducir], examen en marzo
h [CPA] exam in March 2019, all parts at once
h [AWS certification], renewal exam booked
o Passed two of four [CPA] sections
o Working towards [PMP]
o [LCSW] supervision hours
o [NCLEX] planned for 2027
o Would love to move into [dementia care]
o Hoping to move into [project management]
h Hoping to move on: ten years of [project management]
o Ich mache gerade den [Führerschein]
o J'aimerais évoluer vers la [gestion de projet]
o Me gustaría pasar a la [gestión de proyectos]
o Sacándome el [carné de conducir]
d Did not do [customs clearance]
d Was not involved in [customs clearance]
d [Wound care] was not among my tasks
d [Payroll] was never my job
d [Wundversorgung] gehörte nicht zu meinen Aufgaben
d An der [Zollabwicklung] war ich nicht beteiligt
d [Schweißen] durfte ich nicht
d No me encargaba del [despacho de aduanas]
d Nada de [soldadura], solo montaje
d [Kubernetes] was off limits
d No say in or [planning of the menu]
o [Sozialarbeit in der Altenhilfe, nie an einer Schule]
h [Administered no fewer than 30 injections] a day
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_a_clause_speaks_of_what_it_names(case: str) -> None:
    expected, said = expected_and_said(case)
    assert said == expected


@pytest.mark.parametrize(
    "piece",
    [
        "no Python ", "no experience with Python ", "not yet, ", "Python or ", "keine, ", "- ", ", and ",
        "no experience with Python, ", "Python without Java and ", "Python strong in ", "but Python ",
    ],
)  # fmt: skip
def test_a_long_row_of_negations_is_read_in_time(piece: str) -> None:
    row = words(piece * 1_000)
    named = [(index, index + 1) for index, word in enumerate(row) if word.text in ("python", "java")]
    clauses = Clauses(row, named)
    begun = time.monotonic()
    assert all(clauses.stance(*place) in Stance for place in [*named, (len(row) - 1, len(row))])
    assert time.monotonic() - begun < 20
