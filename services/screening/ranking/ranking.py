"""What ranking yields: for each candidate a score with its parts, and for each criterion a verdict with its evidence.

The names are those of the HTTP contract, section 5.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from services.screening.matching.criterion import Part
from services.screening.reading.document import Place

Verdict = Literal["met", "denied", "unknown"]
Rung = Literal["listed", "project", "job", "recent"]
Recommendation = Literal["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"]


class Evidence(msgspec.Struct, frozen=True):
    """A line of the résumé, quoted."""

    text: str
    place: Place = Place()


class Judgement(msgspec.Struct, frozen=True):
    """What a résumé says of one criterion; ``rung`` is the highest that the evidence stands on."""

    id: str
    verdict: Verdict
    rung: Rung | None = None
    evidence: list[Evidence] = []


class PartScore(msgspec.Struct, frozen=True):
    """``points`` of ``of``; ``weight`` is the part's share after redistribution. ``points`` None: not answered."""

    weight: float
    points: float | None
    of: float


class Flag(msgspec.Struct, frozen=True):
    """Something that the recruiter should look at: hidden text, orders to a program, stuffing, another version, …"""

    code: str
    text: str
    place: Place = Place()


class Score(msgspec.Struct, frozen=True):
    """One candidate against one opening."""

    score: float
    confidence: float
    recommendation: Recommendation
    parts: dict[Part, PartScore]
    criteria: list[Judgement]
    flags: list[Flag] = []
