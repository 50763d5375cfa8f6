"""A screening in a terminal: one table of the best candidates, and what could not be read."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.screening.matching.criterion import Criterion
from services.screening.ranking.ranking import Recommendation
from services.screening.report.wording import RECOMMENDATIONS, counted_noun
from services.screening.shown import ShownCandidate, ShownScreening
from services.visible import visible

MAX_CANDIDATES = 50
MAX_FAILED = 20
_STYLES: dict[Recommendation, str] = {"STRONG_HIRE": "bold green", "HIRE": "green", "MAYBE": "", "NO_HIRE": "yellow"}


def ranking_table(screening: ShownScreening) -> RenderableType:
    """Names are text, never markup."""
    table = Table(title=Text(visible(screening.opening.title)), title_justify="left", expand=True)
    table.add_column("Rank", justify="right", width=4)
    table.add_column("Candidate", overflow="fold", ratio=3)
    table.add_column("Score", justify="right", width=5)
    table.add_column("Sure", justify="right", width=4)
    table.add_column("", width=18)
    table.add_column("Must-haves not shown", overflow="fold", ratio=3)
    for one in screening.ranking[:MAX_CANDIDATES]:
        table.add_row(
            str(one.rank),
            Text(visible(one.profile.name or one.file)),
            f"{one.score:.1f}",
            f"{one.confidence:.0%}",
            Text(RECOMMENDATIONS[one.recommendation], style=_STYLES[one.recommendation]),
            Text(visible(_missing(one, screening.criteria))),
        )
    parts: list[RenderableType] = [table] if screening.ranking else []
    if len(screening.ranking) > MAX_CANDIDATES:
        parts.append(Text(f"… and {len(screening.ranking) - MAX_CANDIDATES:,} more.", style="dim"))
    parts.append(Text(f"{counted_noun(len(screening.ranking), 'candidate')}, as of {screening.as_of}"))
    failed = screening.failed
    parts += [Text(visible(f"Not read: {one.file}: {one.error}"), style="yellow") for one in failed[:MAX_FAILED]]
    if len(failed) > MAX_FAILED:
        parts.append(Text(f"… and {len(failed) - MAX_FAILED:,} more files that could not be read.", style="yellow"))
    return Group(*parts)


def _missing(candidate: ShownCandidate, criteria: list[Criterion]) -> str:
    verdicts = {one.id: one.verdict for one in candidate.criteria}
    words = {"denied": " (denied)", "unknown": ""}
    found = [(one.text, verdicts.get(one.id, "unknown")) for one in criteria if one.kind == "must"]
    return ", ".join(f"{text}{words[verdict]}" for text, verdict in found if verdict != "met")
