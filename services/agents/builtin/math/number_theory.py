"""Whole numbers: prime factors, divisors, primes, the greatest common divisor and the least common multiple; bases."""

from __future__ import annotations

import math

import sympy

from services.agents.builtin.math import writing
from services.agents.builtin.math.question import Question
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.math.vocabulary import FROM
from services.agents.builtin.reply import NotUnderstood, TooMuch

_LARGEST_FACTORED = 10**60
_LARGEST_PRIME_TESTED = 10**400
_MOST_PRIMES = 400
_LARGEST_LISTED = 10**7
_UP_TO = {"to", "below", "under", "bis", "unter", "hasta", "jusqu", "less"}


def _whole_numbers(question: Question, least: int = 1) -> list[int]:
    values = question.numbers()
    if len(values) < least or not all(value.is_Integer for value in values):
        raise NotUnderstood("That is defined for whole numbers.")
    return [int(value) for value in values]


def greatest_common_divisor(question: Question) -> str:
    numbers = _whole_numbers(question, 2)
    result = math.gcd(*numbers)
    names = ", ".join(map(str, numbers))
    lines: list[str] = []
    if len(numbers) == 2 and all(numbers):
        high, low = max(map(abs, numbers)), min(map(abs, numbers))
        while low and len(lines) < 20:
            lines.append(writing.inline(rf"{high} = {high // low} \cdot {low} + {high % low}"))
            high, low = low, high % low
    steps = "By Euclid's algorithm:\n\n" + writing.steps(lines) if lines else ""
    return writing.paragraphs(
        f"{writing.READ_AS} the greatest common divisor of {names}.", steps, f"It is **{writing.whole(result)}**."
    )


def least_common_multiple(question: Question) -> str:
    numbers = _whole_numbers(question, 2)
    result = math.lcm(*numbers)
    names = ", ".join(map(str, numbers))
    how = ""
    if len(numbers) == 2 and all(numbers):
        first, second = numbers
        over = rf"\frac{{{first} \cdot {second}}}{{\gcd({first}, {second})}}"
        how = writing.block(rf"{over} = \frac{{{first * second}}}{{{math.gcd(first, second)}}}")
    return writing.paragraphs(
        f"{writing.READ_AS} the least common multiple of {names}.", how, f"It is **{writing.whole(result)}**."
    )


def remainder(question: Question) -> str:
    """ "The remainder when 100 is divided by 7"."""
    spans = question.items
    if len(spans) != 2:
        raise NotUnderstood
    number, divisor = (Formula(span.pieces).value for span in spans)
    if not (number.is_Integer and divisor.is_Integer and divisor > 0):
        raise NotUnderstood("I take remainders of whole numbers.")
    shown = writing.inline(rf"{number} = {number // divisor} \cdot {divisor} + {number % divisor}")
    return f"{writing.READ_AS} the remainder of {number} divided by {divisor}. It is **{number % divisor}**: {shown}."


def prime_factors(question: Question) -> str:
    number = _one(question)
    if abs(number) > _LARGEST_FACTORED:
        raise TooMuch("I factor whole numbers of up to 60 digits.")
    if number in (-1, 0, 1):
        return f"{number} has no prime factors."
    factors = sympy.factorint(number)
    shown = r" \cdot ".join(str(prime) if power == 1 else f"{prime}^{{{power}}}" for prime, power in factors.items())
    text = " * ".join(str(prime) if power == 1 else f"{prime}^{power}" for prime, power in factors.items())
    read = f"{writing.READ_AS} the prime factors of {number}."
    if factors == {number: 1}:
        return f"{read} {number} is a prime number itself."
    return writing.paragraphs(
        read,
        writing.block(f"{number} = {shown}"),
        f"{writing.AS_TEXT}`{text}`",
        "Check: multiplied, they give the number again.",
    )


def _one(question: Question) -> int:
    numbers = _whole_numbers(question)
    if len(numbers) != 1:
        raise NotUnderstood("Ask about one number at a time.")
    return numbers[0]


