"""Lists what a reader read otherwise than labelled: for finding a wrong label as much as a wrong reader."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bench.screening import compare, ranking
from bench.screening.cast import label, people
from bench.screening.layouts import file_of

FIELDS = {"contact": ("emails", "phones"), "name": ("name",), "years": ("years",)}


def lines(
    counts: dict[str, dict[str, Counter[str]]],
    profiles: dict[str, dict[str, Any]],
    entries: dict[str, list[dict[str, Any]]],
) -> Iterator[str]:
    for name, each in counts.items():
        known, profile, file = label(people()[name]), profiles[name], file_of(name).name
        for field, parts in FIELDS.items():
            if each[field]["right"] < each[field]["of"]:
                yield from (f"{file} {part}: {known[part]} read as {profile.get(part)}" for part in parts)
        if each["jobs"]["all"] < max(each["jobs"]["found"], each["jobs"]["known"]):
            yield f"{file} jobs: {brief(known['experience'])} read as {brief(profile.get('experience') or [])}"
        if each.get("skills", Counter())["missed"] or each.get("skills", Counter())["false"]:
            yield f"{file} skills: {skills(name, profile.get('skills') or [])}"
    for judged in ranking.verdicts(entries, ("must", "knockout", "nice")):
        if not ranking.is_right(judged):
            yield "{opening} {person} {criterion}: {label}, said {said}".format(**judged)


def brief(jobs: list[dict[str, Any]]) -> str:
    return "; ".join(" / ".join(str(job.get(part)) for part in ("title", "employer", "start", "end")) for job in jobs)


def skills(name: str, found: list[str]) -> str:
    """Return the skills that are missing and those that are false."""
    each_alone = {skill: compare.skills([skill], name) for skill in found}
    false = [skill for skill, counts in each_alone.items() if counts["false"]]
    asked = [skill for skill in people()[name].skills if compare.plain(skill) in compare.core()]
    missing = [skill for skill in asked if not any(stands_for(got, skill) for got in found)]
    return f"missing {missing}, false {false}"


def stands_for(found: str, skill: str) -> bool:
    meant = compare.plain(found)
    return compare.plain(skill) in {meant} | compare.other_words().get(meant, set())
