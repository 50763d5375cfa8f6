"""Which file each person gets: a program that makes it and a layout. Dealt out by a seeded shuffle, blind to labels."""

import json
from pathlib import Path
from random import Random
from typing import Any

from bench.screening.cast import HERE, people

FILES = HERE / "files"
DEALT = [
    (12, "text", "text"),
    (7, "docx", "plain"),
    (5, "docx", "table"),
    (3, "docx", "panel"),
    (5, "odt", "plain"),
    (3, "odt", "table"),
    (5, "office", "plain"),
    (4, "office", "table"),
    (4, "office", "panel"),
    (6, "chromium", "one"),
    (6, "chromium", "left"),
    (6, "chromium", "right"),
    (4, "chromium", "table"),
    (2, "chromium", "two"),
    (2, "chromium", "grid"),
    (4, "weasyprint", "one"),
    (4, "weasyprint", "left"),
    (3, "weasyprint", "right"),
    (3, "weasyprint", "two"),
    (2, "weasyprint", "table"),
]
ENDING = {"text": ".txt", "docx": ".docx", "odt": ".odt", "office": ".pdf", "chromium": ".pdf", "weasyprint": ".pdf"}


def layouts() -> dict[str, tuple[str, str]]:
    """Return the maker and the layout of each person's file."""
    pack = [(maker, layout) for count, maker, layout in DEALT for _ in range(count)]
    Random("layouts").shuffle(pack)
    return dict(zip(people(), pack, strict=True))


def index() -> dict[str, Any]:
    """Return what was printed: each person's file, and the variants that must not change a score."""
    listed: dict[str, Any] = json.loads((FILES / "index.json").read_text())
    return listed


def file_of(person_id: str) -> Path:
    return FILES / (person_id + ENDING[layouts()[person_id][0]])