def divisors(question: Question) -> str:
    number = _one(question)
    if not 0 < number <= 10**24:
        raise TooMuch("I list the divisors of whole numbers from 1 to 10^24.")
    count = sympy.divisor_count(number)
    if count > 1_000:
        raise TooMuch(f"{number} has {count:,} divisors, too many to list.")
    found = ", ".join(map(str, sympy.divisors(number)))
    return f"{writing.READ_AS} the divisors of {number}. There are {count}: **{found}**"


def primes(question: Question) -> str:
    """ "Is 97 prime?", "primes between 10 and 50", "primes up to 100", "the 10th prime"."""
    nth = question.ordinal()
    if nth is not None:
        return _nth_prime(nth[0])
    numbers = _whole_numbers(question)
    is_list = question.has({"primes", "primzahlen", "premiers", "primos", "list", "all", "alle", "numbers"})
    if len(numbers) == 2 and question.has(FROM):
        return _listed(*numbers)
    if len(numbers) == 1 and is_list and question.has(_UP_TO):
        return _listed(2, numbers[0])
    if len(numbers) == 1 and question.has({"first", "ersten", "premiers", "primeros"}) and is_list:
        count = numbers[0]
        if count > _MOST_PRIMES:
            raise TooMuch(f"I list up to {_MOST_PRIMES} primes.")
        return f"The first {count} primes: **{', '.join(str(sympy.prime(n)) for n in range(1, count + 1))}**"
    return " ".join(map(_is_prime, numbers))


def _nth_prime(number: int) -> str:
    if not 0 < number <= 10**5:
        raise TooMuch("I know the first 100,000 primes by number.")
    return f"Prime number {number} is **{sympy.prime(number)}**."


def _listed(low: int, high: int) -> str:
    if abs(high) > _LARGEST_LISTED:
        raise TooMuch(f"I list primes up to {_LARGEST_LISTED:,}.")
    found = list(sympy.primerange(low, high + 1)) if high - low < 100_000 else []
    if len(found) > _MOST_PRIMES or high - low >= 100_000:
        count = sympy.primepi(high) - sympy.primepi(low - 1)
        return f"There are **{count}** primes from {low} to {high}, too many to list."
    listed = ", ".join(map(str, found)) or "none"
    return f"There are {len(found)} primes from {low} to {high}: **{listed}**"


def _is_prime(number: int) -> str:
    if abs(number) > _LARGEST_PRIME_TESTED:
        raise TooMuch("I test whole numbers of up to 400 digits.")
    if number < 2:
        return f"**No**, {number} is not prime: primes are whole numbers greater than 1."
    if sympy.isprime(number):
        sure = "" if number < 2**64 else " (by the Baillie-PSW test, of which no error is known)"
        return f"**Yes**, {number} is prime{sure}."
    smallest = next((prime for prime in sympy.primerange(2, 10_000) if number % prime == 0), None)
    why = f": it is {smallest} · {number // smallest}" if smallest else ""
    return f"**No**, {number} is not prime{why}."


# -- bases ------------------------------------------------------------------------------------------------------------

_BASES = {
    2: ("binary", "binar", "binaer", "binaire", "binario", "dual"),
    8: ("octal", "oktal"),
    16: ("hex", "hexa", "hexadecimal", "hexadezimal", "hexadecimale"),
}
_TEN = ("decimal", "dezimal", "dezimalzahl")


def in_base(question: Question) -> str | None:
    """ "255 in binary"; None if no base is named."""
    base = next((base for base, names in _BASES.items() if question.has(names)), None)
    if base is None or len(question.items) != 1 or not question.items[0].is_number:
        return None
    text = question.items[0].pieces[0].text
    if not text.isdigit() or len(text) > 300:
        return None
    if question.has(_TEN) or (question.items[0].before and question.items[0].before[-1] in _BASES[base]):
        try:
            return f"{text} in base {base} is **{int(text, base)}** in base 10."
        except ValueError:
            raise NotUnderstood(f"{text} is no number in base {base}.") from None
    digits = {2: bin, 8: oct, 16: hex}[base](int(text))[2:].upper()
    return f"{text} in base {base} is **{digits}**."
