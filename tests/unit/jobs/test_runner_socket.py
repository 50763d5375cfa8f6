"""The runner's socket and its locks."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.companion import lock as companion_lock
from services.companion import server_process
from services.jobs.place import place_of
from services.jobs.runner.companion import RUNNER
from services.jobs.runner.secret import KEPT_S, MAX_KEPT, ROW_S, RunnerSecrets
from services.jobs.runner.socket import NAME, RunnerSocket, ask_runner
from tests.unit.jobs.conftest import Clock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose path is too long for a Unix socket address."""
    folder = tmp_path / ("deep" * 30)
    folder.mkdir()
    return folder


@pytest.fixture
def runner(folder: Path) -> Iterator[RunnerSocket]:
    runner = RunnerSocket(folder, lambda message: {"heard": message})
    runner.start()
    yield runner
    runner.close()


def test_a_message_is_answered(folder: Path, runner: RunnerSocket) -> None:
    secret = {"job": "a", "secret": {"token": "ü" * 10_000}}
    assert ask_runner(folder, secret) == {"heard": secret}


def test_only_the_owner_can_connect(folder: Path, runner: RunnerSocket) -> None:
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600


def test_without_a_runner_there_is_no_answer(folder: Path) -> None:
    assert ask_runner(folder, {"wake": True}) is None
    assert ask_runner(folder / "nowhere", {"wake": True}) is None
    runner = RunnerSocket(folder, lambda message: {})
    runner.start()
    runner.close()
    assert ask_runner(folder, {"wake": True}) is None
    assert not (folder / NAME).exists()


def test_a_caller_that_says_nothing_or_nonsense_does_not_stop_the_next(folder: Path, runner: RunnerSocket) -> None:
    fd = os.open(folder, os.O_RDONLY)
    for words in (b"", b"nonsense\n", b"[1]\n", b"x" * 200_000):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(f"/proc/self/fd/{fd}/{NAME}")
            with contextlib.suppress(OSError):  # the other side may have hung up
                caller.sendall(words)
            assert ask_runner(folder, {"ping": 1}, timeout_s=5) == {"heard": {"ping": 1}}
    os.close(fd)


def test_a_runner_takes_the_place_of_one_that_was_killed(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        fd = os.open(folder, os.O_RDONLY)
        dead.bind(f"/proc/self/fd/{fd}/{NAME}")
        os.close(fd)
    runner = RunnerSocket(folder, lambda message: {"new": True})
    runner.start()
    assert ask_runner(folder, {"ping": True}) == {"new": True}
    runner.close()


def test_a_lock_is_held_once_and_looking_does_not_take_it(tmp_path: Path) -> None:
    assert not companion_lock.is_held(tmp_path, RUNNER.lock)
    fd = companion_lock.take(tmp_path, RUNNER.lock)
    assert fd is not None
    assert companion_lock.is_held(tmp_path, RUNNER.lock)
    assert companion_lock.take(tmp_path, RUNNER.lock) is None
    assert not companion_lock.is_held(tmp_path, RUNNER.start_lock)
    os.close(fd)
    assert not companion_lock.is_held(tmp_path, RUNNER.lock)
    assert not companion_lock.is_held(tmp_path / "nowhere", RUNNER.lock)


def test_a_shared_lock_is_held_until_the_last_holder_lets_go(tmp_path: Path) -> None:
    one, two = (companion_lock.share(tmp_path, companion_lock.SERVER) for _ in range(2))
    os.close(one)
    assert companion_lock.is_held(tmp_path, companion_lock.SERVER)
    os.close(two)
    assert not companion_lock.is_held(tmp_path, companion_lock.SERVER)


def test_a_secret_is_taken_once(clock: Clock) -> None:
    secrets = RunnerSecrets(clock)
    secrets.keep("a", {"token": "t"})
    assert secrets.take("a") == {"token": "t"}
    assert secrets.take("a") is None


def test_secrets_that_nobody_takes_are_forgotten(clock: Clock) -> None:
    secrets = RunnerSecrets(clock)
    secrets.keep("old", {"token": "t"})
    clock.at += KEPT_S + 1
    secrets.keep("new", {"token": "t"})
    secrets.forget_unclaimed()
    assert secrets.take("old") is None
    for number in range(MAX_KEPT):
        secrets.keep(str(number), {})
    assert secrets.take("new") is None


def test_no_secret_is_taken_that_would_be_lost(clock: Clock) -> None:
    secrets = RunnerSecrets(clock)
    assert secrets.keep("a", {"token": "t"})
    assert not secrets.close_if_idle()  # its job's row is still to come
    assert secrets.keep("b", {"token": "t"})
    clock.at += ROW_S + 1  # the jobs were cancelled before they were claimed
    assert secrets.close_if_idle()
    assert not secrets.keep("c", {"token": "t"})


def test_a_server_is_watched_by_a_name_that_is_never_reused() -> None:
    name = server_process.name_of(os.getpid())
    assert name is not None
    server = server_process.watch(name)
    assert server is not None and server.pid == os.getpid()
    os.close(server.exit_fd)
    assert server_process.watch(f"{os.getpid()}:1") is None
    assert server_process.watch("4194304:1") is None


def test_a_place_is_made_once(tmp_path: Path) -> None:
    place = place_of(tmp_path / "data")
    assert place_of(tmp_path / "data") == place
    assert place_of(tmp_path / "other") != place
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["place"]
