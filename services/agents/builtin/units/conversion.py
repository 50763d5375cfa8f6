"""Conversions: one measure in other units, sums of measures, and what follows from an amount and a rate."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from services.agents.builtin.reply import NotUnderstood, TooMuch
from services.agents.builtin.units.combination import combined
from services.agents.builtin.units.measure import Alone, Factors, Measure
from services.agents.builtin.units.measures import Measures
from services.agents.builtin.units.reckoning import converted, fits, plain
from services.agents.builtin.units.registry import MEANINGS, binary, quantity
from services.agents.builtin.units.shown import amount, is_rounded, shown

_OFTEN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("kilometer", ("mile",)), ("mile", ("kilometer",)), ("meter", ("foot", "inch")), ("foot", ("meter",)),
    ("inch", ("centimeter",)), ("centimeter", ("inch",)), ("millimeter", ("inch",)), ("kilogram", ("pound",)),
    ("pound", ("kilogram",)), ("gram", ("ounce",)), ("ounce", ("gram",)), ("liter", ("gallon",)),
    ("gallon", ("liter",)), ("milliliter", ("fluid_ounce",)), ("cup", ("milliliter",)), ("tablespoon", ("milliliter",)),
    ("teaspoon", ("milliliter",)), ("degree_Celsius", ("degree_Fahrenheit", "kelvin")), ("stone", ("kilogram",)),
    ("degree_Fahrenheit", ("degree_Celsius",)), ("kelvin", ("degree_Celsius",)), ("yard", ("meter",)),
    ("acre", ("hectare",)), ("hectare", ("acre",)), ("horsepower", ("kilowatt",)), ("kilowatt", ("horsepower",)),
    ("bar", ("psi",)), ("psi", ("bar",)), ("knot", ("kilometer_per_hour",)), ("second", ("minute", "hour", "day")),
    ("ton", ("kilogram",)), ("pint", ("liter",)), ("quart", ("liter",)), ("fluid_ounce", ("milliliter",)),
)  # fmt: skip


def convert(measures: Measures) -> str:
    """Raises: NotUnderstood, TooMuch."""
    found, targets = measures.found, _targets(measures)
    together = combined(measures)
    if together is not None:
        return together
    if len(found) > 6:
        raise TooMuch("I convert up to six quantities at a time.")
    if not found:
        return _from_units(targets, measures.numbers)
    answers = [_one(measure, targets, len(found) == 1) for measure in found]
    return "\n\n".join(answers)


def _targets(measures: Measures) -> list[Alone]:
    seen: list[Alone] = []
    for alone in measures.alone:
        if all(alone.factors != other.factors for other in seen):
            seen.append(alone)
    return seen


def _from_units(targets: list[Alone], numbers: list[float]) -> str:
    """ "convert miles to km", "kWh to joules: 12.5", "US gallon and imperial gallon in litres"."""
    if len(targets) < 2 or len(numbers) > 1:
        raise NotUnderstood
    *sources, target = targets
    value = numbers[0] if numbers else 1.0
    measures = [Measure(value, source.factors, -1, -1, f"{amount(value)} {source.text}") for source in sources[:4]]
    return "\n\n".join(_one(measure, [target]) for measure in measures)


def _one(measure: Measure, targets: list[Alone], is_only: bool = True) -> str:
    """Raises: NotUnderstood, no target fits the only measure."""
    wanted = [_fluid(target.factors, measure.factors) for target in targets if target.factors != measure.factors]
    if any(fits(_FLUID, factors) for factors in wanted):
        measure = replace(measure, factors=_fluid(measure.factors, _FLUID))
    fitting = [factors for factors in wanted if fits(measure.factors, factors)]
    if wanted and not fitting and is_only:
        raise NotUnderstood(_incompatible(measure, targets[0]))
    if not fitting:
        fitting = _usual(measure.factors)
    lines = [line for factors in fitting for line in _readings(measure, factors)]
    lines = list(dict.fromkeys(lines))
    answer = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
    return "\n\n".join(part for part in (answer, _also(measure, fitting), _notes(measure, fitting)) if part)


_FLUID: Factors = (("fluid_ounce", 1),)


def _fluid(factors: Factors, beside: Factors) -> Factors:
    """Ounces beside a volume are fluid ounces."""
    return _FLUID if factors == (("ounce", 1),) and fits(_FLUID, beside) else factors


def _incompatible(measure: Measure, target: Alone) -> str:
    names = {_dimension(measure.factors), _dimension(target.factors)}
    if names == {"[mass]", "[length] ** 3"}:
        kind = "volume" if "length" in _dimension(measure.factors) else "mass"
        return (
            f"{measure.text} is a {kind}: how much that is in {target.text} depends on the density of the substance,"
            " which I don't know."
        )
    return f"{measure.text} cannot be converted to {target.text}: the two measure different things."


def _dimension(factors: Factors) -> str:
    return str(quantity(1, plain(factors)).dimensionality)


def _usual(factors: Factors) -> list[Factors]:
    """What it is usually wanted in, if nothing is said."""
    if len(factors) == 1 and factors[0][1] == 1:
        for name, others in _OFTEN:
            if factors[0][0] == name:
                return [((other, 1),) for other in others]
    for target in ("kilometer_per_hour", "mile_per_hour"):
        if fits(factors, ((target, 1),)) and factors != ((target, 1),):
            return [((target, 1),)]
    base = quantity(1, plain(factors)).to_base_units().units
    return [tuple((str(name), int(exponent)) for name, exponent in base._units.items())]


# -- readings ---------------------------------------------------------------------------------------------------------


def _meanings(factors: Factors) -> list[tuple[Factors, str | None]]:
    """Every unit that is meant by these names, with its full name if there are several."""
    options = [MEANINGS.get(name, ((None, name),)) for name, _ in factors]
    found = []
    for choice in product(*options):
        full = " ".join(label for label, _ in choice if label) or None
        meant = tuple((name, exponent) for (_, name), (_, exponent) in zip(choice, factors, strict=True))
        found.append((meant, full))
    return found[:4]


def _readings(measure: Measure, target: Factors) -> list[str]:
    sources, results = _meanings(measure.factors), _meanings(target)
    pairs = [(source, result) for source in sources for result in results]
    if len(sources) > 1 and len(results) > 1:
        pairs = [pair for pair in pairs if _family(pair[0][1]) == _family(pair[1][1])] or pairs
    return [_equation(measure, *source, *result) for source, result in pairs]


def _family(name: str | None) -> str:
    return (name or "").partition(" ")[0]


def _equation(measure: Measure, source: Factors, full: str | None, target: Factors, target_full: str | None) -> str:
    value = converted(measure.value, source, target)
    left = (
        _counted(measure.value, full) if full else measure.text if measure.is_joined else shown(measure.value, source)
    )
    right = f"**{_counted(value, target_full)}**" if target_full else f"**{shown(value, target)}**"
    exactly = f" (more exactly {value:.10g})" if is_rounded(value) else ""
    return f"{left} = {right}{exactly}"


def _counted(value: float, name: str) -> str:
    """ "1 US cup", "2 US cups"."""
    return f"{amount(value)} {name.removesuffix('s') if value == 1 else name}"


def _also(measure: Measure, targets: list[Factors]) -> str:
    """Feet and inches together, as heights are given."""
    if measure.factors == (("foot", 1),) or (("foot", 1),) not in targets or not fits(measure.factors, (("foot", 1),)):
        return ""
    inches = converted(measure.value, measure.factors, (("inch", 1),))
    feet = int(inches // 12)
    return f"That is {feet} ft {amount(round(inches - 12 * feet, 1))} in." if 0 < inches < 1e6 else ""


_LONG_TIMES = {"month", "year", "decade", "century", "quarter"}


def _notes(measure: Measure, targets: list[Factors]) -> str:
    notes = []
    names = [name for factors in (measure.factors, *targets) for name, _ in factors]
    other = [(name, binary(name)) for name in names if binary(name)]
    is_mixed = any(name.startswith(("kibi", "mebi", "gibi", "tebi", "pebi")) for name in names)
    if other and not is_mixed and measure.factors[0][0] != targets[0][0][0]:
        swapped = tuple((binary(name) or name, exponent) for name, exponent in measure.factors)
        value = converted(measure.value, swapped, tuple((binary(n) or n, e) for n, e in targets[0]))
        notes.append(
            f"This takes {other[0][0]}s in steps of 1000. Counted in steps of 1024 ({other[0][1]}s), it would be"
            f" {amount(value)}."
        )
    if _LONG_TIMES.intersection(names) and not _LONG_TIMES.issuperset(names):
        notes.append("Months and years differ in length; this takes a mean year of 365.25 days.")
    return " ".join(notes)
