"""A résumé before it has a layout: what is printed, in which order and words; the person's id is the seed."""

import re
from dataclasses import dataclass, field, replace
from random import Random

from bench.screening import wording
from bench.screening.cast import Job, Person, Section

ASIDE = ("contact", "skills", "languages", "certifications", "interests", "references")  # what a sidebar takes
MONTHS_OF_BIRTH = 12


@dataclass(frozen=True)
class Identity:
    """Everything that says who somebody is, and nothing that says what they can do."""

    name: str
    emails: list[str]
    phones: list[str]
    links: list[str]
    place: str
    born: str = ""
    pronouns: str = ""
    photo: int = 0  # 0 is none; any other number is another face


@dataclass(frozen=True)
class Row:
    """A line of a header; ``right`` stands at the right edge."""

    text: str
    right: str = ""
    bold: bool = False


@dataclass
class Entry:
    rows: list[Row] = field(default_factory=list)
    dates: str = ""  # beside the entry, where the layout has a place for it
    text: str = ""
    bullets: list[str] = field(default_factory=list)


@dataclass
class Part:
    kind: str
    heading: str
    entries: list[Entry]


@dataclass
class Sheet:
    id: str
    language: str
    top: str  # "Curriculum Vitae", or nothing
    identity: Identity
    headline: str
    headline_first: bool
    contacts: list[tuple[str, str]]  # label (or nothing), text
    parts: list[Part]
    look: float  # from 0 to 1: which of its looks a layout takes


def identity_of(person: Person, rng: Random) -> Identity:
    name = person.head.get("printed", person.head["name"])
    if rng.random() < 0.12:
        name = wording.upper_safely(name)
    born = person.head.get("born", "")
    if not born and rng.random() < 0.12:
        day, year = rng.randint(1, 28), rng.randint(1972, 1990)
        born = f"{day} {wording.MONTHS[person.head['language']][rng.randrange(MONTHS_OF_BIRTH)]} {year}"
    pronouns = "they/them" if rng.random() < 0.1 else ""
    return Identity(
        name=name,
        emails=person.emails,
        phones=list(person.phones),
        links=person.links,
        place=person.head.get("address", person.head["place"]),
        born=born,
        pronouns=pronouns if person.head["language"] == "en" else "",
        photo=rng.randint(1, 9) if rng.random() < 0.2 else 0,
    )


def compose(person: Person, *, identity: Identity | None = None, beside: bool = False) -> Sheet:
    """Return the sheet of a person; ``beside`` says that the layout prints dates beside the jobs."""
    rng = Random(f"sheet {person.id}")
    language = person.head["language"]
    own = identity_of(person, rng)
    top = rng.choice(wording.DOCUMENT[language]) if rng.random() < 0.15 else ""
    headline_first = rng.random() < 0.15
    labelled = rng.random() < 0.5
    identity = identity or own
    parts = [part_of(section, person, rng, beside) for section in ordered(person.sections, rng)]
    return Sheet(
        id=person.id,
        language=language,
        top=top,
        identity=identity,
        headline=person.head.get("headline", ""),
        headline_first=headline_first,
        contacts=contacts_of(identity, language, labelled, Random(f"contacts {person.id}")),
        parts=parts,
        look=rng.random(),
    )


def contacts_of(identity: Identity, language: str, labelled: bool, rng: Random) -> list[tuple[str, str]]:
    words = {kind: rng.choice(choice) for kind, choice in wording.LABELS[language].items()}
    found = [("place", identity.place)]
    found += [("phone", phone) for phone in identity.phones] + [("email", email) for email in identity.emails]
    found += [("link", link) for link in identity.links]
    lines = [(words[kind] if labelled else "", text) for kind, text in found]
    return [*lines, (wording.BORN[language], identity.born)] if identity.born else lines


def ordered(sections: list[Section], rng: Random) -> list[Section]:
    """Return the sections in one of the orders that people use."""
    order = list(sections)
    chance = rng.random()
    first = "skills" if chance < 0.25 else "education" if chance < 0.4 else ""
    moved = [section for section in order if section.kind == first]
    rest = [section for section in order if section.kind != first]
    after = 1 if rest[0].kind == "summary" else 0
    return rest[:after] + moved + rest[after:]


def part_of(section: Section, person: Person, rng: Random, beside: bool) -> Part:
    language = person.head["language"]
    title = wording.heading(language, section.kind, section.heading, rng)
    if section.kind == "jobs":
        entries = [job_entry(job, person.head, Random(f"jobs {person.id}"), beside) for job in section.jobs]
        return Part("jobs", title, entries)
    if section.kind == "skills":
        return Part("skills", title, skills_entries(section.lines, rng))
    entries = []
    for line in section.lines:
        if line.startswith("- "):
            if not entries or entries[-1].text:
                entries.append(Entry())
            entries[-1].bullets.append(line.removeprefix("- "))
        else:
            entries.append(Entry(text=line))
    if section.kind == "education" and person.head["header"] == "right-date":
        entries = [Entry(rows=[dated_row(line)]) for entry in entries for line in entry.bullets]
    return Part(section.kind, title, entries)


def dated_row(line: str) -> Row:
    """Return a line with its closing years moved to the right edge."""
    found = re.search(r",? ((?:19|20)\d\d(?: [–-] (?:19|20)\d\d)?)$", line)
    return Row(line[: found.start()], found[1]) if found else Row(line)


def skills_entries(lines: list[str], rng: Random) -> list[Entry]:
    """Return skills as they stand, as bullets or with another mark between them."""
    chance = rng.random()
    if chance < 0.3:
        items = [item for line in lines for item in re.split(r", (?![^(]*\))", line.rpartition(": ")[2])]
        return [Entry(bullets=items)]
    mark = ", " if chance < 0.7 else rng.choice([" · ", " | ", " / ", "; "])
    return [Entry(text=mark.join(re.split(r", (?![^(]*\))", line))) for line in lines]


def job_entry(job: Job, head: dict[str, str], rng: Random, beside: bool) -> Entry:
    """Return a job as this person writes all of theirs: each call gets the same random numbers."""
    sep = rng.choice([", ", " – ", " | ", " · "])
    three_lines = rng.random() < 0.5
    when = wording.dates(job.start, job.end, head["dates"], head["language"], rng)
    bullets = [line.removeprefix("- ") for line in job.lines if line.startswith("- ")]
    text = " ".join(line for line in job.lines if not line.startswith("- "))
    clear = sep if "," not in job.title + job.employer else " – " if sep == ", " else sep
    place = f"{job.employer}, {job.place}" if job.place else job.employer
    if beside:
        return Entry([Row(job.title, bold=True), Row(place)], when, text, bullets)
    entry = Entry(text=text, bullets=bullets)
    match head["header"]:
        case "title-first":
            rows = [Row(job.title, when, bold=True), Row(place)]
            if three_lines:
                rows = [Row(job.title, bold=True), Row(place), Row(when)]
        case "employer-first":
            rows = [Row(place, bold=True), Row(job.title, when)]
        case "date-first":
            rows = [Row(when), Row(job.title, bold=True), Row(place)]
        case "one-line":
            rows = [Row(f"{job.title}{clear}{job.employer} ({when})", bold=True)]
        case "right-date":
            rows = [Row(f"{job.title}{clear}{job.employer}", when, bold=True)]
        case _:
            rows = [
                Row(f"{job.title}{clear}{job.employer}", bold=True),
                Row(f"{when}, {job.place}" if job.place else when),
            ]
    return replace(entry, rows=rows)
