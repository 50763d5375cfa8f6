"""``flask screen-audit``: selection rates and impact ratios of a ranking, by the auditor's own table of categories.

Reads two files and prints; nothing of it is kept, and nothing reaches the database. Who is *selected* is whoever was
shortlisted; in a ranking without decisions, whoever is recommended for a talk.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click
import msgspec
from flask.cli import with_appcontext
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from blueprints.edge.terminal import put_out
from services.errors import BadRequest
from services.screening.ranking.audit import Audit, Person, RateTable, audit, read_categories
from services.screening.ranking.ranking import Recommendation
from services.visible import visible

Selection = Literal["shortlist", "recommendation"]
_BYTES = 128 * 2**20
_RECOMMENDED: tuple[Recommendation, ...] = ("STRONG_HIRE", "HIRE")
_FOUR_FIFTHS = 0.8
"""Below it an impact ratio is marked: the rule of thumb of the Uniform Guidelines (29 CFR 1607.4 D)."""


class _Entry(msgspec.Struct, frozen=True):
    candidate_id: str
    score: float
    recommendation: Recommendation
    decision: str | None = None


class _Ranking(msgspec.Struct, frozen=True):
    """What is read of a screening's JSON export."""

    ranking: list[_Entry]


class CouldNotAudit(click.ClickException):
    exit_code = 2


@click.command("screen-audit")
@click.argument("ranking", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("categories", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--selected-by",
    type=click.Choice(["shortlist", "recommendation"]),
    help="Who counts as selected; without, the shortlist if there is one, else the recommendation.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@with_appcontext
def screen_audit(ranking: Path, categories: Path, selected_by: Selection | None, form: str) -> None:
    """Join the JSON export of a screening with a CSV table (candidate_id, sex, race, …) and print selection rates,
    scoring rates and impact ratios (New York City, Local Law 144).
    """
    entries = _entries(ranking)
    by = selected_by or ("shortlist" if any(one.decision == "shortlist" for one in entries) else "recommendation")
    people = [Person(one.candidate_id, one.score, _is_selected(one, by)) for one in entries]
    try:
        found = audit(people, read_categories(categories.read_text("utf-8-sig")))
    except (BadRequest, UnicodeDecodeError) as error:
        raise CouldNotAudit(f"{categories}: {error}") from None
    put_out(_shown(found, by) if form == "table" else _as_json(found, by), None)


def _entries(path: Path) -> list[_Entry]:
    if path.stat().st_size > _BYTES:
        raise CouldNotAudit(f"{path} is larger than a ranking can be.")
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Ranking).ranking
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CouldNotAudit(f"{path} is not the JSON export of a screening: {error}.") from None


def _is_selected(entry: _Entry, by: Selection) -> bool:
    return entry.decision == "shortlist" if by == "shortlist" else entry.recommendation in _RECOMMENDED


def _as_json(found: Audit, by: Selection) -> bytes:
    return msgspec.json.format(msgspec.json.encode({"selected_by": by, **_built(found)})) + b"\n"


def _built(found: Audit) -> dict[str, object]:
    tables = {name: [_table_built(table) for table in getattr(found, name)] for name in ("selection", "scoring")}
    return found._asdict() | tables


def _table_built(table: RateTable) -> dict[str, object]:
    return table._asdict() | {"rows": [row._asdict() for row in table.rows]}


def _shown(found: Audit, by: Selection) -> RenderableType:
    how = "on the shortlist" if by == "shortlist" else "recommended for a talk"
    parts: list[RenderableType] = [Text(f"{found.candidates:,} candidates, {found.selected:,} selected ({how})")]
    if found.missing or found.unmatched:
        parts.append(
            Text(f"{found.missing:,} candidates are not in the table; {found.unmatched:,} of its rows fit none.")
        )
    parts += [_rates(table, "selected", "Selection rate") for table in found.selection]
    if found.median_score is not None:
        parts.append(Text(f"Above the median score of {found.median_score:.1f}:"))
        parts += [_rates(table, "above", "Scoring rate") for table in found.scoring]
    parts.append(
        Text("Marked with *: an impact ratio below four fifths. A small sample proves neither bias nor fairness.")
    )
    return Group(*parts)


def _rates(rates: RateTable, chosen: str, title: str) -> Table:
    table = Table(title=Text(visible(f"{title} by {' and '.join(rates.columns)}")), title_justify="left")
    table.add_column("Category", overflow="fold")
    for name in ("candidates", chosen, "rate", "impact ratio"):
        table.add_column(name, justify="right")
    for row in rates.rows:
        ratio = "too few" if row.is_small else "–" if row.impact_ratio is None else f"{row.impact_ratio:.2f}"
        is_low = row.impact_ratio is not None and row.impact_ratio < _FOUR_FIFTHS
        cells = (f"{row.total:,}", f"{row.chosen:,}", f"{row.rate:.1%}", ratio + ("*" if is_low else ""))
        table.add_row(Text(visible(row.category)), *cells)
    if rates.unknown:
        table.add_row(Text("without a category", "dim"), f"{rates.unknown:,}", "", "", "")
    return table
