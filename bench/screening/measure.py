"""Measure a reader of résumés: ``python -m bench.screening.measure [--misses] [--product MODULE]``."""

import argparse
import importlib
from collections import Counter
from types import ModuleType
from typing import Any

from bench.screening import chance, compare, ranking, speed, stability
from bench.screening.baselines import BASELINES
from bench.screening.cast import label, openings, people
from bench.screening.layouts import file_of, layouts
from bench.screening.months import AS_OF

Row = tuple[str, str, str, str]  # what, figure, interval, aim
Counts = dict[str, dict[str, Counter[str]]]  # person, field: counts
CONTACTS = ("emails", "phones")


def compared(product: ModuleType) -> tuple[Counts, dict[str, Any]]:
    """Read every file and compare it with its label; return the counts and what was read."""
    counts: Counts = {}
    profiles = {name: product.read(file_of(name), AS_OF) for name in people()}
    for name, profile in profiles.items():
        known = label(people()[name])
        counts[name] = {
            "contact": sum((compare.contact(profile.get(each), known[each]) for each in CONTACTS), Counter()),
            "name": compare.name(profile.get("name"), known),
            "jobs": compare.jobs(profile.get("experience"), name),
            "years": compare.years(profile.get("years"), known["years"]),
        }
        if not known["stuffed"]:
            counts[name]["skills"] = compare.skills(profile.get("skills"), name)
    return counts, profiles


def summed(counts: list[dict[str, Counter[str]]], field: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each.get(field, Counter()))
    return total


def field_rows(counts: Counts) -> list[Row]:
    def share(field: str, which: str) -> Any:
        return lambda some: summed(some, field)[which] / summed(some, field)["of"]

    def jobs(which: str) -> Any:
        return lambda some: compare.f1(summed(some, "jobs"), which, "found", "known")

    figures = [
        ("e-mail and phone exact", share("contact", "right"), "≥ 98 %"),
        ("e-mail and phone wrong but not empty", share("contact", "wrong"), "≤ 0.5 %"),
        ("name exact", share("name", "right"), "≥ 95 %"),
        ("name wrong but not empty", share("name", "wrong"), "% (no aim)"),
        ("jobs: title + employer + dates, F1", jobs("all"), "≥ 0.90"),
        ("jobs: title, F1", jobs("title"), ""),
        ("jobs: employer, F1", jobs("employer"), ""),
        ("jobs: dates, F1", jobs("dates"), ""),
        ("skills F1", lambda some: compare.skills_f1(summed(some, "skills")), "≥ 0.85"),
        ("years within 0.2", share("years", "right"), "≥ 90 %"),
    ]
    everybody = list(counts.values())
    return [
        (what, shown(figure(everybody), aim), "{} to {}".format(*both(chance.interval(everybody, figure), aim)), aim)
        for what, figure, aim in figures
    ]


def shown(value: float, aim: str) -> str:
    return f"{100 * value:.1f} %" if "%" in aim else f"{value:.3f}"


def both(pair: tuple[float, float], aim: str) -> tuple[str, str]:
    return shown(pair[0], aim), shown(pair[1], aim)


def ranking_rows(entries: dict[str, list[dict[str, Any]]]) -> list[Row]:
    ours = {name: {entry["file"][:4]: float(entry["score"]) for entry in found} for name, found in entries.items()}
    ranked: ranking.Ranked = {"product": ours}
    ranked |= {
        system: {name: rank(opening) for name, opening in openings().items()} for system, rank in BASELINES.items()
    }
    figures, samples = ranking.figures(ranked), ranking.sampled(ranked)
    best = max(BASELINES, key=lambda system: figures[system])
    lead = [mine - theirs for mine, theirs in zip(samples["product"], samples[best], strict=True)]
    rows: list[Row] = []
    for system, figure in figures.items():
        low, high = ranking.middle(samples[system])
        rows.append(
            (f"nDCG@10, {system}", f"{figure:.3f}", f"{low:.3f} to {high:.3f}", "≥ 0.90" if system == "product" else "")
        )
    low, high = ranking.middle(lead)
    over = (f"nDCG@10 over {best}", f"{figures['product'] - figures[best]:+.3f}", f"{low:+.3f} to {high:+.3f}")
    return [*rows, (*over, "≥ +0.10, above 0")]


