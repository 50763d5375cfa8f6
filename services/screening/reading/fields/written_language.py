"""The language that a résumé is written in, told by its short words, its headings and its script."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from operator import itemgetter

from babel import Locale

from services.screening.reading.fields.place_name import LANGUAGES
from services.screening.reading.fields.stop_word import SCRIPTS, STOP_WORDS
from services.screening.reading.fields.text import words

_READ_CHARS = 20_000
_LEAST = 2.0
_LEAD = 1.15
_HEADING = 2.0
_TELLING = {
    word: [language for language, known in STOP_WORDS.items() if word in known]
    for word in set().union(*STOP_WORDS.values())
}


def written_language(texts: Iterable[str], headings: Counter[str]) -> str:
    """Return the language's code, or nothing where the text does not tell."""
    read, counts = 0, defaultdict[str, float](float)
    scripts = Counter[str]()
    letters = 0
    for text in texts:
        read += len(text)
        for word in words(text.casefold()):
            spoken = _TELLING.get(word, ())
            for language in spoken:
                counts[language] += 1 / len(spoken)
            if not word.isascii():
                scripts[_script(word)] += 1
            letters += 1
        if read > _READ_CHARS:
            break
    if scripts["ja"]:
        scripts["ja"] += scripts.pop("zh", 0)
    script, found = scripts.most_common(1)[0] if scripts else ("", 0)
    if script and found * 3 >= letters:
        return script
    for language, number in headings.items():
        counts[language] += number * _HEADING
    (best, most), (_, next_most) = (*sorted(counts.items(), key=itemgetter(1), reverse=True), ("", 0.0), ("", 0.0))[:2]
    return best if most >= max(_LEAST, _LEAD * next_most) else ""


def _script(word: str) -> str:
    for first, last, language in SCRIPTS:
        if any(first <= char <= last for char in word):
            return language
    return ""


def unsupported_language(language: str) -> str | None:
    """Return what to tell the recruiter about a language whose headings and months are not read."""
    if not language or language in LANGUAGES:
        return None
    name = Locale("en").languages.get(language, language)
    return (
        f"{name} is not supported: headings, months and fields may be missing. English, German, French and Spanish are."
    )
