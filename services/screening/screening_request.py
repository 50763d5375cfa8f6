"""A screening's request: what its job is told to do.

Everything that names somebody (file names, the opening's text) lies in the screening's folder; the request holds none
of it, because it becomes a row of the jobs.
"""

from __future__ import annotations

import msgspec


class ScreeningRequest(msgspec.Struct, frozen=True):
    """``as_of`` is the date that "present" stands for. ``continues`` is the screening whose read files this one took
    over; ``files`` is how many arrived or were taken over, archives counted as one.
    """

    screening_id: str
    as_of: str
    is_blind: bool = False
    opening_id: str | None = None
    continues: str | None = None
    files: int = 0
