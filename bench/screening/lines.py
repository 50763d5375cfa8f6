"""Verdicts on single lines: what one line of a résumé, in its section, says about one term.

    python -m bench.screening.lines                          shares of right verdicts, for dev and held apart
    python -m bench.screening.lines --misses dev             and each dev line that was judged otherwise than labelled
    python -m bench.screening.lines --misses dev software    of one profession

Lines that are held are counted, never shown.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.screening import product as connected

FOLDER = Path(__file__).with_name("lines")
AS_OF = "2026-11-25"
SETS = ("dev", "held")
COLUMNS = ("profession", "language", "verdict")

Line = dict[str, Any]


def lines(of_set: str, folder: Path = FOLDER) -> list[Line]:
    """Return the lines of a set, each with its profession, which is its file's name."""
    found: list[Line] = []
    for path in sorted(folder.glob(f"*.{of_set}.toml")):
        profession = path.name.partition(".")[0]
        found += [line | {"profession": profession} for line in tomllib.loads(path.read_text())["line"]]
    return found


def judged(found: Iterable[Line], product: ModuleType = connected) -> list[Line]:
    """Return the lines with what the product says of each."""
    return [line | {"said": product.verdict(line["text"], line["section"], line["term"], AS_OF)} for line in found]


def report(found: list[Line]) -> Iterator[str]:
    yield f"  all: {share(found)}"
    for column in COLUMNS:
        ordered = sorted(found, key=lambda line: line[column])
        for value, group in groupby(ordered, key=lambda line: line[column]):
            yield f"  {column} {value}: {share(list(group))}"
    turns = Counter((line["verdict"], line["said"]) for line in found if line["said"] != line["verdict"])
    yield from (f"  {label} taken for {said}: {count}" for (label, said), count in turns.most_common())


def share(found: list[Line]) -> str:
    right = sum(line["said"] == line["verdict"] for line in found)
    return f"{right / len(found):.1%} of {len(found)}"


def misses(found: Iterable[Line]) -> Iterator[str]:
    for line in found:
        if line["said"] != line["verdict"]:
            yield "{profession} {language} {section}: {term}: {verdict}, said {said}: {text}".format(**line)


def main() -> None:
    wanted = sys.argv[1:]
    if wanted and (wanted[:2] != ["--misses", "dev"] or len(wanted) > 3):
        sys.exit("Only dev lines are shown: use --misses dev, with a profession after it if you like.")
    for of_set in SETS:
        found = judged(lines(of_set))
        if found:
            print(of_set, *report(found), sep="\n")
        if wanted and of_set == "dev":
            shown = [line for line in found if line["profession"] in wanted[2:] or not wanted[2:]]
            print(*misses(shown), sep="\n")


if __name__ == "__main__":
    main()
