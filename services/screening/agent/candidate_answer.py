"""Answers about single candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.answering.markdown import counted, plain, table
from services.screening.agent import sheet
from services.screening.agent.people import name_of
from services.screening.agent.stack_answer import DECIDED
from services.screening.report.wording import RECOMMENDATIONS
from services.screening.shown import ShownCandidate, ShownScreening


def standing(screening: ShownScreening, one: ShownCandidate) -> str:
    return (
        f"{sheet.person(screening, one)} has rank {one.rank} of {len(screening.ranking)} with {one.score:g} of 100"
        f" points: {RECOMMENDATIONS[one.recommendation]} (confidence {one.confidence:.0%})."
    )


def why(screening: ShownScreening, one: ShownCandidate) -> Iterator[str]:
    yield standing(screening, one)
    yield sheet.parts_table(one)
    if screening.criteria:
        yield sheet.criteria_table(screening, one)
    if one.flags:
        yield "To look at: " + "; ".join(plain(flag.text) for flag in one.flags[:5])


def missing(screening: ShownScreening, one: ShownCandidate) -> Iterator[str]:
    asked = sheet.musts(screening)
    found = sheet.unmet(screening, one)
    if not asked:
        yield "The opening has no must-haves."
    elif not found:
        yield f"{sheet.person(screening, one)} meets all {counted(len(asked), 'must-have')}."
    else:
        yield f"{sheet.person(screening, one)} does not meet {len(found)} of {counted(len(asked), 'must-have')}:"
        rows = [
            (plain(item.text), item.kind, verdict, sheet.quoted(sheet.judged(one, item))) for item, verdict in found
        ]
        yield table(("Must-have", "Kind", "Verdict", "The résumé says"), rows)
        yield "“Unknown” means that the résumé says nothing of it, not that they lack it."


def compare(screening: ShownScreening, candidates: Sequence[ShownCandidate]) -> Iterator[str]:
    yield "\n".join(f"- {standing(screening, one)}" for one in candidates)
    yield sheet.parts_table(*candidates)
    if screening.criteria:
        yield sheet.criteria_table(screening, *candidates)
    facts = ["Years of employment", *(sheet.years(one) for one in candidates)]
    yield table(["", *(plain(name_of(one)) for one in candidates)], [facts])


def years(screening: ShownScreening, one: ShownCandidate) -> Iterator[str]:
    if one.profile.years is None:
        yield f"The résumé of {sheet.person(screening, one)} has no dates from which years could be counted."
    else:
        yield f"{sheet.person(screening, one)} has {sheet.years(one)} years of employment, by the dates of their jobs."
    yield sheet.jobs(one)


def career(screening: ShownScreening, one: ShownCandidate) -> Iterator[str]:
    yield standing(screening, one)
    yield sheet.jobs(one)
    if one.profile.skills:
        yield f"Skills: {plain(', '.join(one.profile.skills), 600)}"
    if one.profile.languages:
        yield f"Languages: {plain(', '.join(one.profile.languages), 300)}"
    yield from _education(one)
    if one.decision:
        yield f"Decision: {DECIDED[one.decision]}."


def skills(screening: ShownScreening, one: ShownCandidate) -> Iterator[str]:
    profile = one.profile
    said = (("Skills", profile.skills), ("Languages", profile.languages), ("Certificates", profile.certifications))
    yield f"What the résumé of {sheet.person(screening, one)} lists:"
    lines = [f"- {name}: {plain(', '.join(values), 600)}" for name, values in said if values]
    yield "\n".join(lines) or "Nothing that could be read as skills, languages or certificates."


def education(screening: ShownScreening, one: ShownCandidate) -> Iterator[str]:
    if not one.profile.education:
        yield f"The résumé of {sheet.person(screening, one)} names no education that could be read."
        return
    yield sheet.person(screening, one)
    yield from _education(one)


def _education(one: ShownCandidate) -> Iterator[str]:
    lines = [
        f"- {plain(', '.join(filter(None, (item.title, item.school, item.end))))}" for item in one.profile.education[:5]
    ]
    if lines:
        yield "Education:\n\n" + "\n".join(lines)


def gaps(screening: ShownScreening, one: ShownCandidate) -> Iterator[str]:
    if not one.profile.gaps:
        yield f"The résumé of {sheet.person(screening, one)} shows no gap between two jobs."
        return
    yield f"{sheet.person(screening, one)}: {plain('; '.join(one.profile.gaps), 600)}"


def contact(screening: ShownScreening, one: ShownCandidate) -> Iterator[str]:
    if screening.is_blind:
        yield "This screening is blind, so it shows no contacts; un-blind it on its page to see them."
        return
    profile = one.profile
    said = [*profile.emails, *profile.phones, *profile.links, *filter(None, [profile.location])]
    yield f"{sheet.person(screening, one)}: {', '.join(plain(value) for value in said) or 'no contacts were found'}."
