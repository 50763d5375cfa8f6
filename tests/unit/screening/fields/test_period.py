"""Dates as résumés write them, in the four languages."""

from __future__ import annotations

import pytest

from services.screening.reading.fields.period import is_month_first, periods


def read(text: str) -> list[tuple[str, str]]:
    return [(period.start, period.end) for period in periods(text, this_year=2026)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Mar 2019 - Present", "2019-03", "present"),
        ("06/2017 – 03/2021", "2017-06", "2021-03"),
        ("03.05.2015 - 30.05.2017", "2015-05", "2017-05"),
        ("03.2019—12.2020", "2019-03", "2020-12"),
        ("Jan 2020 to date", "2020-01", "present"),
        ("Sept 2018 – present", "2018-09", "present"),
        ("2015 – 2016", "2015", "2016"),
        ("1999-2003", "1999", "2003"),
        ("2003–07", "2003", "2007"),
        ("2019/20", "2019", "2020"),
        ("2019-03 - 2020-05", "2019-03", "2020-05"),
        ("2019-03-01 – 2020-05-31", "2019-03", "2020-05"),
        ("3/19 - 4/21", "2019-03", "2021-04"),
        ("'19 - '21", "2019", "2021"),
        ("Jan '18 – Mar '20", "2018-01", "2020-03"),
        ("Q1 2020 – Q3 2021", "2020-01", "2021-09"),
        ("Summer 2018", "2018-06", "2018-08"),
        ("Winter 2019", "2019", "2019"),
        ("Jan – Mar 2020", "2020-01", "2020-03"),
        ("Jan-Mar 2020", "2020-01", "2020-03"),
        ("05–08/2019", "2019-05", "2019-08"),
        ("since 2019", "2019", "present"),
        ("2019 –", "2019", "present"),
        ("May 3, 2015 – June 4, 2016", "2015-05", "2016-06"),
        ("Acme,2015-2018", "2015", "2018"),
        ("Jan 2016\tFeb 2019", "2016-01", "2019-02"),
        ("seit März 2019", "2019-03", "present"),
        ("Oct 2017 – heute", "2017-10", "present"),
        ("01.2019-heute", "2019-01", "present"),
        ("10/2015 bis 12/2018", "2015-10", "2018-12"),
        ("Juli 2014 bis dato", "2014-07", "present"),
        ("von 2015 bis 2019", "2015", "2019"),
        ("Été 2019 – août 2023", "2019-06", "2023-08"),
        ("depuis janvier 2020", "2020-01", "present"),
        ("du 3 mai 2015 au 30 juin 2017", "2015-05", "2017-06"),
        ("septembre 2016 à aujourd'hui", "2016-09", "present"),
        ("janv. 2019 - déc. 2020", "2019-01", "2020-12"),
        ("desde enero de 2020", "2020-01", "present"),
        ("de marzo de 2015 a junio de 2017", "2015-03", "2017-06"),
        ("enero 2018 hasta la actualidad", "2018-01", "present"),
        ("bis 03/2018", "", "2018-03"),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, start: str, end: str) -> None:
    assert read(text) == [(start, end)]


@pytest.mark.parametrize(
    "text", ["In March 19 people came", "AB-2015", "€ 2000", "1,2019 pieces", "2020 – 2018", "v2.2019"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert not [period for period in periods(text, this_year=2026) if period.kind == "range"]
    assert text == "2020 – 2018" or "2019" not in str(read(text))


def test_another_date_shows_whether_the_month_comes_first() -> None:
    assert is_month_first(["03/05/2015", "03/25/2015"], default=False)
    assert not is_month_first(["03/05/2015", "25/03/2015"], default=True)
    assert is_month_first(["03/05/2015"], default=True)
