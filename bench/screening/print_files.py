"""Print all files of the benchmark: ``python -m bench.screening.print_files``. README.md says what it needs."""

import json
import shutil
from contextlib import ExitStack
from pathlib import Path

from bench.screening import identities, variants
from bench.screening.cast import Person, openings, people
from bench.screening.layouts import FILES, file_of, layouts
from bench.screening.printers import Printers

SWAPPED = ["text", "docx", "odt", "office", "chromium", "weasyprint"]
HIDDEN = [
    ("chromium", "white"),
    ("weasyprint", "tiny"),
    ("office", "invisible"),
    ("chromium", "off-page"),
    ("docx", "vanish"),
    ("docx", "white"),
]
FORMATS = [("text", "text"), ("docx", "plain"), ("odt", "plain"), ("office", "plain"), ("chromium", "one")]
WORTH_A_TALK = 2


def main() -> None:
    shutil.rmtree(FILES, ignore_errors=True)
    listed: dict[str, object] = {}
    with ExitStack() as stack:
        printers = Printers(stack)
        for person in people().values():
            printers.print(person, *layouts()[person.id], FILES / person.id)
        listed["swapped"] = [swap(printers, person, number) for number, person in enumerate(suitable(SWAPPED))]
        listed["formats"] = [in_formats(printers, people()[name]) for name in ("lo01", "so03")]
        printers.finish()
        chosen = suitable([maker for maker, _ in HIDDEN])
        listed["hidden"] = [hide(person, trick) for person, (_, trick) in zip(chosen, HIDDEN, strict=True)]
    listed["files"] = {name: [file_of(name).name, *layouts()[name]] for name in people()}
    (FILES / "index.json").write_text(json.dumps(listed, indent=1) + "\n")


def suitable(makers: list[str]) -> list[Person]:
    """Return a good candidate for each maker, none of them twice."""
    found: list[Person] = []
    for maker in makers:
        found.append(
            next(
                person
                for person in people().values()
                if layouts()[person.id][0] == maker and max(person.relevance.values()) >= WORTH_A_TALK
                if person not in found
            )
        )
    return found


def swap(printers: Printers, person: Person, number: int) -> list[str]:
    """Print a résumé again under another identity; return both files."""
    into = FILES / "variants" / f"{person.id}-swapped"
    path = printers.print(person, *layouts()[person.id], into, identity=identities.other(number))
    return [file_of(person.id).name, named(path)]


def in_formats(printers: Printers, person: Person) -> list[str]:
    """Print the same résumé in several formats."""
    into = FILES / "variants"
    return [named(printers.print(person, maker, layout, into / f"{person.id}-as-{maker}")) for maker, layout in FORMATS]


def hide(person: Person, trick: str) -> list[str]:
    """Copy a person's file and hide in it the words that the openings want; return both files."""
    own = file_of(person.id)
    path = FILES / "variants" / f"{person.id}-{trick}{own.suffix}"
    shutil.copy(own, path)
    text = variants.wanted(person, openings())
    if own.suffix == ".docx":
        variants.write_in_docx(path, text, trick)
    else:
        variants.write_in_pdf(path, text, variants.IN_PDF[trick])
    return [own.name, named(path)]


def named(path: Path) -> str:
    return str(path.relative_to(FILES))


if __name__ == "__main__":
    main()
