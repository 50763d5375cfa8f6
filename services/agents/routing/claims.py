"""Claims: what can be seen in a text without having learnt anything: a formula, a quantity, a date, a path, …

Each claim is a number from 0 to 1 under a name. What it says for which agent is learnt (``parameters.py``).
"""

from __future__ import annotations

import re

from services.agents.builtin.formula import holds_formula
from services.agents.builtin.quantity import holds_quantity
from services.agents.routing.reading import Reading
from services.agents.routing.vocabulary import vocabularies

_FILE_ENDINGS = (
    "py|js|ts|tsx|jsx|go|rs|java|c|cc|cpp|h|cs|rb|php|sql|sh|ya?ml|json|toml|lock|md|html|css|kt|swift|scala"
    "|txt|ini|cfg"
)
_OWN = "my|our|mine|mein(?:e[mnrs]?)?|unser(?:e[mnrs]?)?|mon|ma|mes|nos|notre|mis?|nuestr[ao]s?"
_THIS = "this|these|the|diese[mnrs]?|der|die|das|ce|cette|ces|le|la|les|est[ae]s?|el|los|las"
_MOST = (
    "most|best|worst|least|highest|lowest|top|largest|longest|strongest|meisten|beste[nr]?|schlechteste[nr]?"
    "|hochste[nr]?|plus|meilleure?s?|pire|mejor(?:es)?|peor|mas"
)
_PLEASE = "please |pls |bitte |kannst du |can you |could you |peux-tu |puedes "
_ME_OR_A = "me|mir|moi|a|an|the|my|ein|eine|einen|un|une|una|mein|mon|mi"
_MONEY = "euros?|dollars?|eur|usd|gbp|chf|yen|pesos|francs?|franken|pounds? sterling"
_PATTERNS = {
    "number_list": r"\b\d{1,9}(?:[.]\d{1,9})?(?:,? (?:and |und |et |y )?\d{1,9}(?:[.]\d{1,9})?){2}",
    "percent": r"\d\s?%",
    "into": r"\b(?:in|into|to|as|nach|zu|en|a)\s(?:the\s)?[a-z°/]{1,20}\s?\??\s?(?:$|pls|please|bitte|svp|por)",
    "path": rf"[\w-]/[\w.-]{{1,60}}\.[a-z]{{1,5}}\b|\b[\w-]{{2,60}}\.(?:{_FILE_ENDINGS})\b|\bdockerfile\b|\bmakefile\b",
    "identifier": r"[a-z]_[a-z]|[a-z]\(\)|\bcve-\d{4}|\b[a-z]{2,20}-[a-z]{2,20}(?:-[a-z]{2,20})\b",
    "hash": r"#\d{1,9}\b|\b(?:[a-f]{1,6}\d|\d{1,6}[a-f])[a-f\d]{4,38}\b",
    "status_code": r"\b[45]\d\d\b(?!\s?(?:%|[a-z]))",
    "money": rf"[€$£¥]\s?\d|\d\s?[€$£¥]|\d\s?(?:{_MONEY})\b",
    "code_block": r"```|\bdef \w|\bfunction \w|;\s?$|=>|</",
    "own": rf"\b(?:{_OWN})\b",
    "this": rf"\b(?:{_THIS})\b",
    "superlative": rf"\b(?:{_MOST})\b",
    "question_word": r"\b(?:which|who|wer|welche[mnrs]?|quels?|quelles?|qui|cual(?:es)?|quien(?:es)?)\b",
    "how_many": r"\b(?:how many|how much|wie ?viele?|combien|cuant[ao]s?)\b",
    "how_to": r"\b(?:how do i|how to|how can i|how would|wie kann|wie macht|comment|como)\b",
    "imperative": rf"^\W{{0,3}}(?:{_PLEASE})?[a-z]{{3,12}} (?:{_ME_OR_A})\b",
}
"""Found in folded text."""

_COMPILED = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}
_SHORT_WORDS, _LONG_WORDS = 4, 40
_BEGINNINGS, _FIRST_WORDS = ("action", "language", "greeting"), 2
_MANY_SIGNS = 5
"""One letter in so many."""
_VOWELLESS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}")


def claims(reading: Reading) -> dict[str, float]:
    """What is claimed at all; absent is 0."""
    found = {name: 1.0 for name, pattern in _COMPILED.items() if pattern.search(reading.plain)}
    if holds_formula(reading.text):
        found["holds_formula"] = 1.0
    if holds_quantity(reading.text):
        found["holds_quantity"] = 1.0
    for name, vocabulary in vocabularies().items():
        hits = vocabulary.hits(reading)
        if hits:
            found[f"{name}_words"] = 1 - 0.5**hits
    found |= _shape(reading)
    return found


def _shape(reading: Reading) -> dict[str, float]:
    found = {}
    count = len(reading.words)
    if count <= _SHORT_WORDS:
        found["short"] = 1.0
    if count > _LONG_WORDS:
        found["long"] = 1.0
    numbers = sum(1 for word in reading.words if word.isdecimal())
    if numbers:
        found["numbers"] = 1 - 0.5**numbers
    for name in _BEGINNINGS:
        if any(vocabularies()[name].holds(word) for word in reading.words[:_FIRST_WORDS]):
            found[f"{name}_first"] = 1.0
    if "\n" in reading.text.strip():
        found["lines"] = 1.0
    if count and sum(1 for word in reading.words if _VOWELLESS.search(word)) * 3 >= count:
        found["gibberish"] = 1.0
    signs = sum(1 for letter in reading.plain if not letter.isalnum() and not letter.isspace())
    if signs * _MANY_SIGNS > len(reading.plain):
        found["signs"] = 1.0
    if not any(letter.isalnum() for letter in reading.plain):
        found["no_words"] = 1.0
    return found
