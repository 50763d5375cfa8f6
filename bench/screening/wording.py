"""The words of a résumé that are not its owner's: headings, labels and dates in four languages."""

import re
from random import Random


def words(text: str) -> list[str]:
    return text.split()


HEADINGS: dict[str, dict[str, list[str]]] = {
    "en": {
        "summary": ["Profile", "Summary", "Personal statement", "About me"],
        "jobs": ["Professional experience", "Work experience", "Employment history", "Career history"],
        "education": ["Education", "Education and training", "Academic background"],
        "skills": ["Skills", "Key skills", "Technical skills", "Core competencies"],
        "certifications": ["Certifications", "Licences and certificates", "Courses"],
        "languages": ["Languages"],
        "interests": ["Interests", "Hobbies and interests"],
        "projects": ["Projects"],
        "publications": ["Publications"],
        "references": ["References"],
        "volunteering": ["Volunteering"],
        "contact": ["Contact", "Contact details", "Personal details"],
    },
    "de": {"summary": ["Profil"], "skills": ["Kenntnisse"], "contact": ["Kontakt", "Persönliche Daten"]},
    "fr": {"summary": ["Profil"], "skills": ["Compétences"], "contact": ["Coordonnées", "Contact"]},
    "es": {"summary": ["Perfil"], "skills": ["Competencias"], "contact": ["Contacto", "Datos personales"]},
}
DOCUMENT = {
    "en": ["Curriculum Vitae", "Résumé", "CV"],
    "de": ["Lebenslauf"],
    "fr": ["Curriculum vitæ"],
    "es": ["Currículum vítae"],
}
LABELS = {
    "en": {"email": ["Email", "E-mail"], "phone": ["Phone", "Mobile", "Tel"], "place": ["Address"], "link": ["Web"]},
    "de": {"email": ["E-Mail"], "phone": ["Telefon", "Mobil"], "place": ["Anschrift"], "link": ["Web"]},
    "fr": {"email": ["Courriel", "E-mail"], "phone": ["Tél.", "Portable"], "place": ["Adresse"], "link": ["Site"]},
    "es": {"email": ["Correo electrónico"], "phone": ["Teléfono", "Móvil"], "place": ["Dirección"], "link": ["Web"]},
}
BORN = {"en": "Date of birth", "de": "Geburtsdatum", "fr": "Né(e) le", "es": "Fecha de nacimiento"}
PRESENT = {
    "en": ["Present", "present", "to date", "now", "Current", "today"],
    "de": ["heute", "heute", "dato"],
    "fr": ["aujourd'hui", "ce jour", "présent"],
    "es": ["actualidad", "la actualidad", "hoy"],
}
SINCE = {"en": "Since", "de": "seit", "fr": "depuis", "es": "desde"}
MONTHS = {
    "en": words("January February March April May June July August September October November December"),
    "de": words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "fr": words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "es": words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
}
SHORT = {
    "en": words("Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"),
    "de": words("Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez."),
    "fr": words("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
    "es": words("ene feb mar abr may jun jul ago sept oct nov dic"),
}
DASHES = [" – ", " - ", "–", " — ", " to "]


def heading(language: str, kind: str, given: str, rng: Random) -> str:
    return given or rng.choice(HEADINGS[language].get(kind) or HEADINGS["en"][kind])


def point(text: str, style: str, language: str) -> str:
    """Return one date, such as 2019-03, as this style writes it."""
    year, _, month = text.partition("-")
    if not month or style == "year":
        return year
    at = int(month) - 1
    return {
        "mon": f"{SHORT[language][at]} {year}",
        "month": f"{MONTHS[language][at]} {'de ' if language == 'es' else ''}{year}",
        "since": f"{MONTHS[language][at]} {'de ' if language == 'es' else ''}{year}",
        "slash": f"{month}/{year}",
        "dot": f"{month}.{year}",
        "iso": f"{year}-{month}",
        "apostrophe": f"{SHORT[language][at]} ’{year[2:]}",
    }[style]


def dates(start: str, end: str, style: str, language: str, rng: Random) -> str:
    """Return the dates of a job as this style writes them."""
    first = point(start, style, language)
    since = style in ("since", "dot") or (style == "year" and rng.random() < 0.3)
    if end == "present" and since and rng.random() < 0.8:
        return f"{SINCE[language]} {first}"
    dash = " a " if language == "es" and style == "month" else rng.choice(DASHES[:-1] if language != "en" else DASHES)
    if end != "present":
        return first + dash + point(end, style, language)
    present = rng.choice(PRESENT[language])
    return first + (" " if present == "to date" else dash) + present


def upper_safely(text: str) -> str:
    """Return the text in capitals, if that loses no letter (ß becomes SS, a Turkish i its dot)."""
    capitals = text.upper()
    return capitals if capitals.casefold() == text.casefold() and not re.search("[ıİß]", text) else text
