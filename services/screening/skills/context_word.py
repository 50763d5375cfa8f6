"""Words around an ambiguous spelling that say whether it is an item of a list: "advanced Excel", "written in Go".

They are in folded letters, in English, German, French and Spanish.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _phrases(phrases: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in phrases.split(","))


SEPARATORS = frozenset(',;:/|•·‣▪●◦■□*→>=()[]{}+–—"“”„«»!?…<~')
BULLETS = frozenset("-–—*")
CONJUNCTIONS = _set("and or nor und oder noch sowie et ou ni y e o u og plus as well")
LEVELS = _set("""
    advanced basic basics intermediate expert beginner proficient proficiency fluent fluently good strong solid
    excellent very working professional native level skilled competent experienced
    certified modern some including incl like eg
    mother tongue conversational elementary bilingual years year yrs months a1 a2 b1 b2 c1 c2 sehr gut gute guter gutes
    grundkenntnisse fortgeschritten verhandlungssicher fliessend muttersprache kenntnisse jahre jahr ans annees avance
    avancee debutant intermediaire courant maitrise bilingue langue maternelle anos avanzado basico medio nativo fluido
""")
NEGATIONS = _set("""
    no not without neither kein keine keinen keinerlei ohne weder pas sans aucun aucune ni sin ningun ninguna
""")
PARTITIVES = frozenset(("d", "de", "'"))
BEFORE = NEGATIONS | _set("""
    in with using of via through from into between languages language tools software knowledge microsoft ms adobe google
    mit von zu mittels en avec de sur con l d qu
    speak speaks spoken spreche spricht parle parlons hablo habla
""")
AFTER = _set("""
    but aber mais pero
    for to on with in at as by from since during within was is are were experience skills skill knowledge programming
    developer development developers language languages scripts script scripting code programs applications software
    user users using v version speaker speakers speaking native mother fur zur zum mit im auf als seit bei kenntnisse
    programmierung entwickler entwicklung anwendungen pour sur dans avec depuis comme para con en desde como que
""")
COMPOUND = _set("""
    kenntnisse kenntnissen programmierung entwickler entwicklerin entwicklung zertifizierung schulung skills skill based
    programming developer development coding code scripts programs user experience
""")
"""May follow after a hyphen: ``Excel-Kenntnisse``."""
ELISIONS = _set("l d qu s n j")
FILLERS = _set("""
    class classes category categories cat cats group groups code codes type types full clean valid kl klasse klassen
    kategorie kategorien fahrzeugklasse der permis categorie clase clases categoria tipo
""")
"""Between the beginning of a list and its items: ``driving licence, classes B and C``."""
SMALL_WORDS = _set("""
    a an the all our their its his her my any daily weekly monthly quarterly annual yearly regular regularly various
    several multiple numerous new incoming outgoing der die das den dem des ein eine einen einem einer eines alle aller
    neue neuen neuer monatliche monatlichen monatlicher tagliche taglichen taglicher jahrliche jahrlichen jahrlicher
    wochentliche wochentlichen le la les l un une nos leurs el los las una unos unas
""")
"""May stand, as numbers may, between the words of a term without changing what they say."""
LABELS = _set("""
    skills skill competencies competences competencies technologies technology tools software programs applications
    languages language programming frameworks libraries databases platforms stack environment expertise proficiencies
    knowledge certifications certificates licences licenses qualifications computer technical
    kenntnisse sprachen fremdsprachen sprachkenntnisse programmiersprachen werkzeuge technologien fahigkeiten edv
    kompetenzen zertifikate programme fuhrerschein
    langues langue outils logiciels competences informatique connaissances technologies langages certifications permis
    idiomas herramientas programas habilidades conocimientos lenguajes tecnologias competencias certificaciones
""")
"""Before a colon: ``Programming languages: …``."""
INTRODUCTIONS = _phrases("""
    using, written in, programming in, programmed in, programs in, coding in, coded in, code in, scripts in,
    scripting in, developed in, developing in, developer in, development in, implemented in, built in, built with,
    building with, developed with, experience with, experience in, experience of, experience using, experienced in,
    experienced with, proficient in, proficient with, proficiency in, knowledge of, skilled in, skilled at, fluent in,
    familiar with, familiarity with, expert in, expertise in, trained in, competent in, competent with, skills in,
    native, fluent, fluently, speak, speaks, spoken, parle, hablo, spreche,
    libraries in, applications in, software in, kenntnisse in, erfahrung mit, erfahrung in, erfahren in, umgang mit,
    programmierung in, programmiert in, entwickelt in, entwicklung in, mittels, programmation en, developpement en,
    maitrise de, experience en, connaissance de, connaissances en, programacion en, desarrollo en, experiencia en,
    experiencia con, conocimientos de, conocimiento de, dominio de, manejo de
""")
CALLED = _set("""
    qualified certified licensed licenced registered trained experienced professional chartered skilled served senior
    junior lead leading chief head assistant apprentice trainee former ex practising practicing graduate fully am
    als gelernter gelernte ausgebildeter ausgebildete examinierter examinierte erfahrener erfahrene qualifizierter
    qualifizierte geprufter geprufte staatlich leitender leitende zum zur beruf auszubildender auszubildende
    diplome diplomee qualifie qualifiee confirme confirmee experimente experimentee apprenti apprentie comme suis
    titulado titulada cualificado cualificada oficial como soy aprendiz experimentado experimentada
""")
"""Before what somebody is called: ``qualified welder``, ``als Koch``."""
CALLING = _phrases("as a, as an, as the, i'm a, m a, am a, am an, bin ein, bin eine, tant que, es un, tant qu")
OF_OTHERS = _set("""
    to the for with of by at our their your his her my mit fur von bei aux des les par chez con para
    mr mrs ms herr herrn frau monsieur madame mme senor senora
""")
"""Before somebody else: ``reported to the head chef``."""
FIRMS = _set("""
    gmbh ag kg ohg ug ltd limited inc llc plc corp corporation sa sas sarl sl co group sons bros brothers industries
    sohne holding freres fils hermanos hijos
""")
TRADING = FIRMS | _set(
    "recruiter recruiters recruitment sales agency supplier supplies shop supply staffing jobs vacancies s"
)
"""After a title that is not the person's own: ``nurse recruiter``, ``Zimmermann GmbH``."""
SURNAMES = _set("""
    baker barber butcher carpenter cook farmer forester gardener joiner mason ranger shepherd skipper tailor tiler
    backer brauer dreher fleischer fraser gartner glaser kellner klempner koch lehrer maler maurer melker metzger notar
    schaler schlosser schmied schneider schreiner spengler steinmetz tischler winzer zimmerer zimmermann
    berger boucher boulanger charpentier couturier couvreur forgeron macon marin serrurier tapissier tourneur vacher
    barbero cantero carnicero carpintero cartero cervecero ganadero herrero joyero marinero panadero pastelero pescador
    pintor sastre tesorero tornero
""")
"""Titles that are surnames, too: ``Baker Hughes``, ``Koch & Partner``."""
NO_NAMES = _set("""
    gasthof gasthaus gaststatte gaststaette landhaus firma filiale betrieb werk werft inn resort
    fachrichtung schwerpunkt ausbildung lehre vollzeit teilzeit
""")
"""Begin with a capital after a title as a name would: ``Koch Gasthof Krone``."""
