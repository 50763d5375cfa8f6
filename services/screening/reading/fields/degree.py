"""The words of degrees and school leaving certificates in the four languages."""

from __future__ import annotations

import re

from services.screening.reading.fields.text import fold
from services.screening.skills.catalogue import Catalogue

_DEGREE = re.compile(
    r"\b(?:degree|graduat\w*|undergraduate|b\.?\s?sc\.?|m\.?\s?sc\.?|[bm]\.[as]\.?|[mj]\.d\.?|bachelor\w*|master\w*|"
    r"mba|m\.?b\.?a\.?|"
    r"b\.?\s?eng|m\.?\s?eng|m\.?phys|b\.?\s?ed|m\.?\s?ed|b\.?tech|m\.?tech|m\.?arch|b\.?arch|"
    r"ll\.?\s?[bm]\.?|"
    r"ph\.?\s?d\.?|d\.?phil|doctor\w*|associate'?s? (?:degree|of)|foundation degree|hnd|hnc|"
    r"nvq|gnvq|btec|pgce|"
    r"pgdip|higher (?:national )?(?:certificate|diploma)|diploma|a-?levels?|gcses?|o-?levels?|"
    r"leaving certificate|ged|"
    r"high school|secondary school|international baccalaureate|apprentice\w*|journeyman\w*|certificate in|"
    r"abitur|fachabitur|fachhochschulreife|hochschulreife|matura|matur[ai]t\w*|mittlere reife|realschulabschluss|"
    r"hauptschulabschluss|\w{0,20}abschluss|abschlussprufung|\w{0,20}abschlussprufung|diplom\w*|magister|"
    r"staatsexamen|promotion|"
    r"dissertation|habilitation|studium\w*|ausbildung\w*|\w{0,20}ausbildung|lehre|gesellenbrief|gesellenprufung|"
    r"meisterbrief|"
    r"meisterprufung|staatlich (?:anerkannte|gepruft)\w*|umschulung|berufsschule|gepruft\w{0,3}|"
    r"licen[cs]e\b|licence professionnelle|master\w*|maitrise|doctorat|diplome\w*|bac(?: ?\+ ?\d| pro\w*)?|"
    r"baccalaureat|brevet|bts|"
    r"dut|deug|bep|dess|ingenieur diplome|capes|agregation|deust|classes? preparatoires?|"
    r"grado|licenciatura|licenciad[oa]|diplomatura|diplomad[oa]|ingenieria|master\w*|maestria|doctorado|"
    r"bachillerato|bachiller|"
    r"e\.g\.b|egb|b\.u\.p|fp|formacion profesional|ciclo formativo|tecnic[oa] superior|tecnic[oa] en|"
    r"graduado|titulo|"
    r"ingenier[oa])(?!\w)"
)
_CAPITALS = re.compile(r"\b(?:BA|MA|BS|MS|MD|JD|BUT|CAP|DEA|ESO)\b")
"""In small letters they are words: "but", "ma formation", "después de eso"."""


def names_degree(text: str, catalogue: Catalogue | None = None) -> bool:
    text = text[:300]
    known = catalogue.find(text, in_skills_context=True) if catalogue else []
    is_named = any(mention.term.kind == "degree" for mention in known)
    return is_named or bool(_DEGREE.search(fold(text)) or _CAPITALS.search(text))


def level_of(text: str, catalogue: Catalogue) -> int | None:
    """Return the highest level of the degrees that ``text`` names, where the catalogue knows one."""
    mentions = catalogue.find(text[:300], in_skills_context=True)
    return max((mention.term.level for mention in mentions if mention.term.level), default=None)
