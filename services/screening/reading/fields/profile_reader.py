"""From a document to a profile: what a résumé says, field by field. What is not found stays empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from services.screening.profile import Profile, Section, Statement, Value
from services.screening.reading.document import Document, Line
from services.screening.reading.fields.contact import holds_contact, read_emails, read_links
from services.screening.reading.fields.credential import letters_after, licence_in
from services.screening.reading.fields.divided_phone import PhoneLine
from services.screening.reading.fields.experience import Experience, read_experience
from services.screening.reading.fields.identity import Identity, is_circumstance
from services.screening.reading.fields.listing import read_certificates, read_projects
from services.screening.reading.fields.location import country_in, is_address, read_location
from services.screening.reading.fields.name import read_name
from services.screening.reading.fields.paragraph import paragraphs
from services.screening.reading.fields.period import is_month_first
from services.screening.reading.fields.phone import is_phone_alone, read_phones
from services.screening.reading.fields.row import rows_of
from services.screening.reading.fields.schooling import read_education
from services.screening.reading.fields.section import SectionRow, Sections, sections_of
from services.screening.reading.fields.skill import names_skill, read_skills
from services.screening.reading.fields.spoken_language import holds_languages, read_languages
from services.screening.reading.fields.tenure import gaps_of, years_of
from services.screening.reading.fields.written_language import unsupported_language, written_language
from services.screening.skills.catalogue import Catalogue

_CONTACT_SECTIONS: tuple[Section, ...] = ("header", "personal")
_CONTACT_CHARS = 100_000
_HEADER_ROWS = 8
_READ_LINES = 5000
"""A résumé of a hundred pages. What follows is kept as statements, but no field is looked for there."""
_UNTITLED: tuple[Section, ...] = ("header", "other", "summary")


def read_profile(document: Document, as_of: date, catalogue: Catalogue) -> Profile:
    """Read a document's fields. Anything that goes on lasts until ``as_of``."""
    rows = rows_of(document.lines[:_READ_LINES])
    sections = sections_of(rows)
    emails = _emails(document, sections)
    found = read_name(sections.rows, [email.text for email in emails])
    name = found.value if found else None
    sections = msgspec.structs.replace(sections, rows=_with_header(sections.rows, found.row if found else None))
    contact_rows = [row for row in sections.rows if row.section in _CONTACT_SECTIONS]
    language = written_language((row.text for row in rows), sections.languages)
    country = country_in(contact_rows)
    phones = read_phones(
        _phone_lines(sections), document.links, country=country, language=language, this_year=as_of.year
    )
    links = read_links(
        (
            (line.text[:_CONTACT_CHARS], line.place, row.section in _CONTACT_SECTIONS)
            for line, row in zip(document.lines, sections.rows, strict=False)
            if row.section != "references"
        ),
        document.links,
    )
    location = read_location(contact_rows)
    month_first = is_month_first((row.text for row in rows), default=country == "US")
    experience = _experience(sections, found.row if found else None, this_year=as_of.year, month_first=month_first)
    told = _told_languages(_whole(sections.rows))
    marked = phones.lines | ({found.row} if found else frozenset[int]())
    owner = name.text if name else ""
    identity = Identity(owner, catalogue, this_year=as_of.year, language=language)
    return Profile(
        file_type=document.file_type,
        as_of=as_of.isoformat(),
        language=language,
        statements=[
            statement
            for row in sections.rows
            for statement in _with_credential(
                _statement(row, document.lines[row.row.number], identity, experience, marked), owner, catalogue
            )
        ]
        + [_rest(line, identity) for line in document.lines[_READ_LINES:]],
        name=name,
        emails=emails,
        phones=phones.values,
        links=links,
        location=location,
        summary="\n".join(row.content for row in sections.of("summary")),
        skills=read_skills(_with_skills(sections.rows, catalogue), experience.heads, catalogue, this_year=as_of.year),
        languages=read_languages(told),
        experience=experience.jobs,
        education=read_education(
            _whole(sections.of("education")), catalogue, this_year=as_of.year, month_first=month_first
        ),
        certifications=read_certificates(_whole(sections.of("certifications")), this_year=as_of.year),
        projects=read_projects(_whole(sections.of("projects")), this_year=as_of.year),
        years=years_of(experience.jobs, as_of),
        gaps=gaps_of(experience.jobs, as_of),
        hidden=document.hidden,
        pages=document.pages,
        has_photo=document.has_photo,
        warnings=_warnings(document, language),
    )


