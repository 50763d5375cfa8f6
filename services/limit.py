"""A limit of a user's own: how much each has used of it, for whoever shows what is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Used(NamedTuple):
    """``until``: when some of it is free again, in Unix seconds, where that is known."""

    amount: int
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """``name`` is that under which refusals are kept; ``variable`` the setting, empty where it is fixed. ``used``
    counts, by the id of a user or a service token. ``is_shared``: by the empty id, for everybody together.
    """

    name: str
    variable: str
    of: int
    used: Callable[[], Mapping[str, Used]]
    is_shared: bool = False
