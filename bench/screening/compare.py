"""Compares what a reader found with the labels, one person at a time; each function returns counts that add up."""

import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

from bench.screening.cast import HERE, MARK, openings, people

TOLERANCE_YEARS = 0.2


def plain(text: object) -> str:
    """Return a text without case, accents of composition, quotes and punctuation, but with C++, C# and .NET."""
    folded = unicodedata.normalize("NFKC", str(text or "")).casefold().replace("’", "'")
    return " ".join(re.sub(r"[^\w+#&']+", " ", folded).split())


def contact(found: Any, known: list[str]) -> Counter[str]:
    """Compare a list of e-mail addresses or numbers: right as a set, or wrong in naming one that is not theirs."""
    got, want = ({str(each).casefold() for each in each_list or []} for each_list in (found, known))
    return Counter(right=int(got == want), wrong=int(bool(got - want)), of=1)


def name(found: Any, known: dict[str, Any]) -> Counter[str]:
    accepted = {plain(each) for each in [known["name"], *known["also_name"]]}
    got = plain(found)
    return Counter(right=int(got in accepted), wrong=int(bool(got) and got not in accepted), of=1)


def years(found: Any, known: list[float]) -> Counter[str]:
    low, high = known[0] - TOLERANCE_YEARS - 1e-9, known[1] + TOLERANCE_YEARS + 1e-9
    return Counter(right=int(low <= float(found or 0) <= high), of=1)


def same_title(found: Any, known: str) -> bool:
    """Say whether the titles are equal; what stands in brackets may be left out."""
    return plain(found) in {plain(known), plain(re.sub(r"\([^)]*\)", "", known))}


def same_employer(found: Any, known: str, place: str) -> bool:
    """Say whether the employers are equal; the place that is printed after the employer may be part of it."""
    return plain(found) in {plain(known), plain(f"{known} {place}"), plain(re.sub(r"\([^)]*\)", "", known))}


def jobs(found: Any, person_id: str) -> Counter[str]:
    """Compare the jobs: found, known, and how many agree in title, employer, dates, and in all of these."""
    left = list(found or [])
    counts: Counter[str] = Counter(found=len(left), known=len(people()[person_id].jobs))
    for job in people()[person_id].jobs:
        tests = [
            (
                same_title(got.get("title"), job.title),
                same_employer(got.get("employer"), job.employer, job.place),
                (str(got.get("start")), str(got.get("end"))) == (job.start, job.end),
                got,
            )
            for got in left
        ]
        if tests:
            title, employer, dates, got = max(tests, key=lambda test: sum(test[:3]))
            if title or employer or dates:
                left.remove(got)
            counts += Counter(title=title, employer=employer, dates=dates, all=title and employer and dates)
    return counts


@cache
def other_words() -> dict[str, set[str]]:
    """Return every wording that a mark or ``same.toml`` gives for a term, and the terms that it stands for."""
    words: dict[str, set[str]] = {}
    for path in (HERE / "people").glob("*.txt"):
        for shown, said in MARK.findall(path.read_text()):
            terms = [term.lstrip("+-~") or shown for term in said.split(";") if term != "*"] if said else [shown]
            words.setdefault(plain(shown), set()).update(map(plain, terms))
    for term, wordings in wordings_file()["same"].items():
        for wording in wordings:
            words.setdefault(plain(wording), set()).add(plain(term))
            words.setdefault(plain(term), set()).add(plain(wording))
    return words


@cache
def wordings_file() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((HERE / "same.toml").read_text())


@cache
def core() -> set[str]:
    """Return the skills that a reader is expected to find, wherever they are labelled.

    They are named by an opening, listed in somebody's section of skills, labelled in two people, or proper names. The
    others, a trade's own turns of phrase, are neither asked for nor held against a reader who finds them.
    """
    listed = {plain(term) for opening in openings().values() for each in opening["criteria"] for term in each["terms"]}
    labelled: Counter[str] = Counter()
    for person in people().values():
        labelled.update({plain(skill) for skill in person.skills})
        listed |= {plain(skill) for skill in person.skills if skill != skill.lower() or skill in person.listed}
    return listed | {skill for skill, number in labelled.items() if number > 1}


def skills(found: Any, person_id: str) -> Counter[str]:
    """Compare the skills: hits, misses and false ones; ``extra`` are false ones that the text does contain."""
    person = people()[person_id]
    known = {plain(skill) for skill in person.skills}
    neutral = {plain(term) for term, said in person.terms.items() if said == "met"} - known
    neutral |= {plain(parent) for skill in known for parent in implied().get(skill, [])} | soft()
    hits: set[str] = set()
    false: set[str] = set()
    for got in map(plain, found or []):
        meant = {got} | other_words().get(got, set())
        if meant & known:
            hits |= meant & known
        elif not meant & neutral:
            false.add(got)
    asked = known & core()
    return Counter(hit=len(hits & asked), missed=len(asked - hits), false=len(false), beyond=len(hits - asked))


@cache
def soft() -> set[str]:
    """Return what every résumé says and no label has."""
    return set(map(plain, wordings_file()["neutral"]["soft"]))


@cache
def implied() -> dict[str, list[str]]:
    return {plain(skill): parents for skill, parents in wordings_file()["implied"].items()}


def f1(counts: Counter[str], hit: str, found: str, known: str) -> float:
    """Return F1 from summed counts; nothing found where nothing is known is perfect."""
    total = counts[found] + counts[known]
    return 2 * counts[hit] / total if total else 1.0


def skills_f1(counts: Counter[str]) -> float:
    total = 2 * counts["hit"] + counts["missed"] + counts["false"]
    return 2 * counts["hit"] / total if total else 1.0
