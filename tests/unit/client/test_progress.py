"""Progress reports: what they say and when."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Mapping
from typing import Any

import pytest
from tailrace_client import Progress, PublishFailed, PublishRefused

from tests.support.condition import wait_until


class Reports:
    """Records each report and its time. Refuses reports while ``failure`` is set."""

    def __init__(self) -> None:
        self.said: list[tuple[float, dict[str, Any]]] = []
        self.failure: Exception | None = None

    def __call__(self, channel: str, type: str, data: Mapping[str, Any], deadline_s: float | None) -> None:
        assert (channel, type) == ("jobs.a", "progress")
        if self.failure is not None:
            raise self.failure
        self.said.append((time.monotonic(), dict(data)))

    @property
    def all(self) -> list[tuple[int, str, str]]:
        return [(data["completed"], data["status"], data["message"]) for _, data in self.said]

    def progress(self, total: int = 10, **options: Any) -> Progress:
        return Progress(self, "jobs.a", total, **options)


@pytest.fixture
def reports() -> Reports:
    return Reports()


def test_work_that_goes_well_ends_completed(reports: Reports) -> None:
    with reports.progress(3, interval_s=0).queued("waiting") as progress:
        progress.advance(message="one")
        progress.advance(2)
        assert progress.completed == 3
    assert reports.all == [
        (0, "queued", "waiting"),
        (0, "processing", "waiting"),
        (1, "processing", "one"),
        (3, "processing", "one"),
        (3, "completed", "one"),
    ]


def test_an_exception_fails_it_and_goes_on_its_way(reports: Reports) -> None:
    with pytest.raises(RuntimeError, match="disk full"), reports.progress() as progress:
        progress.advance(4)
        raise RuntimeError("disk full")
    assert reports.all[-1] == (4, "failed", "disk full")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_being_stopped_cancels_it(reports: Reports, stop: type[BaseException]) -> None:
    with pytest.raises(stop), reports.progress():
        raise stop
    assert reports.all[-1] == (0, "cancelled", "Cancelled.")


def test_it_never_goes_backwards_nor_beyond_its_end(reports: Reports) -> None:
    with reports.progress(5, interval_s=0) as progress:
        for completed in (3, 1, -4, 9, 2):
            progress.reach(completed)
        progress.advance(-3)
    counts = [completed for completed, _, _ in reports.all]
    assert counts == sorted(counts)
    assert counts[-1] == 5


def test_ten_reports_a_second_and_the_last_always(reports: Reports) -> None:
    with reports.progress(20_000) as progress:
        begun = time.monotonic()
        while time.monotonic() < begun + 0.5:
            progress.advance()
    assert 4 <= len(reports.said) <= 8
    assert reports.all[-1] == (20_000, "completed", "")
    steps = [at for at, data in reports.said if data["status"] == "processing"]
    assert all(later - earlier >= 0.09 for earlier, later in itertools.pairwise(steps))


def test_a_report_that_had_to_wait_is_sent_when_its_time_has_come(reports: Reports) -> None:
    with reports.progress(interval_s=0.2) as progress:
        progress.advance(5, "half")  # right after the first report, before a long silence
        wait_until(lambda: (5, "processing", "half") in reports.all, "the waiting report is sent")
        assert reports.said[1][0] - reports.said[0][0] >= 0.19


def test_threads_may_share_it(reports: Reports) -> None:
    with reports.progress(800, interval_s=0.01) as progress:
        threads = [threading.Thread(target=lambda: [progress.advance() for _ in range(100)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert progress.completed == 800
    counts = [completed for completed, _, _ in reports.all]
    assert counts == sorted(counts)


def test_a_wrong_token_is_told_at_the_start(reports: Reports) -> None:
    reports.failure = PublishRefused("unauthenticated", "The token is not valid.", 401)
    with pytest.raises(PublishRefused), reports.progress():
        raise AssertionError("the work must not begin")


def test_reporting_never_fails_work_that_has_begun(reports: Reports, caplog: pytest.LogCaptureFixture) -> None:
    with reports.progress(interval_s=0) as progress:
        reports.failure = PublishFailed("no answer")
        progress.advance()
    assert caplog.text.count("Progress was not reported") == 2
    assert [data["status"] for _, data in reports.said] == ["processing"]


def test_further_fields_go_along(reports: Reports) -> None:
    with reports.progress(fields={"execution_id": "x1"}):
        pass
    assert {data["execution_id"] for _, data in reports.said} == {"x1"}
