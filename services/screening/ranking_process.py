"""What the ranking process does: makes openings from what was sent, and ranks what was read. It sees no file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from services.errors import BadRequest
from services.screening.matching.criteria_check import read_criteria, read_weights
from services.screening.matching.criterion import Opening
from services.screening.matching.proposal import propose_criteria
from services.screening.opening_request import SentOpening
from services.screening.profile import Profile
from services.screening.ranking_file import links_of, ranked
from services.screening.scoring import terms
from services.screening.screening_folder import RankedCandidate
from services.screening.skills.catalogue import Catalogue


class RefusedOpening(msgspec.Struct, frozen=True, tag="refused"):
    """Why the opening is not taken, in a sentence."""

    why: str


class MadeOpening(msgspec.Struct, frozen=True, tag="made"):
    opening: Opening


class RankedProfiles(msgspec.Struct, frozen=True, tag="ranked"):
    candidates: list[RankedCandidate]


Made = MadeOpening | RefusedOpening | RankedProfiles


def work(what: str, own_terms: str | None, *request: Any) -> Made:
    """Runs in the process. ``own_terms`` is the installation's own file of terms, if it has one."""
    catalogue = terms(Path(own_terms) if own_terms else None)
    if what == "opening":
        return _made(msgspec.convert(request[0], SentOpening), catalogue)
    opening, profiles = msgspec.convert(request[0], Opening), msgspec.convert(request[1], dict[str, Profile])
    links = links_of(profiles) if request[2] is None else request[2]
    return RankedProfiles(ranked(profiles, opening, catalogue, links))


def _made(sent: SentOpening, catalogue: Catalogue) -> MadeOpening | RefusedOpening:
    try:
        weights = read_weights(sent.weights)
        if sent.criteria is None:
            criteria = propose_criteria(sent.title, sent.description, catalogue)
        else:
            criteria = read_criteria(sent.criteria)
    except BadRequest as refusal:
        return RefusedOpening(str(refusal))
    return MadeOpening(Opening(sent.title, sent.description, criteria, weights))
