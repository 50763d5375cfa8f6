"""Months and years of employment: unions of intervals, counted inclusively to the benchmark's as-of date."""

AS_OF = "2026-11-25"


def number(text: str, at_year: int) -> int:
    """Return ``2019-03`` as a count of months; a mere year gets the given month, ``present`` is the as-of month."""
    if text == "present":
        text = AS_OF[:7]
    year, _, month = text.partition("-")
    return int(year) * 12 + (int(month) if month else at_year) - 1


def years_of(spans: list[tuple[str, str]]) -> tuple[float, float]:
    """Return the least and the most that the spans can cover; they differ where only years are given."""
    least = covered([(number(start, 12), number(end, 1)) for start, end in spans])
    most = covered([(number(start, 1), number(end, 12)) for start, end in spans])
    return round(least / 12, 2), round(most / 12, 2)


def covered(spans: list[tuple[int, int]]) -> int:
    months: set[int] = set()
    for start, end in spans:
        months.update(range(start, end + 1))
    return len(months)
