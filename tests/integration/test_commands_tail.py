"""``flask tail`` and ``flask publish``: with and without a running server, in a pipe and on a terminal."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.condition import wait_until
from tests.support.server import ROOT, Server, StartServer

pytestmark = pytest.mark.integration

HOSTILE = {"text": "\x1b]0;owned\x07\x9b31m\x7f\u202etxt.exe[bold]", "[red]": "\r\n"}
LINE = re.compile(r"\d\d:\d\d:\d\d\.\d{3}  (\S+)  (\S+)  (.*)")


class Tail:
    """A running ``flask tail`` whose output goes to files."""

    def __init__(self, server: Server, folder: Path, *arguments: str, **env: str) -> None:
        self.out, self.err = folder / "out", folder / "err"
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "app", "tail", *arguments],
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TAILRACE_DATA": str(server.data), **env},
                cwd=ROOT,
                stdout=out,
                stderr=err,
            )

    @property
    def lines(self) -> list[str]:
        return self.out.read_text().splitlines()

    @property
    def numbers(self) -> list[int]:
        return [json.loads(line)["data"]["n"] for line in self.lines]


@contextmanager
def tailing(server: Server, folder: Path, *arguments: str, **env: str) -> Iterator[Tail]:
    tail = Tail(server, folder, *arguments, **env)
    try:
        yield tail
    finally:
        tail.process.kill()
        tail.process.wait()


def published(server: Server, *arguments: str, text: str = "") -> int:
    run = server.flask("publish", *arguments, text=text)
    assert run.returncode == 0, run.stderr
    return int(run.stdout.split()[0])


def test_what_is_published_by_hand_reaches_the_servers_streams_and_a_tail(server: Server, tmp_path: Path) -> None:
    api = server.api()
    first = api.publish("jobs.tail", {"n": 1})
    with tailing(server, tmp_path, "jobs.tail", "jobs.tail2", "--from", "start", "--json") as tail:
        wait_until(lambda: tail.lines, "the past is shown")
        waiting = api.get("/api/v1/channels/jobs.tail/events", params={"after": first, "wait": 0})
        assert waiting.json()["events"] == []
        second = published(server, "jobs.tail", "note", '{"n": 2}')
        page = api.get("/api/v1/channels/jobs.tail/events", params={"after": first, "wait": 10}).json()
        assert [(event["id"], event["data"]) for event in page["events"]] == [(second, {"n": 2})]
        published(server, "jobs.tail2", "note", "-", text='{"n": 3}')
        published(server, "jobs.tail", "last", '{"n": 4}', "--close")
        published(server, "jobs.tail2", "--close")
        assert tail.process.wait(20) == 0, tail.err.read_text()
        shown = [json.loads(line) for line in tail.lines]
    assert [line["id"] for line in shown[:2]] == [first, second]
    assert set(shown[0]) == {"id", "at", "channel", "type", "data"}
    assert tail.numbers == [1, 2, 3, 4]
    assert tail.err.read_text() == ""


@pytest.mark.long
def test_a_tail_follows_a_server_by_its_address_across_a_restart(start_server: StartServer, tmp_path: Path) -> None:
    server = start_server()
    token = server.service_token(subscribe=["jobs.*"])
    server.api().publish("jobs.far", {"n": 1})
    options = ("jobs.far", "--from", "start", "--json", "--url", server.url)
    with tailing(server, tmp_path, *options, TAILRACE_TOKEN=token, TAILRACE_DATA="/nonexistent") as tail:
        wait_until(lambda: tail.lines, "the past is shown", within_s=90)
        server.restart()
        server.api().publish("jobs.far", {"n": 2})
        server.api().close_channel("jobs.far")
        assert tail.process.wait(30) == 0, tail.err.read_text()
    assert tail.numbers == [1, 2]
    assert "Lost the server" in tail.err.read_text()
    assert token not in tail.err.read_text()


def test_from_an_id_and_from_now(server: Server, tmp_path: Path) -> None:
    api = server.api()
    ids = api.publish_all([{"channel": "jobs.from", "type": "note", "data": {"n": n}} for n in range(5)])
    with tailing(server, tmp_path, "jobs.from", "--from", str(ids[2]), "--json") as tail:
        wait_until(lambda: tail.numbers == [3, 4], "what follows the id is shown")
    with tailing(server, tmp_path, "jobs.from", "--json") as tail:

        def heard() -> bool:
            published(server, "jobs.from", "note", '{"n": 9}')
            return bool(tail.lines)

        wait_until(heard, "what comes now is shown", within_s=90)
        assert set(tail.numbers) == {9}


def test_data_cannot_move_the_terminal(server: Server, tmp_path: Path) -> None:
    server.api().publish("jobs.hostile", HOSTILE)
    server.api().close_channel("jobs.hostile")
    plain = server.flask("tail", "jobs.hostile", "--from", "start")
    as_json = server.flask("tail", "jobs.hostile", "--from", "start", "--json")
    for run in (plain, as_json):
        assert run.returncode == 0, run.stderr
        assert run.stdout.endswith("\n")
        assert run.stdout.count("\n") == 1
        assert run.stdout[:-1].isprintable()
    assert json.loads(as_json.stdout)["data"] == HOSTILE
    found = LINE.fullmatch(plain.stdout.rstrip("\n"))
    assert found is not None
    assert found.groups()[:2] == ("jobs.hostile", "note")
    assert "[bold]" in found[3]
    assert r"\u202e" in found[3]


def test_on_a_terminal_a_line_is_cut_and_ctrl_c_is_quiet(server: Server, tmp_path: Path) -> None:
    server.api().publish("jobs.terminal", {"pad": "x" * 500})
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "tail", "jobs.terminal", "--from", "start"],
        env={
            "PATH": os.environ["PATH"],
            "TERM": "xterm",
            "COLUMNS": "80",
            "LANG": "C.UTF-8",
            "TAILRACE_DATA": str(server.data),
        },
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    output = b""
    while b"\n" not in output:
        output += os.read(ours, 4096)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 128 + signal.SIGINT
    with contextlib.suppress(OSError):  # the terminal disappears with its last program
        output += os.read(ours, 4096)
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;]*m", "", output.decode())
    assert "jobs.terminal" in text
    assert len(text.splitlines()[0]) <= 80
    assert "…" in text
    assert "Traceback" not in text
    assert "Aborted" not in text


@pytest.mark.long
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("publish", "Jobs.*", "note"), "A channel's name has"),
        (("publish", "jobs.bad", "done"), "name of a control event"),
        (("publish", "jobs.bad", "note", "{"), "The data is not JSON"),
        (("publish", "jobs.bad", "note", "[1]"), "must be a JSON object"),
        (("publish", "jobs.bad", "note", '{"channel":"other"}'), "leave it out"),
        (("publish", "jobs.bad"), "Name the event's type"),
        (("tail", "jobs.*"), "A channel's name has"),
        (("tail", "jobs.a", "--from", "yesterday"), "must be a whole number"),
        (("tail", "jobs.a", "--url", "http://127.0.0.1:1"), "needs a token"),
        (("tail", "jobs.a", "--url", "nowhere", "--token", "t"), "address of the server is a URL"),
    ],
)
def test_errors_are_sentences(server: Server, arguments: tuple[str, ...], sentence: str) -> None:
    run = server.flask(*arguments)
    assert run.returncode != 0
    assert sentence in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""


@pytest.mark.long
def test_a_closed_channel_and_a_mistyped_folder_are_said(server: Server, tmp_path: Path) -> None:
    published(server, "jobs.over", "--close")
    run = server.flask("publish", "jobs.over", "note")
    assert (run.returncode, run.stdout) == (1, "")
    assert "is closed" in run.stderr
    for command in (("publish", "jobs.a", "note"), ("tail", "jobs.a")):
        run = server.flask(*command, env={"TAILRACE_DATA": str(tmp_path / "mistyped")})
        assert "There is no event log in" in run.stderr
        assert not (tmp_path / "mistyped" / "log").exists()
