"""How fast: files a second, the time to the first row, and ranking 300 read files again."""

import tempfile
import time
from pathlib import Path
from types import ModuleType

from bench.screening import identities
from bench.screening.cast import openings, people
from bench.screening.layouts import file_of
from bench.screening.page_text import write
from bench.screening.sheet import compose

STACK, AGAIN = 50, 300


def screening(product: ModuleType, as_of: str) -> dict[str, float]:
    """Time a screening of 50 mixed files that were not read before."""
    paths = [file_of(name) for name in list(people())[::-1][:STACK]]
    rows: list[float] = []
    started = time.perf_counter()
    product.rank(openings()["backend"], paths, as_of, on_row=lambda: rows.append(time.perf_counter() - started))
    took = time.perf_counter() - started
    return {"files_per_second": len(paths) / took, "first_row": rows[0] if rows else took}


def ranking_again(product: ModuleType, as_of: str) -> float:
    """Time the ranking of 300 read files by another opening; the files are texts under invented names."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [written(Path(folder), number) for number in range(AGAIN)]
        product.rank(openings()["backend"], paths, as_of)
        started = time.perf_counter()
        product.rerank(openings()["accountant"], paths, as_of)
        return time.perf_counter() - started


def written(folder: Path, number: int) -> Path:
    person = list(people().values())[number % len(people())]
    path = folder / f"{person.id}-{number}.txt"
    path.write_text(write(compose(person, identity=identities.other(number // len(people()) + number))))
    return path
