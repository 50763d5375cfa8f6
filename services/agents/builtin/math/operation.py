"""Which calculations a question asks for, by its words: one, or several of the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

from services.agents.builtin.math import (
    algebra,
    arithmetic,
    calculus,
    command,
    equation,
    extremum,
    integration,
    matrix,
    number_theory,
    percentage,
    statistic,
    summation,
)
from services.agents.builtin.math.question import Question
from services.agents.builtin.math.reading import CONSTANTS
from services.agents.builtin.reply import NotUnderstood
from services.agents.builtin.word import word_set

Operation = Callable[[Question], str]

SOLVE = ("solv", "solut", "roots", "zeros", "zeroes", "lose", "losen", "losung", "nullstelle", "resou", "resolv",
         "racines", "resuelv", "soluc", "raices", "solucion")  # fmt: skip


# -- what is not for one module alone to say -------------------------------------------------------------------------


def evaluated(question: Question) -> str:
    question = command.as_formula(question)
    found = percentage.percentage(question) or number_theory.in_base(question)
    return found if found is not None else arithmetic.evaluate(question)


def _solved(question: Question) -> str:
    """ "x^2 + 1 for x = 2" has a relation, but is no equation to solve; "solve 3 + 4" asks for a value."""
    if not question.starts(*SOLVE):
        substituted = arithmetic.substitution(question)
        if substituted is not None:
            return substituted
    if not _holds_relation(question) and not _has_unknown(question):
        return evaluated(question)
    return equation.solve(question)


def _factored(question: Question) -> str:
    """ "Factor x^2 - 5x + 6 = 0" asks for the solutions."""
    is_equation = any(
        span.relation == len(span.pieces) - 2 and span.pieces[-1].kind == "number" for span in question.spans
    )
    return equation.solve(question) if is_equation else algebra.factor(question)


def _factors(question: Question) -> str:
    """Those of a number are its divisors."""
    is_number = len(question.items) == 1 and question.items[0].is_number
    return number_theory.divisors(question) if is_number else _factored(question)


def _sum(question: Question) -> str:
    return summation.over_index(question, is_product=False) or statistic.total(question)


def _product(question: Question) -> str:
    return summation.over_index(question, is_product=True) or statistic.product(question)


def _largest(question: Question) -> str:
    return extremum.extrema(question) if _has_unknown(question) else statistic.largest(question)


def _smallest(question: Question) -> str:
    return extremum.extrema(question) if _has_unknown(question) else statistic.smallest(question)


def _holds_relation(question: Question) -> bool:
    return any(span.relation is not None for span in question.spans)


def _has_unknown(question: Question) -> bool:
    return any(piece.kind == "name" and piece.text not in CONSTANTS for piece in question.pieces)


# -- words -----------------------------------------------------------------------------------------------------------

_BY_STEM: tuple[tuple[tuple[str, ...], Operation], ...] = (
    (("integra", "antideriv", "stammfunktion", "aufleit", "primitiv"), integration.integral),
    (("deriv", "differentiat", "differenzier", "ableit", "leite"), calculus.derivative),
    (("limit", "lim", "grenzwert", "limes"), calculus.limit),
    (("taylor", "maclaurin", "series", "reihe", "potenzreihe", "serie"), calculus.series),
    (("det", "determinant"), matrix.determinant),
    (("eigenw", "eigenv", "autoval", "autovec"), matrix.eigenvalues),
    (("transpos", "transponier"), matrix.transpose),
    (("inver",), matrix.inverse),
    (("gcd",), number_theory.greatest_common_divisor),
    (("lcm",), number_theory.least_common_multiple),
    (("remainder", "reste", "resto", "divisionsrest"), number_theory.remainder),
    (("primfaktor", "primzahlzerleg"), number_theory.prime_factors),
    (("divisors", "teiler", "diviseurs", "divisores"), number_theory.divisors),
    (("partialbruch",), algebra.partial_fractions),
    (("maxima", "minima", "extrem", "hochpunkt", "tiefpunkt", "turning"), extremum.extrema),
    (("median",), statistic.median),
    (("mode", "modus", "modalwert", "moda"), statistic.mode),
    (("varian",), statistic.variance),
    (("standardabweich", "stdev", "stddev"), statistic.deviation),
    (("mean", "averag", "mittelwert", "durchschnitt", "moyenn", "promedi", "media"), statistic.mean),
    (("simplif", "vereinfach"), algebra.simplify),
    (("expand", "ausmultiplizier", "develop", "desarroll", "expandier"), algebra.expand),
    (("factor", "faktor", "zerleg", "descompon", "decompos"), _factored),
    (("prime", "primes", "primzahl", "premier", "primo", "primos"), number_theory.primes),
    (("differenz", "difference", "diferencia"), statistic.difference),
    (("quotient", "cociente"), statistic.quotient),
    (("max", "largest", "maximum", "grosste", "highest"), _largest),
    (("min", "smallest", "minimum", "kleinste", "lowest"), _smallest),
    (("product", "produkt", "produit", "producto"), _product),
    (("sum", "summe", "somme", "suma"), _sum),
    (SOLVE, _solved),
)
_SHORT = word_set("mode lim det max min media moda gcd lcm serie reihe modus prime primo")
"""These are words in full, not how words begin: "model", "limonade", "detail"."""

_BY_PHRASE: dict[str, Operation] = {
    "greatest common divisor": number_theory.greatest_common_divisor,
    "greatest common factor": number_theory.greatest_common_divisor,
    "highest common factor": number_theory.greatest_common_divisor,
    "grosster gemeinsamer teiler": number_theory.greatest_common_divisor,
    "grossten gemeinsamen teiler": number_theory.greatest_common_divisor,
    "plus grand commun diviseur": number_theory.greatest_common_divisor,
    "maximo comun divisor": number_theory.greatest_common_divisor,
    "least common multiple": number_theory.least_common_multiple,
    "lowest common multiple": number_theory.least_common_multiple,
    "kleinstes gemeinsames vielfaches": number_theory.least_common_multiple,
    "kleinste gemeinsame vielfache": number_theory.least_common_multiple,
    "plus petit commun multiple": number_theory.least_common_multiple,
    "plus petit multiple commun": number_theory.least_common_multiple,
    "minimo comun multiplo": number_theory.least_common_multiple,
    "standard deviation": statistic.deviation,
    "ecart type": statistic.deviation,
    "ecart - type": statistic.deviation,
    "desviacion estandar": statistic.deviation,
    "desviacion tipica": statistic.deviation,
    "prime factors": number_theory.prime_factors,
    "prime factorization": number_theory.prime_factors,
    "prime factorisation": number_theory.prime_factors,
    "factors of": _factors,
    "facteurs premiers": number_theory.prime_factors,
    "factores primos": number_theory.prime_factors,
    "valeurs propres": matrix.eigenvalues,
    "vecteurs propres": matrix.eigenvalues,
    "valores propios": matrix.eigenvalues,
    "vectores propios": matrix.eigenvalues,
    "multiply out": algebra.expand,
    "multipliziere aus": algebra.expand,
    "range of": statistic.span,
    "rank of": matrix.rank,
    "rang von": matrix.rank,
    "trace of": matrix.trace,
    "spur von": matrix.trace,
    "partial fractions": algebra.partial_fractions,
    "partial fraction": algebra.partial_fractions,
    "elements simples": algebra.partial_fractions,
    "fracciones parciales": algebra.partial_fractions,
}

_AND = word_set("and und et y e well sowie")
_ARTICLES = word_set("the a an its as also der die das den dem auch la le les l el los las un una une")
_BY_THE_WAY = (algebra.simplify,)
"""Every result is simplified: "differentiate and simplify" asks for one thing."""


class _Named(NamedTuple):
    """A calculation that the words from ``start`` to ``end`` name."""

    start: int
    end: int
    operation: Operation


def operations_of(question: Question) -> list[Operation]:
    """In the order of the question.

    Raises: NotUnderstood, they are not all of the same thing.
    """
    found = (place for place in _named(question) if place.operation not in _BY_THE_WAY)
    named = sorted(found, key=lambda place: place.start)
    pairs = [(one, other) for one, other in pairwise(named) if one.operation is not other.operation]
    joined = [_is_joined(question, one, other) for one, other in pairs]
    if not any(joined):
        return [operation_of(question)]
    ends = [other.start for other in named[1:]] + [len(question.pieces)]
    with_operands = [place for place, end in zip(named, ends, strict=True) if _has_operand(question, place.end, end)]
    if not all(joined) or len(with_operands) > 1:
        raise NotUnderstood("You ask for several things at once; ask me for one after the other.")
    return list(dict.fromkeys(place.operation for place in named))


def operation_of(question: Question) -> Operation:
    """The one that counts most, if several words name one."""
    for phrase, operation in _BY_PHRASE.items():
        if question.says(phrase):
            return operation
    for stems, operation in _BY_STEM:
        if any(_begins(word, stems) for word in question.words):
            return operation
    return _solved if _holds_relation(question) else evaluated


def _begins(word: str, stems: tuple[str, ...]) -> bool:
    return word in stems or word.startswith(tuple(stem for stem in stems if stem not in _SHORT))


def _named(question: Question) -> Iterator[_Named]:
    taken: set[int] = set()
    for phrase, operation in _BY_PHRASE.items():
        words = phrase.split()
        at = question.find(*words)
        if at is not None and taken.isdisjoint(range(at, at + len(words))):
            taken.update(range(at, at + len(words)))
            yield _Named(at, at + len(words), operation)
    for at, piece in enumerate(question.pieces):
        if piece.kind == "word" and at not in taken:
            meant = (operation for stems, operation in _BY_STEM if _begins(piece.text, stems))
            yield from (_Named(at, at + 1, operation) for operation in islice(meant, 1))


def _is_joined(question: Question, one: _Named, other: _Named) -> bool:
    """ "mean and median", "mean, median", "mean of 3, 4, 8 and then the median"."""
    between = question.pieces[one.end : other.start]
    if all(piece.text == "," or (piece.kind == "word" and piece.text in _ARTICLES | _AND) for piece in between):
        return any(piece.text == "," or piece.text in _AND for piece in between)
    words = takewhile(lambda piece: piece.kind == "word", reversed(between))
    return any(piece.text in _AND for piece in words)


def _has_operand(question: Question, start: int, end: int) -> bool:
    return any(piece.is_operand for piece in question.pieces[start:end])
