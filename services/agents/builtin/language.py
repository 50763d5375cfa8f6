"""In which language a question is asked, as far as that changes how a number or a date is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from services.agents.builtin.word import word_set

Language = Literal["en", "de", "fr", "es"]

_WORDS: dict[Language, frozenset[str]] = {
    "en": word_set(
        "what is the of how many much and from to in are does solve find calculate with respect please between at for",
        "derivative integral integrate square root times divided by mean simplify expand days after before today",
        "convert per off percent was did until ago",
    ),
    "de": word_set(
        "was ist die der das den dem ein eine einen wie viel viele und von vom bis mal geteilt durch hoch wurzel aus",
        "berechne löse ableitung stammfunktion integriere vereinfache mittelwert prozent sind tage nach",
        "zwischen heute für mit zu im bitte rechne gegen welcher wochentag ergibt uhr wann faktorisiere quadratwurzel",
        "zwei drei nullstellen nullstelle sekunden stunden meilen zoll gleichung funktion kilometer",
    ),
    "fr": word_set(
        "quelle quel est la le les des du de combien font fait un une racine carrée dérivée intégrale primitive",
        "calcule calculer résous résoudre simplifie développe factorise moyenne fois divisé par moins entre jours",
        "dans aujourd hui pour cent avec jour semaine quand pieds pouces milles convertis vers sont il y heures",
        "secondes avant après",
    ),
    "es": word_set(
        "cuál es la el los las del de cuánto cuántos cuántas son qué un una raíz cuadrada derivada integral",
        "calcula calcular resuelve simplifica desarrolla factoriza media promedio por dividido entre más menos días",
        "para hoy ciento con día semana cuando pies pulgadas millas convierte hasta desde segundos horas después",
        "antes hay en",
    ),
}  # fmt: skip
_ORDER: tuple[Language, ...] = ("en", "de", "fr", "es")


def language_of(words: Iterable[str], text: str = "") -> Language | None:
    """The language that most of these folded words belong to; None if there is no sign of any."""
    found = set(words)
    counts = {language: len(found & known) for language, known in _WORDS.items()}
    counts["es"] += 3 * ("¿" in text or "ñ" in text)
    counts["de"] += 3 * ("ß" in text)
    best = max(_ORDER, key=lambda language: counts[language])
    return best if counts[best] else None