def _with_header(rows: list[SectionRow], name_row: int | None) -> list[SectionRow]:
    """What stands below the name is the header, although a sidebar may have been read before it."""
    if name_row is None or rows[name_row].section in _CONTACT_SECTIONS:
        return rows
    end = name_row
    while end < len(rows) and not rows[end].heading and end - name_row < _HEADER_ROWS:
        end += 1
    header = [
        msgspec.structs.replace(row, section="header", content=row.row.text, lists_skills=False)
        for row in rows[name_row:end]
    ]
    return [*rows[:name_row], *header, *rows[end:]]


def _emails(document: Document, sections: Sections) -> list[Value]:
    """Addresses among the contacts count first; those of employers and referees only where there are no others."""
    lines = list(zip(document.lines, sections.rows, strict=False))
    near = [(line.text[:_CONTACT_CHARS], line.place) for line, row in lines if row.section in _CONTACT_SECTIONS]
    found = read_emails(near, document.links)
    if found:
        return found
    far = ((line.text[:_CONTACT_CHARS], line.place) for line, row in lines if row.section != "references")
    return read_emails(far, ())


def _phone_lines(sections: Sections) -> Iterable[PhoneLine]:
    for row in sections.rows:
        if row.section not in ("references", "experience", "education", "projects") or is_phone_alone(row.row.text):
            yield PhoneLine(
                (row.row.number,), row.row.text, row.row.place, row.section in _CONTACT_SECTIONS, row.row.block
            )


def _experience(sections: Sections, name_row: int | None, *, this_year: int, month_first: bool) -> Experience:
    """Read the jobs; where no heading says which they are, those that are sure among the lines under other headings."""
    if any(row.section == "experience" for row in sections.rows):
        return read_experience(sections.of("experience"), this_year=this_year, month_first=month_first)
    rows = [row for row in sections.of(*_UNTITLED) if "@" not in row.content and row.row.number != name_row]
    return read_experience(rows, this_year=this_year, month_first=month_first, only_sure=True)


def _whole(rows: list[SectionRow]) -> list[SectionRow]:
    return paragraphs(rows, lambda text: False)


def _told_languages(rows: list[SectionRow]) -> list[SectionRow]:
    """Return the lines that say which languages somebody speaks: those under that heading, unless they list skills."""
    return [row for row in rows if row.section == "languages" and row.content and holds_languages(row.content)]


def _with_skills(rows: list[SectionRow], catalogue: Catalogue) -> list[SectionRow]:
    """``Languages: Python, C`` are skills: a list of languages none of which is spoken."""
    return [
        msgspec.structs.replace(row, lists_skills=True)
        if row.section == "languages"
        and row.content
        and names_skill(row.content, catalogue)
        and not holds_languages(row.content)
        else row
        for row in rows
    ]


def _statement(
    row: SectionRow, line: Line, identity: Identity, experience: Experience, marked: frozenset[int]
) -> Statement:
    text = line.text.strip()
    is_identity = (
        row.section in ("personal", "references")
        or row.row.number in marked
        or identity.is_named_in(text)
        or is_circumstance(row.row.text, row.section)
        or (row.section == "header" and not row.heading and (is_address(row.row.text) or holds_contact(text)))
    )
    job = None if is_identity else experience.job_of.get(row.row.number)
    return Statement(
        text=text if is_identity else identity.taken_out(text, row.section),
        section=row.section if job is None else "experience",
        place=row.row.place,
        job=job,
        identity=is_identity,
    )


def _with_credential(said: Statement, name: str, catalogue: Catalogue) -> Iterator[Statement]:
    """Yield the statement, and after one that says who the person is, the certificate that its line names."""
    yield said
    if said.identity and said.section != "references":
        text = letters_after(said.text, name, catalogue)
        if not text and said.section == "personal":
            text = licence_in(said.text, catalogue)
        if text:
            yield Statement(text, "certifications", said.place)


def _rest(line: Line, identity: Identity) -> Statement:
    """A line beyond those in which fields are looked for. It tells no more of the person than the others do."""
    text = line.text.strip()
    is_identity = identity.is_named_in(text) or is_circumstance(text, "other")
    return Statement(
        text=text if is_identity else identity.taken_out(text, "other"),
        section="other",
        place=line.place,
        identity=is_identity,
    )


def _warnings(document: Document, language: str) -> list[str]:
    warnings = [unsupported_language(language)]
    if document.read_by_ocr:
        warnings.append("Read by OCR: letters and digits may be wrong.")
    if document.hidden:
        warnings.append("Text that a reader cannot see was left out.")
    if document.cut_after_page is not None:
        warnings.append(f"Only the first {document.cut_after_page} pages were read.")
    if document.unread_pages:
        pages = ", ".join(map(str, document.unread_pages))
        warnings.append(f"Not read, because it is a picture without text or damaged: page {pages}.")
    if len(document.lines) > _READ_LINES:
        warnings.append(f"Fields were looked for in the first {_READ_LINES} lines only.")
    return [warning for warning in warnings if warning]
