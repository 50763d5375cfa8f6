"""The units that pint knows, with ours added, and the names that mean several units."""

from __future__ import annotations

from functools import cache
from typing import Any

import pint

from services.agents.builtin.reply import NotUnderstood

_OURS = """
pfund = 500 gram
hundredweight_de = 50 kilogram
dozen = 12 count
mach = 340.29 meter / second
quarter = year / 4
metric_cup = 250 milliliter
metric_tablespoon = 15 milliliter
metric_teaspoon = 5 milliliter
us_gallon = gallon
bit_per_second = bit / second
kilobit_per_second = 1000 * bit / second
megabit_per_second = 1000000 * bit / second
gigabit_per_second = 1000000000 * bit / second
megabyte_per_second = 1000000 * byte / second
liter_per_100_km = liter / (100 * kilometer)
newton_meter = newton * meter
mile_per_gallon = mile / gallon
imperial_mile_per_gallon = mile / imperial_gallon
"""

MEANINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "ton": (("metric tons", "metric_ton"), ("US short tons", "short_ton"), ("imperial long tons", "long_ton")),
    "gallon": (("US gallons", "gallon"), ("imperial gallons", "imperial_gallon")),
    "quart": (("US quarts", "quart"), ("imperial quarts", "imperial_quart")),
    "pint": (("US pints", "pint"), ("imperial pints", "imperial_pint")),
    "cup": (("US cups", "cup"), ("metric cups", "metric_cup")),
    "fluid_ounce": (("US fluid ounces", "fluid_ounce"), ("imperial fluid ounces", "imperial_fluid_ounce")),
    "tablespoon": (("US tablespoons", "tablespoon"), ("metric tablespoons", "metric_tablespoon")),
    "teaspoon": (("US teaspoons", "teaspoon"), ("metric teaspoons", "metric_teaspoon")),
    "horsepower": (("mechanical horsepower", "horsepower"), ("metric horsepower (PS)", "metric_horsepower")),
    "mile_per_gallon": (("US mpg", "mile_per_gallon"), ("imperial mpg", "imperial_mile_per_gallon")),
}
"""Units of one name: what it is called in full, and what it is."""

_BINARY = {"kilo": "kibi", "mega": "mebi", "giga": "gibi", "tera": "tebi", "peta": "pebi"}


@cache
def registry() -> Any:
    """Of this process; it takes a quarter of a second."""
    units: Any = pint.UnitRegistry(autoconvert_offset_to_baseunit=False)
    for line in _OURS.strip().splitlines():
        units.define(line)
    return units


def quantity(value: float, factors: tuple[tuple[str, int], ...]) -> Any:
    """The value in the product of these units with their exponents. Raises: NotUnderstood."""
    units = registry()
    try:
        unit = units.Unit("")
        for name, exponent in factors:
            unit = unit * units.Unit(name) ** exponent
        return units.Quantity(value, unit)
    except (pint.PintError, ValueError, OverflowError, AttributeError):
        raise NotUnderstood("I don't know that unit.") from None


def binary(name: str) -> str | None:
    """ "mebibyte" for "megabyte": what some mean by MB."""
    for prefix, other in _BINARY.items():
        if name.startswith(prefix) and name.endswith("byte"):
            return other + name.removeprefix(prefix)
    return None
