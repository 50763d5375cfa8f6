"""TO BE CONNECTED: the only place where the benchmark meets the product.

Fill in the three functions; nothing else in this folder knows how the product is called. They get paths of files and
an opening as ``openings/*.toml`` has it: ``{"id", "title", "description", "as_of", "criteria": [{"id", "kind":
"must|nice|knockout", "terms": [...], "stars"?}]}``. Several terms in one criterion are an either/or group. They answer
in the shapes of the contract's section on screening. What was read may be kept between calls, except in ``rank`` when
``on_row`` is given: that call is timed and must read every file.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

CONNECTED = False

Opening = dict[str, Any]
Entry = dict[str, Any]  # {"file", "score", "criteria": [{"id", "verdict"}], ...}


def read(path: Path, as_of: str) -> dict[str, Any]:
    """Return the profile of one file: name, emails, phones, skills, experience, years and so on."""
    raise NotImplementedError


def rank(opening: Opening, paths: Sequence[Path], as_of: str, on_row: Callable[[], None] | None = None) -> list[Entry]:
    """Return the ranking of these files, ``file`` being the path's name; call ``on_row`` after each file's row."""
    raise NotImplementedError


def rerank(opening: Opening, paths: Sequence[Path], as_of: str) -> list[Entry]:
    """Return the ranking of files that ``rank`` has read before, without reading them again."""
    raise NotImplementedError
