"""Residents stay alive between requests. One that hangs, dies or takes too much costs only its own answer."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed, answered
from tests.support.process import is_alive
from tests.unit.process.resident_function import ORDERS

LIMITS = Limits(wall_s=20, cpu_s=10, output_bytes=2**20, memory_bytes=128 * 2**20, processes=8)


@pytest.fixture
def resident() -> Iterator[Resident[Any]]:
    with Resident[Any](ORDERS, Any, LIMITS) as resident:
        yield resident


def test_one_process_answers_all_requests(resident: Resident[Any]) -> None:
    assert resident.pid is None
    pids = {resident.ask("pid") for _ in range(3)}
    assert pids == {resident.pid}
    assert resident.ask("echo", {"é\n": [1, None, "x" * 200_000]}) == {"é\n": [1, None, "x" * 200_000]}


def test_an_answer_is_read_as_what_it_should_be() -> None:
    with Resident[list[int]](ORDERS, list[int], LIMITS) as resident:
        assert resident.ask("echo", [1, 2]) == [1, 2]
        with pytest.raises(ResidentFailed, match="answered nonsense"):
            resident.ask("echo", "no list")


def test_what_a_library_prints_is_no_answer(resident: Resident[Any]) -> None:
    assert resident.ask("print", 7) == 7


def test_an_exception_is_told_by_name_alone_and_costs_no_process(resident: Resident[Any]) -> None:
    pid = resident.ask("pid")
    with pytest.raises(RequestFailed, match=r"^ValueError$"):
        resident.ask("raise")
    assert resident.ask("pid") == pid


@pytest.mark.parametrize(
    ("order", "value", "how"),
    [
        ("crash", None, "was killed by SIGSEGV"),
        ("leave", None, "ended with status 3"),
        ("sleep", 600, "took longer than 1 s"),
        ("spin", None, "took longer than 1 s"),
        ("large", 2**21, "wrote more than 1 MiB"),
        ("hold", 160 * 2**20, "needed more than 128 MiB of memory"),
        ("many", 12, "started more than 8 processes"),
        ("nonsense", None, "answered nonsense"),
    ],
)
def test_what_goes_wrong_costs_one_answer(resident: Resident[Any], order: str, value: object, how: str) -> None:
    pid = resident.ask("pid")
    with pytest.raises(ResidentFailed, match=f"^{how}$"):
        resident.ask(order, value, within_s=1.0 if "took" in how else 20.0)
    assert resident.pid is None and not is_alive(pid)
    assert resident.ask("pid") != pid


def test_processor_time_is_counted_for_each_request() -> None:
    with Resident[Any](ORDERS, Any, Limits(wall_s=60, cpu_s=1)) as resident:
        with pytest.raises(ResidentFailed, match="used more than 1 s of processor time") as failed:
            resident.ask("spin")
        assert failed.value.cause == "cpu"
        assert resident.ask("sleep", 1.2) == 1.2
        with pytest.raises(ResidentFailed, match=r"took longer than 2\.5 s"):  # to load libraries on a slow processor
            resident.ask("spin", within_s=2.5)


def test_one_that_died_between_requests_is_replaced(resident: Resident[Any]) -> None:
    pid = resident.ask("pid")
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert resident.ask("pid") != pid


def test_a_request_larger_than_a_pipe_does_not_block_on_one_that_does_not_read(resident: Resident[Any]) -> None:
    os.kill(resident.ask("pid"), signal.SIGSTOP)
    with pytest.raises(ResidentFailed, match="took longer than 1 s"):
        resident.ask("echo", "x" * 2**20, within_s=1)


def test_several_are_waited_for_at_once(resident: Resident[Any]) -> None:
    with Resident[Any](ORDERS, Any, LIMITS) as slow:
        slow.ask("pid")
        resident.ask("pid")
        slow.send("sleep", 1.0)
        resident.send("sleep", 0.1)
        order = []
        waiting = [slow, resident]
        while waiting:
            for done in answered(waiting):
                order.append(done.take())
                waiting.remove(done)
        assert order == [0.1, 1.0]


def test_what_a_request_left_running_ends_with_the_resident() -> None:
    limits = Limits(processes=8)
    with pytest.raises(ResidentFailed, match="took longer"), Resident[Any](ORDERS, Any, limits) as resident:
        resident.ask("many", 3, within_s=1.5)


@pytest.mark.parametrize("order", ["echo", "sleep"])
def test_one_that_is_dismissed_ends_by_itself_or_is_killed_where_that_is_allowed(order: str) -> None:
    resident = Resident[Any](ORDERS, Any, LIMITS)
    pid = resident.ask("pid")
    resident.send(order, 600)
    resident.dismiss(0.2)
    assert not is_alive(pid) and resident.pid is None


def test_many_threads_have_one_each() -> None:
    barrier = threading.Barrier(8)

    def one(number: int) -> int:
        with Resident[int](ORDERS, int, LIMITS) as resident:
            barrier.wait()
            return sum(resident.ask("echo", number) for _ in range(20))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == [20 * number for number in range(8)]
