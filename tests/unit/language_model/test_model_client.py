"""The model client: a process of its own that keeps the key and the network when whoever started it gives up both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from services.language_model.chat_endpoint import Completion
from services.language_model.failure import EndpointFailed
from services.language_model.model_client import ModelClient
from services.settings.settings import Settings
from tests.support.chat_server import Asked, ChatServer, Reply

ROOT = Path(__file__).parents[3]
QUESTION = [{"role": "user", "content": "hello"}]
CONFINED = """
import socket, sys
from pathlib import Path
from services.language_model.model_client import ModelClient
from services.process.access import Access
from services.process.confinement import confine_this_process
from services.settings.settings import Settings

url, folder = sys.argv[1:]
client = ModelClient(Settings().changed(language_model={"base_url": url, "api_key": "k"}))
confine_this_process(Path(folder), Access())
try:
    socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1].split("/")[0])))
except OSError as error:
    print(error.strerror)
print(client.complete([{"role": "user", "content": "hello"}], max_tokens=9, within_s=30).text)
client.close()
"""


def settings(url: str) -> Settings:
    return Settings().changed(language_model={"base_url": url, "api_key": "sk-one", "model": "m"})


def test_it_asks_as_the_endpoint_would() -> None:
    server = ChatServer(lambda _asked: "Grüße 🙂")
    with server.running():
        client = ModelClient(settings(server.url))
        try:
            assert client.complete(QUESTION, max_tokens=9, within_s=30) == Completion("Grüße 🙂", 100)
            assert (client.url, client.model) == (server.url + "/chat/completions", "m")
        finally:
            client.close()
    assert server.asked[0].headers["Authorization"] == "Bearer sk-one"


def test_whoever_started_it_can_give_up_the_network(tmp_path: Path) -> None:
    server = ChatServer(lambda _asked: "still here")
    with server.running():
        run = subprocess.run(
            [sys.executable, "-c", CONFINED, server.url, tmp_path],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
    assert run.stdout.splitlines() == ["Operation not permitted", "still here"]


def test_two_calls_at_once_do_not_wait_for_each_other() -> None:
    both = threading.Barrier(2, timeout=30)

    def answer(_asked: Asked) -> str:
        both.wait()
        return "yes"

    with ChatServer(answer).running() as server:
        client = ModelClient(settings(server.url))
        try:
            told: list[Completion] = []
            threads = [
                threading.Thread(target=lambda: told.append(client.complete(QUESTION, max_tokens=9, within_s=30)))
                for _ in range(2)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert [completion.text for completion in told] == ["yes", "yes"]
        finally:
            client.close()


def test_a_failure_is_told_in_the_endpoints_words() -> None:
    with ChatServer(lambda _asked: Reply(status=401)).running() as server:
        client = ModelClient(settings(server.url))
        try:
            with pytest.raises(EndpointFailed, match="answered 401"):
                client.complete(QUESTION, max_tokens=9, within_s=30)
        finally:
            client.close()


def test_one_that_was_killed_is_no_endpoint_any_more() -> None:
    with ChatServer(lambda _asked: "yes").running() as server:
        client = ModelClient(settings(server.url))
        try:
            for resident in client._residents:
                assert resident.pid is not None
                os.kill(resident.pid, signal.SIGKILL)
            with pytest.raises(EndpointFailed, match="client failed"):
                client.complete(QUESTION, max_tokens=9, within_s=30)
        finally:
            client.close()
