"""Evidence: what a screening's folder says of one whose job is gone. The ranking comes last: where it is, all is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from services.screening.screening_facts import counted
from services.screening.screening_folder import ScreeningFolder, UnreadFile


def evidence(data: Path, screening_id: str) -> dict[str, Any] | None:
    """The `ScreeningFacts` of a screening that came to its end; None if it did not."""
    folder = ScreeningFolder(data, screening_id)
    ranking = folder.ranking(1)
    if ranking is None:
        return None
    stack = folder.stack()
    unread = {key: one for key, one in folder.outcomes(stack).items() if isinstance(one, UnreadFile)}
    facts = counted(stack, {one.candidate_id: one.score for one in ranking.candidates}, unread)
    built: dict[str, Any] = msgspec.to_builtins(facts)
    return built
