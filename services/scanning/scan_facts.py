"""What is known of a scan without opening its report: so far while it runs, in all at its end."""

from __future__ import annotations

from typing import Annotated

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Name = Annotated[str, msgspec.Meta(max_length=1000)]


class ScanFacts(msgspec.Struct):
    """``execution_time`` is in seconds. The bounds hold off a child that a repository has taken over."""

    commit: Name | None = None
    ref: Name | None = None
    files: Count = 0
    languages: dict[Name, Count] = {}
    roles: dict[Name, Count] = {}
    nodes: Count = 0
    edges: Count = 0
    summary: dict[Name, Count] = {}
    history: dict[Name, Count] = {}
    execution_time: Annotated[float, msgspec.Meta(ge=0, le=1e9)] = 0.0
    model_tokens: Count = 0
    model_calls: Count = 0
