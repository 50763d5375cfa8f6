"""Copies as issues: one for all places of a piece of code, at the place on which most depends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from services.scanning.analysis.circumstance import is_legacy
from services.scanning.analysis.issue import Issue, IssuesByFile, Severity, bounded
from services.scanning.structure.duplicate.copy import Copy, Place

DUPLICATED_CODE = "duplicated-code"
_LARGE_LINES = 40
_PLACES_CHARACTERS = 340


def copy_issues(copies: Sequence[Copy], fan_in: Mapping[str, int], engine: str) -> IssuesByFile:
    """By file and line. ``fan_in`` counts by path how many files depend on it."""
    found: IssuesByFile = {}
    for copy in copies:
        shown = _first(copy, fan_in)
        others = [place for place in copy.places if place != shown]
        message = (
            f"{copy.lines} lines of code, to line {shown.last}, are repeated in {_named(others)}."
            " They differ at most in names of variables, in literals and in a few lines."
        )
        issue = bounded(Issue(shown.first, 1, DUPLICATED_CODE, _severity(copy), message, engine))
        found.setdefault(shown.path, []).append(issue)
    return {path: sorted(issues) for path, issues in sorted(found.items())}


def _first(copy: Copy, fan_in: Mapping[str, int]) -> Place:
    whole = [place for place in copy.places if place.lines >= copy.lines]
    return min(whole, key=lambda place: (-fan_in.get(place.path, 0), place))


def _severity(copy: Copy) -> Severity:
    """Copies in one file can be made one by whoever sees them. Copies in several often are apart on purpose: a version
    that is kept as it was, a build for another platform, what is generated.
    """
    current = (place for place in copy.places if not is_legacy(place.path))
    large = Counter(place.path for place in current if place.lines >= _LARGE_LINES)
    return "medium" if max(large.values(), default=0) > 1 else "low"


def _named(places: Sequence[Place]) -> str:
    """As many as there is room for, at least one, the longest first."""
    texts = [f"{place.path}:{place.first}-{place.last}" for place in sorted(places, key=lambda one: (-one.lines, one))]
    shown, room = texts[:1], _PLACES_CHARACTERS - len(texts[0])
    for text in texts[1:]:
        room -= len(text) + 2
        if room < 0:
            break
        shown.append(text)
    left = len(texts) - len(shown)
    if left:
        return f"{', '.join(shown)} and {left} more place{'' if left == 1 else 's'}"
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
