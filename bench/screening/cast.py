"""The people and the openings of the benchmark: reads their files and derives the labels from the marked-up text.

``people/*.txt`` holds a résumé per invented person. Marks in braces say what a piece of text is evidence of, so that
text and label cannot drift apart; README.md describes them.
"""

import re
import sys
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bench.screening.months import years_of

HERE = Path(__file__).parent
MARK = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")
LISTS = ("email", "phone", "link")


@dataclass
class Job:
    title: str
    employer: str
    start: str
    end: str
    place: str
    lines: list[str] = field(default_factory=list)


@dataclass
class Section:
    kind: str
    heading: str
    lines: list[str] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)


@dataclass
class Person:
    id: str
    head: dict[str, str]
    emails: list[str]
    phones: dict[str, str]  # as printed: in E.164
    links: list[str]
    relevance: dict[str, int]
    sections: list[Section]
    terms: dict[str, str]  # term in small letters: met, denied or wished
    skills: list[str]
    listed: list[str]

    @property
    def jobs(self) -> list[Job]:
        return [job for section in self.sections for job in section.jobs]


class Marks:
    """Takes the marks out of a text and keeps what they say."""

    def __init__(self) -> None:
        self.verdicts: dict[str, str] = {}
        self.skills: list[str] = []
        self.listed: list[str] = []  # the skills of which a section of skills tells

    def clean(self, text: str, listed: bool = False) -> str:
        if not listed:
            return MARK.sub(self._take, text)
        before, self.skills = self.skills, []
        text = MARK.sub(self._take, self._items(text))
        self.listed += self.skills
        self.skills = before + [skill for skill in self.skills if skill.casefold() not in map(str.casefold, before)]
        return text

    def _items(self, line: str) -> str:
        """Mark each item of a line of skills; an item that starts with ``*`` is no skill."""
        group, colon, rest = line.rpartition(": ") if "{" not in line.partition(": ")[0] else ("", "", line)
        items = []
        for item in re.split(r", (?![^{(]*[})])", rest):
            if item.startswith("*"):
                items.append(item[1:])
            elif "{" in item:
                items.append(item)
            else:
                items.append("{" + item + "|" + re.sub(r" \(.*\)", "", item).strip() + "}")
        return group + colon + ", ".join(items)

    def _take(self, mark: "re.Match[str]") -> str:
        shown, said = mark[1], mark[2] or mark[1]
        for term in said.split(";"):
            if term == "*":
                continue
            sign = term[0] if term[0] in "+-~" and len(term) > 1 else ""
            name = shown if term == "+" else term.removeprefix(sign)
            verdict = {"-": "denied", "~": "wished"}.get(sign, "met")
            if self.verdicts.get(name.casefold()) != "met":
                self.verdicts[name.casefold()] = verdict
            if not sign and term != "+" and name.casefold() not in map(str.casefold, self.skills):
                self.skills.append(name)
        return shown


def read_person(path: Path) -> Person:
    lines = path.read_text().splitlines()
    body = next(number for number, line in enumerate(lines) if line.startswith("["))
    head: dict[str, str] = {}
    lists: dict[str, list[str]] = {name: [] for name in LISTS}
    for line in lines[:body]:
        name, _, value = line.partition(": ")
        if name in lists:
            lists[name].append(value)
        else:
            head[name] = value
    marks = Marks()
    sections = list(read_sections(lines[body:], marks))
    printed = [phone.partition(" = ") for phone in lists["phone"]]
    return Person(
        id=path.stem,
        head=head,
        emails=lists["email"],
        phones={shown: whole or "+" + re.sub(r"\D", "", shown) for shown, _, whole in printed},
        links=lists["link"],
        relevance={pair.split()[0]: int(pair.split()[1]) for pair in head["relevance"].split(", ")},
        sections=sections,
        terms={} if "stuffed" in head else dict.fromkeys(head["speaks"].casefold().split(", "), "met") | marks.verdicts,
        skills=[] if "stuffed" in head else marks.skills,
        listed=[] if "stuffed" in head else marks.listed,
    )


def read_sections(lines: list[str], marks: Marks) -> list[Section]:
    sections: list[Section] = []
    for line in joined(lines):
        if line.startswith("["):
            kind, _, heading = line.strip("[]").partition(": ")
            sections.append(Section(kind, heading))
        elif line.startswith("# "):
            title, employer, start, end, *place = split_header(line[2:])
            sections[-1].jobs.append(Job(marks.clean(title), employer, start, end, "".join(place)))
        else:
            into = sections[-1].jobs[-1].lines if sections[-1].jobs else sections[-1].lines
            into.append(marks.clean(line, listed=sections[-1].kind == "skills"))
    return sections


def split_header(header: str) -> list[str]:
    return [part.strip() for part in re.split(r"\|(?![^{]*\})", header)]


def joined(lines: list[str]) -> list[str]:
    """Return the lines of a file with wrapped lines joined; a paragraph goes on until a bullet, header or section."""
    whole: list[str] = []
    for line in lines:
        starts = line.startswith(("- ", "# ", "[")) or not whole or whole[-1].startswith(("# ", "["))
        in_skills = next((at for at in reversed(whole) if at.startswith("[")), "").startswith("[skills")
        if starts or (in_skills and not line.startswith("  ")):
            whole.append(line)
        else:
            whole[-1] += " " + line.strip()
    return whole


@cache
def people() -> dict[str, Person]:
    return {path.stem: read_person(path) for path in sorted((HERE / "people").glob("*.txt"))}


@cache
def openings() -> dict[str, dict[str, Any]]:
    found = [tomllib.loads(path.read_text()) for path in sorted((HERE / "openings").glob("*.toml"))]
    return {opening["id"]: opening for opening in found}


def verdict(person: Person, terms: list[str]) -> str:
    """Return what the résumé says about a criterion, a group of terms of which one is enough."""
    said = {person.terms.get(term.casefold(), "unknown") for term in terms}
    if "met" in said:
        return "met"
    return said.pop() if len(said) == 1 else "unknown"


def label(person: Person) -> dict[str, Any]:
    """Return what a perfect reader finds in this person's résumé, and what it is worth for each opening."""
    low, high = years_of([(job.start, job.end) for job in person.jobs])
    return {
        "name": person.head["name"],
        "also_name": person.head.get("also_name", "").split(" | ") if "also_name" in person.head else [],
        "emails": person.emails,
        "phones": list(person.phones.values()),
        "links": person.links,
        "location": person.head["place"],
        "languages": person.head["speaks"].split(", "),
        "skills": person.skills,
        "experience": [
            {"title": job.title, "employer": job.employer, "start": job.start, "end": job.end} for job in person.jobs
        ],
        "education": [line.removeprefix("- ") for line in lines_of(person, "education")],
        "certifications": [line.removeprefix("- ") for line in lines_of(person, "certifications")],
        "years": [low, high],
        "stuffed": "stuffed" in person.head,
        "openings": {
            opening["id"]: {
                "relevance": person.relevance.get(opening["id"], 0),
                "criteria": {each["id"]: verdict(person, each["terms"]) for each in opening["criteria"]},
            }
            for opening in openings().values()
        },
    }


def lines_of(person: Person, kind: str) -> list[str]:
    return [line for section in person.sections if section.kind == kind for line in section.lines]


def main() -> None:
    """Print the labels of all people, or of those named, as JSON."""
    import json

    chosen = sys.argv[1:] or list(people())
    print(json.dumps({name: label(people()[name]) for name in chosen}, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
