"""How quantities are shown: numbers to six digits, units by name, spans of time as "1 h 2 min"."""

from __future__ import annotations

from services.agents.builtin.units.measure import Factors

_SHOWN = {
    "degree_Celsius": "°C", "degree_Fahrenheit": "°F", "kelvin": "K", "kilometer_per_hour": "km/h",
    "mile_per_hour": "mph", "metric_horsepower": "PS", "pfund": "Pfund", "hundredweight_de": "Zentner", "psi": "psi",
    "mmHg": "mmHg", "liter_per_100_km": "l/100 km", "mile_per_gallon": "mpg",
}  # fmt: skip
_IRREGULAR = {"foot": "feet", "inch": "inches", "century": "centuries", "hertz": "hertz", "horsepower": "horsepower",
              "stone": "stone", "mach": "mach", "psi": "psi", "lux": "lux"}  # fmt: skip


def duration(seconds: float) -> str:
    """ "1 h 2 min 3 s"."""
    if not 1 <= seconds < 1e13:
        return f"{amount(seconds)} s"
    left, parts = round(seconds), []
    for size, name in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:3])


def amount(value: float) -> str:
    """To six digits, or all of them if it ends there."""
    if value == round(value) and abs(value) < 1e15:
        return str(round(value))
    text = f"{value:.6g}" if is_rounded(value) else f"{value:.10g}"
    mantissa, mark, exponent = text.partition("e")
    return f"{mantissa} · 10^{int(exponent)}" if mark else mantissa


def is_rounded(value: float) -> bool:
    if value == round(value) and abs(value) < 1e15:
        return False
    return len(f"{value:.10g}".lstrip("-").replace(".", "").lstrip("0")) > 8 and f"{value:.10g}" != f"{value:.6g}"


def shown(value: float, factors: Factors) -> str:
    return f"{amount(value)} {_unit(factors, value)}".strip()


def _unit(factors: Factors, value: float) -> str:
    over = [_named(name, exponent, value) for name, exponent in factors if exponent > 0]
    under = [_named(name, -exponent, 1) for name, exponent in factors if exponent < 0]
    return "·".join(over) + "".join(f" per {name}" for name in under)


def _named(name: str, exponent: int, value: float) -> str:
    plain = name.removeprefix("delta_")
    if plain in _SHOWN:
        word = _SHOWN[plain]
    elif abs(value) == 1:
        word = plain.replace("_", " ")
    else:
        plain, per, rate = plain.partition("_per_")
        head, mark, last = plain.rpartition("_")
        word = (head + mark).replace("_", " ") + _IRREGULAR.get(last, last if last.endswith("s") else last + "s")
        word += f" per {rate.replace('_', ' ')}" if per else ""
    return {1: word, 2: f"square {word}", 3: f"cubic {word}"}.get(exponent, f"{word}^{exponent}")
