"""The base score of a CVSS 3 vector (FIRST, CVSS v3.1 specification, section 7.1)."""

from __future__ import annotations

import math

_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}


def base_score(vector: str) -> float | None:
    """From 0 to 10; None if it is no vector of version 3."""
    head, *parts = vector[:200].split("/")
    if head not in ("CVSS:3.0", "CVSS:3.1"):
        return None
    said = dict(part.split(":", 1) for part in parts if ":" in part)
    try:
        weight = {metric: values[said[metric]] for metric, values in _WEIGHTS.items()}
        scope = said["S"]
        privileges = _PRIVILEGES[scope][said["PR"]]
    except KeyError:
        return None
    base = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    impact = 6.42 * base if scope == "U" else 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15
    if impact <= 0:
        return 0.0
    exploitability = 8.22 * weight["AV"] * weight["AC"] * privileges * weight["UI"]
    return _rounded_up(min(10.0, (impact + exploitability) * (1.0 if scope == "U" else 1.08)))


def _rounded_up(score: float) -> float:
    """To one digit, without the errors of floating point (appendix A)."""
    whole = round(score * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (math.floor(whole / 10_000) + 1) / 10