def verdict_rows(entries: dict[str, list[dict[str, Any]]]) -> list[Row]:
    rows: list[Row] = []
    for what, kinds, aim in (
        ("must-have verdict right (with knock-outs)", ("must", "knockout"), "≥ 92 %"),
        ("nice-to-have verdict right", ("nice",), ""),
    ):
        judged = ranking.verdicts(entries, kinds)
        right = [float(ranking.is_right(each)) for each in judged]
        low, high = chance.interval(right, lambda some: sum(some) / len(some))
        rows.append((what, shown(sum(right) / len(right), "%"), "{} to {}".format(*both((low, high), "%")), aim))
        rows.append((f"  of {len(judged)}; mistakes", ranking.confusion(judged) or "none", "", ""))
    return rows


def stability_rows(product: ModuleType) -> list[Row]:
    rows: list[Row] = []
    for kind, what, aim in (
        ("swapped", "score changed by another identity", "0"),
        ("hidden", "score changed by hidden text", "0"),
        ("formats", "score apart between formats", "≤ 1 point"),
    ):
        found = stability.spreads(product, kind, AS_OF)
        most = max(each["spread"] for each in found)
        rows.append((what, f"{stability.changed(found)} of {len(found)}, at most {most:.2f} points", "", aim))
    return rows


def speed_rows(product: ModuleType) -> list[Row]:
    took = speed.screening(product, AS_OF)
    return [
        ("files a second, no OCR", f"{took['files_per_second']:.1f}", "", "≥ 10"),
        ("first row", f"{took['first_row']:.2f} s", "", "≤ 2 s"),
        ("ranking 300 again", f"{speed.ranking_again(product, AS_OF):.2f} s", "", "≤ 1 s"),
    ]


def table(rows: list[Row]) -> str:
    lines = ["| | measured | 95 % interval | aim |", "|---|---|---|---|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def by_maker(counts: Counts) -> str:
    """Return the fields' figures per program that made the file: where a reader is weak."""
    lines = ["| file made by | files | contact | name | jobs F1 | skills F1 | years |", "|---|---|---|---|---|---|---|"]
    for maker in sorted({made for made, _ in layouts().values()}):
        some = [each for name, each in counts.items() if layouts()[name][0] == maker]
        shares = {
            field: summed(some, field)["right"] / summed(some, field)["of"] for field in ("contact", "name", "years")
        }
        f1s = compare.f1(summed(some, "jobs"), "all", "found", "known"), compare.skills_f1(summed(some, "skills"))
        figures = [shares["contact"], shares["name"], *f1s, shares["years"]]
        lines.append(f"| {maker} | {len(some)} | {' | '.join(f'{figure:.2f}' for figure in figures)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--product", default="bench.screening.product", help="module with read, rank and rerank")
    parser.add_argument("--misses", action="store_true", help="also list what was read otherwise than labelled")
    chosen = parser.parse_args()
    product = importlib.import_module(chosen.product)
    if not product.CONNECTED:
        parser.exit(1, f"{chosen.product} is not connected yet; --product bench.screening.oracle tries this program\n")
    timed = speed_rows(product)  # first: nothing may have been read before
    counts, profiles = compared(product)
    paths = [file_of(name) for name in people()]
    entries = {name: product.rank(opening, paths, AS_OF) for name, opening in openings().items()}
    rows = [*field_rows(counts), *ranking_rows(entries), *verdict_rows(entries), *stability_rows(product), *timed]
    print(table(rows), by_maker(counts), sep="\n\n")
    if chosen.misses:
        from bench.screening.misses import lines

        print("", *lines(counts, profiles, entries), sep="\n")


if __name__ == "__main__":
    main()
