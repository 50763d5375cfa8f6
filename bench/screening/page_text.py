"""Résumés as plain text, as people paste them."""

import textwrap
from contextlib import suppress
from random import Random

from bench.screening.sheet import Entry, Part, Row, Sheet

WIDTH = 84


def write(sheet: Sheet) -> str:
    rng = Random(f"text {sheet.id}")
    underline, bullet = rng.choice(["", "=", "-"]), rng.choice(["- ", "* ", "• ", "  - "])
    capitals, indent = rng.random() < 0.5, rng.choice(["", "", "  "])
    lines = [*filled(sheet.top), *head(sheet, rng), ""]
    for part in sheet.parts:
        title = part.heading.upper() if capitals and "ß" not in part.heading else part.heading
        lines += ["", title if underline or capitals else title + ":", *filled(underline * len(title))]
        lines += body(part, bullet, indent)
    return "\n".join(lines).strip() + "\n"


def encoded(sheet: Sheet) -> bytes:
    """Return the text as bytes, some of them as older editors write them."""
    text = write(sheet)
    if sheet.look < 0.3:
        with suppress(UnicodeEncodeError):
            return text.replace("\n", "\r\n").encode("cp1252")
    return text.encode("utf-16" if sheet.look > 0.9 else "utf-8")


def filled(text: str) -> list[str]:
    return [text, ""] if text and not set(text) <= set("=-") else [text] if text else []


def head(sheet: Sheet, rng: Random) -> list[str]:
    named = [sheet.identity.name + (f" ({sheet.identity.pronouns})" if sheet.identity.pronouns else "")]
    headline = [sheet.headline] if sheet.headline else []
    contacts = [f"{label}: {text}" if label else text for label, text in sheet.contacts]
    if rng.random() < 0.5:
        contacts = [rng.choice([" | ", "   ", " · "]).join(contacts)]
    return (headline + named if sheet.headline_first else named + headline) + contacts


def body(part: Part, bullet: str, indent: str) -> list[str]:
    lines: list[str] = []
    for entry in part.entries:
        lines += [indent + row(each) for each in entry.rows]
        lines += textwrap.wrap(entry.text, WIDTH, initial_indent=indent, subsequent_indent=indent)
        for text in entry.bullets:
            lines += textwrap.wrap(text, WIDTH, initial_indent=indent + bullet, subsequent_indent=indent + "  ")
        lines += [""] if spaced(entry) else []
    return lines


def spaced(entry: Entry) -> bool:
    return bool(entry.rows) and bool(entry.text or entry.bullets)


def row(each: Row) -> str:
    if not each.right:
        return each.text
    return each.text + " " * max(4, WIDTH - len(each.text) - len(each.right)) + each.right
