"""Tracked letters: words that a designer spaced out, by typing blanks or by a font's small capitals.

``E X P E R I E N C E`` is one word, and so is ``E XPERIENCE``. ``A B C D`` may be classes of a driving licence.
"""

from __future__ import annotations

import re

_SHORTEST_LETTERS = 4
_BLANKS = re.compile(r" {2,}")
_HEADINGS = """
    about academic accomplishments achievements activities additional awards background career certificates
    certifications competences competencies contact courses curriculum details education employment expertise
    experience highlights history hobbies honors honours interests internships key languages leadership memberships
    objective overview personal portfolio positions profile professional projects publications qualifications
    references relevant research skills statement strengths studies summary technical technologies tools training
    volunteer volunteering work ausbildung auszeichnungen beruflicher berufserfahrung bildung edv ehrenamt
    fortbildung hobbys interessen kenntnisse kontakt kurzprofil lebenslauf person persönliche profil projekte
    praktika referenzen schulbildung sprachen sprachkenntnisse studium stärken weiterbildung werdegang zertifikate
    atouts centres certificats compétences coordonnées diplômes études expérience expériences formation formations
    langues loisirs objectif parcours professionnelle professionnelles projets références résumé stages aptitudes
    certificaciones competencias conocimientos contacto cursos datos educación estudios experiencia formación
    habilidades idiomas intereses objetivo perfil personales profesional proyectos referencias resumen
"""
_HEADING_WORDS = frozenset(_HEADINGS.split())


def is_heading_word(word: str) -> bool:
    return word.lower() in _HEADING_WORDS


def with_plain_capitals(text: str) -> str:
    """Fonts with small capitals draw some capitals and small letters alike: ``ContaCt`` is ``Contact``."""
    words = text.split(" ")
    if all(word.islower() or word.isupper() or word.istitle() for word in words) or not all(
        map(is_heading_word, words)
    ):
        return text
    return text.capitalize()


def join_tracked(text: str) -> str | None:
    """The words of a text whose letters are spaced out; None for any other text."""
    if " " not in text:
        return None
    return _join_letters(text) or _join_small_capitals(text)


def _join_letters(text: str) -> str | None:
    """Single letters with a blank between, words with more than one."""
    words = [word.split(" ") for word in _BLANKS.split(text)]
    letters = [letter for word in words for letter in word]
    if len(letters) < _SHORTEST_LETTERS or any(len(letter) != 1 for letter in letters):
        return None
    spoken = [letter for letter in letters if letter.isalpha()]
    if len(spoken) < 0.7 * len(letters) or spoken == sorted(spoken):
        return None
    joined = ["".join(word) for word in words]
    if len(joined) == 1:
        joined = [_parted(joined[0])]
    return " ".join(joined).replace("&", " & ").replace("  ", " ")


def _parted(word: str) -> str:
    """``WORKEXPERIENCE`` is two words: a single blank stood between them, as between all their letters."""
    places = (at for at in range(1, len(word)) if is_heading_word(word[:at]) and is_heading_word(word[at:]))
    at = next(places, 0)
    return f"{word[:at]} {word[at:]}" if at else word


def _join_small_capitals(text: str) -> str | None:
    """``E XPERIENCE``, ``W ORK E XPERIENCE``: a capital and the rest of its word. One pair alone must be a heading."""
    words = text.removesuffix(":").split()
    joined: list[str] = []
    pairs = 0
    for word in words:
        if joined and len(joined[-1]) == 1 and joined[-1].isalpha() and joined[-1].isupper() and _is_rest(word):
            joined[-1] += word
            pairs += 1
        else:
            joined.append(word)
    heading = sum(word.lower() in _HEADING_WORDS for word in joined)
    if pairs and heading == len([word for word in joined if word.isalpha()]):
        return " ".join(joined)
    return " ".join(joined) if pairs > 1 and pairs == len(joined) else None


def _is_rest(word: str) -> bool:
    return len(word) > 2 and word.isalpha() and word.isupper()
