"""Which files of an analysis somebody means who writes a path, part of one, or a folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.answering.words import fold


def matching_paths(wanted: Iterable[str], known: Sequence[str]) -> set[str]:
    """All files that any of the folded paths means."""
    folded = [(fold(path), path) for path in known]
    return {path for one in wanted for path in _matching(one.strip("/").removeprefix("./"), folded)}


def _matching(wanted: str, folded: Sequence[tuple[str, str]]) -> list[str]:
    """The strictest way in which any file is meant: exactly, by the end of its path, by its folder, by its name without
    extension.
    """
    exact = [path for low, path in folded if low == wanted]
    if exact:
        return exact
    ending = [path for low, path in folded if low.endswith(f"/{wanted}")]
    if ending:
        return ending
    inside = [path for low, path in folded if low.startswith(f"{wanted}/") or f"/{wanted}/" in low]
    if inside:
        return inside
    return [path for low, path in folded if low.rpartition("/")[2].rpartition(".")[0] == wanted]
