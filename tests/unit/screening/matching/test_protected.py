"""A criterion may not name what may not decide about a person, however it is worded; a field of work may sound so."""

from __future__ import annotations

import pytest

from services.screening.matching.protected import refusal

REFUSED = """
a woman under 30
women aged over 40
young and healthy
no older than forty
pregnant women need not apply
LGBTQ applicants only
young and dynamic
under 35
Under 35 years
native speaker
native English speaker
German native speaker
digital native
male
Male candidates only
no children
recent graduate
must be female
aged between 25 and 35
25-35 years old
maximum age 40
not older than 45
between 20 and 30 years of age
born after 1990
age: 30
Age
Gender
must be a woman
good-looking
attach a photo
single
married
unmarried
childless
German nationality
EU citizen
US citizens only
must be German
Christian
practising Catholic
member of a church
no headscarf
healthy
in good health
physically fit
no disability
not disabled
not pregnant
no chronic illnesses
a young team player
we want a young, energetic person
energetic young person
young at heart
fits into our young team
jung und dynamisch
junges, dynamisches Team
unter 35 Jahre
nicht älter als 40
höchstens 35 Jahre alt
zwischen 25 und 35 Jahren
weiblich
männliche Bewerber
nur Frauen
Muttersprachler
Deutsch als Muttersprache
Muttersprache Deutsch
deutsche Staatsangehörigkeit
kinderlos
ohne Kinder
ledig
Familienstand: ledig
gesund
keine Behinderung
körperlich fit
evangelisch
Bewerbungsfoto
akzentfrei Deutsch
jeune et dynamique
moins de 35 ans
entre 25 et 35 ans
jeune diplômé
âgé de 30 ans
de sexe féminin
femme
homme
langue maternelle française
nationalité française
sans enfants
célibataire
en bonne santé
sans handicap
non enceinte
joven y dinámico
menor de 35 años
entre 25 y 35 años
edad máxima 40
mujer
sexo femenino
sin hijos
soltera
nacionalidad española
lengua materna español
inglés nativo
buena presencia
buena salud
sin discapacidad
recién graduado
under the age of 30
Over 50
35 years old or younger
at most 30 years old
no older than 30
Fresh graduates
Ideally female
White
no immigrants
married with no kids
no family commitments
without accent
sexual orientation
church member
Nationality
family
health
disability
ethnic background
mother tongue German
must be healthy
able-bodied
no sick leave
photo required
pleasant appearance
not planning a pregnancy
men only
a man
Geschlecht: weiblich
junger Mann
junge Kollegen
Alter: 25-35
Geburtsdatum
keine Kinder
Mindestalter 25
jeune homme
né après 1990
edad entre 20 y 30
soltero sin hijos
hombre joven
persona joven
"""

HARMLESS = """
male/female catheterisation
care of pregnant women
5 years old codebase
Age UK
family law
health care
gender studies
paediatric nursing
elderly care
care of the elderly
React Native
native apps for iOS
cloud native
Cloud-native architecture
5 years of experience
over 10 years of experience
under 100 ms latency
More than 35 employees managed
family medicine
family therapy
mental health nursing
women's health
women's fashion
men's clothing
male and female connectors
experience with female patients
disability services
disability support work
child protection
work with children
experience with children and young people
young people's services
youth work
gender equality policy
gender pay gap analysis
health and safety
occupational health
single sign-on
single-page applications
race conditions
black box testing
white papers
photo editing
photography
Photoshop
German
German C1
French cuisine
Spanish (B2)
right to work in the EU
work permit
maternity cover
pregnancy care
midwifery and pregnancy care
religious education
church music
Islamic finance
Jewish studies
Christian Dior retail
citizen services
ages 3 to 6 curriculum
Ernst & Young
Young's modulus
age verification systems
old code migration
graduate degree in physics
Master's degree
senior developer
junior developer
driving licence
able to lift 20 kg
Familienrecht
Altenpflege
Arbeit mit Kindern
Frauenheilkunde
Gesundheitswesen
Gesundheits- und Krankenpfleger
Kinderkrankenpflege
Behindertenhilfe
Jugendarbeit
deutsches Steuerrecht
Deutsch C1
Sozialarbeit mit jungen Menschen
droit de la famille
santé publique
sage-femme
prêt-à-porter féminin
aide aux personnes âgées
petite enfance
plus de 5 ans d'expérience
au moins 3 ans d'expérience
allemand courant
derecho de familia
salud pública
más de 5 años de experiencia
cuidado de ancianos
moda femenina
violencia de género
español C1
inglés avanzado
educación infantil
at least 3 years
3 to 5 years of experience
between 3 and 5 years of experience
over 50 employees
team of over 30
deaf awareness
sign language
double-blind trials
blind testing
m/w/d
any gender
regardless of age or gender
human origin proteins
origin servers
national security
citizen developer
Salesforce
Español
Français
árabe
Arabic
Go
R
C
man-hours planning
craftsmanship
pension age policy
age management programmes
health insurance
Health economics
single malt distilling
geriatrics
gerontology
veterinary medicine
HIV research
vaccination programmes
disability law
ethnography
ethnic cuisine
marriage counselling
parenting courses
fit-out of shops
white-collar crime
Blackboard
foreign trade
Lohn und Gehalt
5 Jahre Erfahrung
mehr als 5 Jahre Berufserfahrung
über 10 Jahre Erfahrung
unter 100 ms
bis 5 Jahre Erfahrung
sans faute
trabajo con jóvenes en riesgo
Lebensmittelhygiene
Männergesundheit
Team of 25 people
30 years of company history
software that is 20 years old
working with under 18s
legacy code over 20 years old
25 year old legacy system
mature markets
recent releases of Java
new graduates programme management
marketing to Gen Z
parent company reporting
mother and baby unit
single family homes
sex education
sexual health
maternal health
parental controls
heterogeneous systems
caste iron
adult social care
"""


@pytest.mark.parametrize("text", REFUSED.strip().splitlines())
def test_what_describes_the_person_is_refused(text: str) -> None:
    assert refusal(text)


@pytest.mark.parametrize("text", HARMLESS.strip().splitlines())
def test_what_describes_the_work_is_not_refused(text: str) -> None:
    assert not refusal(text)


@pytest.mark.parametrize(
    ("text", "name", "quoted"),
    [
        ("a team player, under 35 years old", "age", "under 35 years old"),
        ("We prefer female candidates", "gender", "female candidates"),
        ("Deutsch als Muttersprache", "origin or nationality", "Muttersprache"),
        ("sin hijos ni pareja", "family status", "sin hijos"),
    ],
)
def test_the_refusal_quotes_the_words(text: str, name: str, quoted: str) -> None:
    found = refusal(text)
    assert found
    assert (found.name, found.quoted) == (name, quoted)


def test_a_native_speaker_is_asked_whether_the_language_is_meant() -> None:
    found = refusal("native German speaker")
    assert found
    assert "German C1" in found.mend
