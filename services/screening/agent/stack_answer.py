"""Answers about all candidates of a screening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from services.answering.markdown import counted, plain, table
from services.answering.sentences import more
from services.screening.agent import sheet
from services.screening.matching.criterion import Criterion
from services.screening.shown import ShownCandidate, ShownScreening

DECIDED = {"shortlist": "on the shortlist", "reject": "rejected"}


def ranking(screening: ShownScreening, most: int | None) -> Iterator[str]:
    if not screening.ranking:
        yield "No candidate is ranked yet." if screening.status in ("queued", "running") else "No candidate was ranked."
        return
    shown = screening.ranking[: most or sheet.ROWS]
    yield f"{counted(len(screening.ranking), 'candidate')}, the best first:"
    yield sheet.ranking_table(screening, shown)
    yield from more(len(screening.ranking), len(shown), "candidate")
    if screening.failed:
        yield f"{counted(len(screening.failed), 'file')} could not be read."


def count(screening: ShownScreening) -> Iterator[str]:
    whole = sum(1 for one in screening.ranking if not sheet.unmet(screening, one))
    yield (
        f"{counted(screening.progress.total, 'file')}: {counted(len(screening.ranking), 'candidate')} read,"
        f" {counted(len(screening.failed), 'file')} not read."
    )
    if sheet.musts(screening):
        meet = "meets" if whole == 1 else "meet"
        yield f"{counted(whole, 'candidate')} {meet} all {len(sheet.musts(screening))} must-haves."


def missing(screening: ShownScreening, most: int | None) -> Iterator[str]:
    """Which must-haves who does not meet."""
    asked = sheet.musts(screening)
    if not asked:
        yield "The opening has no must-haves."
        return
    lacking = {one.candidate_id: sheet.unmet(screening, one) for one in screening.ranking}
    counts = Counter(criterion.id for found in lacking.values() for criterion, _ in found)
    yield "Not met, or not found in the résumé:"
    rows = [(plain(one.text), one.kind, f"{counts[one.id]:,} of {len(screening.ranking):,}") for one in asked]
    yield table(("Must-have", "Kind", "Candidates without it"), rows)
    whole = [one for one in screening.ranking if not lacking[one.candidate_id]]
    if whole:
        names = ", ".join(sheet.person(screening, one) for one in whole[: most or sheet.ROWS])
        rest = len(whole) - (most or sheet.ROWS)
        others = f" and {rest:,} more" if rest > 0 else ""
        yield f"All of them are met by {counted(len(whole), 'candidate')}: {names}{others}."
    else:
        yield "Nobody meets all of them."
    short = [one for one in screening.ranking if lacking[one.candidate_id]][: most or sheet.ROWS]
    if short:
        said = [(f"{one.rank}", sheet.person(screening, one), _named(lacking[one.candidate_id])) for one in short]
        yield table(("Rank #", "Candidate", "Without"), said)


def _named(found: list[tuple[Criterion, str]]) -> str:
    return ", ".join(f"{plain(criterion.text)} ({verdict})" for criterion, verdict in found)


def gaps(screening: ShownScreening) -> Iterator[str]:
    found = [one for one in screening.ranking if one.profile.gaps]
    if not found:
        yield "No résumé shows a gap between two jobs (only dates with a month can show one)."
        return
    yield f"{counted(len(found), 'candidate')} with gaps between jobs; no score knows of them:"
    rows = [(sheet.person(screening, one), plain("; ".join(one.profile.gaps), 400)) for one in found[: sheet.LISTED]]
    yield table(("Candidate", "Gaps"), rows)


def decisions(screening: ShownScreening) -> Iterator[str]:
    found = [one for one in screening.ranking if one.decision or one.note]
    if not found:
        yield "Nothing is decided yet about any candidate. This is how they are ranked:"
        yield from ranking(screening, None)
        return
    rows = [
        (f"{one.rank}", sheet.person(screening, one), DECIDED.get(one.decision or "", "open"), plain(one.note) or "·")
        for one in found[: sheet.LISTED]
    ]
    yield f"{counted(len(found), 'candidate')} with a decision or a note:"
    yield table(("Rank #", "Candidate", "Decision", "Note"), rows)


def failed(screening: ShownScreening) -> Iterator[str]:
    if not screening.failed:
        yield f"Every file was read ({screening.progress.completed:,} of {screening.progress.total:,})."
        return
    yield f"{counted(len(screening.failed), 'file')} of {screening.progress.total:,} could not be read:"
    rows = [(plain(one.file), plain(one.error)) for one in screening.failed[: sheet.LISTED]]
    yield table(("File", "Why"), rows)


def flags(screening: ShownScreening) -> Iterator[str]:
    found = [(one, said) for one in screening.ranking for said in _warned(one)]
    if not found:
        yield "Nothing conspicuous was found: no hidden text, no stuffed keywords, no orders to a program."
        return
    rows = [(sheet.person(screening, one), plain(said)) for one, said in found[: sheet.LISTED]]
    yield table(("Candidate", "Look at"), rows)


def _warned(candidate: ShownCandidate) -> list[str]:
    return [flag.text for flag in candidate.flags] + candidate.profile.warnings


def duplicates(screening: ShownScreening) -> Iterator[str]:
    names = {one.candidate_id: one for one in screening.ranking}
    rows = [
        (sheet.person(screening, one), "the same file", ", ".join(plain(file.file) for file in one.duplicates))
        for one in screening.ranking
        if one.duplicates
    ]
    rows += [
        (
            sheet.person(screening, one),
            "seems to be the same person",
            ", ".join(sheet.person(screening, names[other]) for other in one.versions if other in names),
        )
        for one in screening.ranking
        if one.versions
    ]
    if not rows:
        yield "No résumé came twice, and nobody seems to be in the stack twice."
        return
    yield table(("Candidate", "How", "With"), rows[: sheet.LISTED])


def criteria(screening: ShownScreening) -> Iterator[str]:
    if not screening.criteria:
        yield "The opening has no criteria."
        return
    yield "What candidates are judged by:"
    yield table(("Criterion", "Kind"), [(plain(one.text), one.kind) for one in screening.criteria[:40]])


def years(screening: ShownScreening, most: int | None) -> Iterator[str]:
    known = [one for one in screening.ranking if one.profile.years is not None]
    if not known:
        yield "No résumé has dates from which years of employment can be counted."
        return
    ordered = sorted(known, key=lambda one: (-(one.profile.years or 0.0), one.rank))
    average = sum(one.profile.years or 0.0 for one in known) / len(known)
    yield f"Years of employment by the dates of their jobs, on average {average:.1f}:"
    shown = ordered[: most or sheet.ROWS]
    rows = [(sheet.person(screening, one), sheet.years(one), f"{one.rank}") for one in shown]
    yield table(("Candidate", "Years #", "Rank #"), rows)
    yield from more(len(known), len(shown), "candidate")


def education(screening: ShownScreening) -> Iterator[str]:
    found = [one for one in screening.ranking if one.profile.education]
    if not found:
        yield "No résumé names an education that could be read."
        return
    rows = [(sheet.person(screening, one), plain(_titles(one))) for one in found[: sheet.LISTED]]
    yield table(("Candidate", "Education"), rows)


def _titles(candidate: ShownCandidate) -> str:
    return "; ".join(", ".join(filter(None, (one.title, one.school))) for one in candidate.profile.education[:3])
