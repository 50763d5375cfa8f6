"""Meters: every series from the start, whatever is counted, in whichever thread."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.telemetry import meter as declaring
from services.telemetry.exposition import exposition
from services.telemetry.meter import Counter, Gauge, Histogram, Label, Meter, Reported
from services.telemetry.meter_folder import MeterFolder


@pytest.fixture(autouse=True)
def own_meters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the product are not this test's matter."""
    monkeypatch.setattr(declaring, "_declared", {})


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[MeterFolder]:
    folder = MeterFolder(tmp_path / "meters")
    yield folder
    folder.leave()


def lines(folder: MeterFolder, **reported: float) -> list[str]:
    text = exposition(folder.total(), {name: {(): value} for name, value in reported.items()}).decode()
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_every_series_is_there_before_anything_is_counted(folder: MeterFolder) -> None:
    Counter("ended_total", "Ended.", Label("kind", ["a", "b"]), Label("reason", ["x"], other="y"))
    Gauge("open", "Open.")
    Histogram("took_ms", "Took.", buckets=[1, 5])
    assert lines(folder) == [
        'ended_total{kind="a",reason="x"} 0.0',
        'ended_total{kind="a",reason="y"} 0.0',
        'ended_total{kind="b",reason="x"} 0.0',
        'ended_total{kind="b",reason="y"} 0.0',
        'ended_total{kind="other",reason="x"} 0.0',
        'ended_total{kind="other",reason="y"} 0.0',
        "open 0.0",
        'took_ms_bucket{le="1.0"} 0.0',
        'took_ms_bucket{le="5.0"} 0.0',
        'took_ms_bucket{le="+Inf"} 0.0',
        "took_ms_count 0.0",
        "took_ms_sum 0.0",
    ]


def test_a_value_that_nobody_declared_is_counted_as_other_and_makes_no_series(folder: MeterFolder) -> None:
    seen = Counter("seen_total", "Seen.", Label("kind", ["a"]))
    for kind in ("a", "zzz", "", "a\n", "\x00", "other"):
        seen.add(1, kind)
    assert lines(folder) == ['seen_total{kind="a"} 1.0', 'seen_total{kind="other"} 5.0']


def test_labels_must_be_as_many_as_declared() -> None:
    with pytest.raises(TypeError, match="seen_total has 1 labels, not 2"):
        Counter("seen_total", "Seen.", Label("kind")).add(1, "a", "b")


def test_what_takes_as_long_as_a_bucket_says_belongs_to_it_and_below_nothing_is_nothing(folder: MeterFolder) -> None:
    took = Histogram("took_ms", "Took.", buckets=[1, 5])
    for value in (-3.0, 1, 1.5, 5, 5.01, math.nan):
        took.observe(value)
    assert [line.split()[1] for line in lines(folder)] == ["3.0", "5.0", "6.0", "6.0", "12.51"]


def test_a_name_is_declared_once() -> None:
    Gauge("open", "Open.")
    with pytest.raises(ValueError, match="open is declared twice"):
        Counter("open", "Open.")


def test_a_counter_has_the_name_that_was_promised_with_total_or_without(folder: MeterFolder) -> None:
    Counter("received", "Received.").add(2)
    Counter("sent_total", "Sent.")
    assert exposition(folder.total(), {}).decode().splitlines() == [
        "# HELP received Received.",
        "# TYPE received counter",
        "received 2.0",
        "# HELP sent_total Sent.",
        "# TYPE sent_total counter",
        "sent_total 0.0",
    ]


def test_what_is_looked_up_is_left_out_when_nothing_was_found(folder: MeterFolder) -> None:
    Reported("free", "Free.")
    Reported("files", "Files.")
    assert lines(folder, free=7) == ["free 7.0"]


def test_what_was_counted_before_the_file_was_there_is_in_it(folder: MeterFolder) -> None:
    kind = Label("kind", ["a"])
    seen = Counter("seen_total", "Seen.", kind)
    seen.add(2, "a")
    kind.allow("b")
    seen.add(1, "b")
    folder.open()
    seen.add(1, "a")
    assert lines(folder) == ['seen_total{kind="a"} 3.0', 'seen_total{kind="other"} 0.0', 'seen_total{kind="b"} 1.0']


def test_labels_are_known_before_the_file_is_there(folder: MeterFolder) -> None:
    kind = Label("kind", ["a"])
    Counter("seen_total", "Seen.", kind)
    folder.open()
    kind.allow("a")
    with pytest.raises(RuntimeError, match="labels of seen_total"):
        kind.allow("b")


@pytest.mark.parametrize("kind", [Counter, Gauge])
def test_what_a_process_leaves_behind_is_counted_on_from_memory(folder: MeterFolder, kind: type[Meter]) -> None:
    number = kind("number", "Number.")
    assert isinstance(number, Counter | Gauge)
    folder.open()
    number.add(5)
    folder.leave()
    number.add(1)
    assert lines(folder) == ["number 6.0" if kind is Counter else "number 1.0"]
