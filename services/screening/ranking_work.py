"""Ranking work: what a web worker asks of a ranking process and waits for, while its streams go on.

The process is kept warm, so that changing criteria takes no start of Python. It is sent what it needs and sees no
résumé's file, so one process may serve everybody, one request at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from services.errors import BadRequest, Conflict
from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.process.slots import Slots
from services.screening.matching.criterion import Opening
from services.screening.opening_request import SentOpening
from services.screening.ranking_file import Links
from services.screening.ranking_process import Made, MadeOpening, RankedProfiles, RefusedOpening
from services.screening.screening_folder import RankedCandidate

LIMITS = Limits(wall_s=30.0, memory_bytes=2**30, output_bytes=128 * 2**20, processes=16)
WAIT_S = 10.0
_FUNCTION = "services.screening.ranking_process:work"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RankableStack:
    """``profiles`` are JSON, by candidate. ``links`` are those of an earlier ranking; None: they have to be found."""

    profiles: Mapping[str, msgspec.Raw]
    links: Links | None


class RankingWork:
    """Of one web worker. Calls block; under gevent they come from a greenlet."""

    def __init__(self, own_terms: Path | None = None, limits: Limits = LIMITS) -> None:
        self._own_terms = str(own_terms) if own_terms else None
        access = Access(read=(own_terms,)) if own_terms else Access()
        self._resident = Resident[Made](_FUNCTION, Made, limits, access)
        self._slots = Slots(
            1,
            WAIT_S,
            busy="The server is ranking for others; try again in a moment.",
            own="Something of yours is being ranked already; try again in a moment.",
        )

    def opening(self, user_id: str, sent: SentOpening) -> Opening:
        """The opening with criteria: those that were sent, else proposed from its description.

        Raises:
            BadRequest: a criterion is refused. LimitReached, Unavailable, Conflict: see `_ask`.
        """
        made = self._ask(user_id, "opening", sent)
        if isinstance(made, RefusedOpening):
            raise BadRequest(made.why, code="criterion_refused")
        assert isinstance(made, MadeOpening)
        return made.opening

    def ranked(self, user_id: str, opening: Opening, stack: RankableStack) -> list[RankedCandidate]:
        """What was read, ranked against an opening. Raises: LimitReached, Unavailable, Conflict."""
        made = self._ask(user_id, "rank", opening, stack.profiles, stack.links)
        assert isinstance(made, RankedProfiles)
        return made.candidates

    def close(self) -> None:
        self._resident.stop()

    def _ask(self, user_id: str, what: str, *request: object) -> Made:
        """Raises:
        LimitReached: something of this user's is still being made. Unavailable: too much is.
        Conflict: it cannot be made within the limits.
        """
        with self._slots.one_of(user_id):
            try:
                return self._resident.ask(what, self._own_terms, *request)
            except (RequestFailed, ResidentFailed) as failed:
                _log.warning("not_ranked", extra={"what": what, "error": str(failed)})
                raise Conflict(
                    "This could not be done within the limits of time and memory; use a shorter description or fewer"
                    " criteria.",
                    code="not_ranked",
                ) from None
