"""Short stays: facts that dates with months show, and nothing else."""

from __future__ import annotations

import pytest

from services.screening.short_stay import short_stays
from tests.support.resume import job


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2015-06", "2015-09", [4]),
        ("2015-12", "2016-01", [2]),
        ("2020-03", "2020-03", [1]),
        ("2020-01", "2020-11", [11]),
        ("2020-01", "2020-12", []),
        ("2026-08", "present", []),
        ("2016", "2016", []),
        ("2016", "2016-04", []),
        ("2016-04", "", []),
        ("", "", []),
        ("2020-05", "2020-01", []),
    ],
)
def test_a_job_that_ended_within_a_year_is_a_short_stay(start: str, end: str, months: list[int]) -> None:
    assert [found for _, found in short_stays([job("Baker", start, end, "Ostersol")])] == months
