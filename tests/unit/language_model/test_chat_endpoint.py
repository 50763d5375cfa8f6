"""The chat endpoint streams over a real socket, retries temporary failures, and keeps its key secret."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.language_model.chat_endpoint import ChatEndpoint, Completion
from services.language_model.failure import EndpointFailed
from services.settings.settings import Settings
from tests.support.certificate import write_certificate
from tests.support.chat_server import Asked, ChatServer, Reply
from tests.support.raw_server import raw_server

KEY = "sk-never-to-be-seen"
QUESTION = [{"role": "user", "content": "hello"}]


class Caller:
    """A server with one answer per request, and what the endpoint made of it."""

    def __init__(self, *replies: Any, key: str = KEY, timeout_s: float = 20.0) -> None:
        self.replies = list(replies)
        self.pauses: list[float] = []
        self.key = key
        self.timeout_s = timeout_s

    def answer(self, _asked: Asked) -> Any:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def ask(self, within_s: float = 60.0) -> Completion:
        self.server = ChatServer(self.answer)
        with self.server.running():
            settings = Settings().changed(
                language_model={
                    "base_url": self.server.url,
                    "api_key": self.key,
                    "model": "m",
                    "timeout_s": self.timeout_s,
                }
            )
            return ChatEndpoint(settings, sleep=self.pauses.append).complete(QUESTION, max_tokens=50, within_s=within_s)


def test_a_streamed_answer_is_put_together() -> None:
    caller = Caller('Grüße, 世界 🙂: {"a": 1}\r\n')
    assert caller.ask() == Completion('Grüße, 世界 🙂: {"a": 1}\r\n', 100)
    [asked] = caller.server.asked
    assert asked.body == {
        "messages": QUESTION,
        "max_tokens": 50,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
        "model": "m",
    }
    assert asked.headers["Authorization"] == f"Bearer {KEY}"


def test_a_server_that_does_not_stream_is_understood() -> None:
    body = json.dumps(
        {"choices": [{"message": {"role": "assistant", "content": "hi"}}], "usage": {"total_tokens": 7}}
    ).encode()
    assert Caller(Reply(body=body, headers={"Content-Type": "application/json"})).ask() == Completion("hi", 7)


def test_tokens_are_guessed_where_nobody_counts() -> None:
    body = b'data: {"choices": [{"delta": {"content": "hello there"}}]}\n\ndata: [DONE]\n\n'
    assert Caller(Reply(body=body), key="").ask() == Completion("hello there", 6)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_what_may_pass_is_tried_again(status: int) -> None:
    caller = Caller(Reply(status=status), Reply(status=status), "at last")
    assert caller.ask().text == "at last"
    assert len(caller.pauses) == 2
    assert 0.5 <= caller.pauses[0] <= 1.5
    assert 1.0 <= caller.pauses[1] <= 3.0


def test_the_server_says_when_to_return() -> None:
    caller = Caller(Reply(status=429, headers={"Retry-After": "3"}), "done")
    assert caller.ask().text == "done"
    assert caller.pauses == [3.0]


def test_an_endless_wait_is_not_begun() -> None:
    with pytest.raises(EndpointFailed, match="answered 429"):
        Caller(Reply(status=429, headers={"Retry-After": "25"}), "done").ask(within_s=10)


@pytest.mark.parametrize("status", [401, 403, 404, 302])
def test_what_will_not_pass_is_not_tried_again(status: int) -> None:
    caller = Caller(Reply(status=status, headers={"Location": "http://127.0.0.1:1/"}), "done")
    with pytest.raises(EndpointFailed, match=f"answered {status}"):
        caller.ask()
    assert len(caller.server.asked) == 1


def test_it_gives_up_after_four_attempts() -> None:
    caller = Caller(Reply(status=503))
    with pytest.raises(EndpointFailed, match="answered 503"):
        caller.ask()
    assert len(caller.server.asked) == 4


@pytest.mark.parametrize(
    "body",
    [
        b"data: nonsense\n\n",
        b'data: {"error": {"message": "overloaded"}}\n\n',
        b"",
        b"data: [1]\n\n",
        b'data: {"choices": "x"}\n\n',
    ],
)
def test_nonsense_is_a_failure(body: bytes) -> None:
    with pytest.raises(EndpointFailed):
        Caller(Reply(body=body)).ask()


def test_an_answer_that_breaks_off_is_tried_again() -> None:
    assert Caller(Reply("half an ans", breaks_off=True), "a whole answer").ask().text == "a whole answer"


def test_an_answer_without_end_is_cut() -> None:
    with pytest.raises(EndpointFailed, match="did not stop"):
        Caller(Reply(body=b": " + b"x" * (2**22 + 100))).ask()


def test_an_answer_that_stalls_is_left_at_its_time() -> None:
    never = threading.Event()
    begun = time.monotonic()
    try:
        with pytest.raises(EndpointFailed, match="in time"):
            Caller(Reply(body=b'data: {"choices": []}\n\n', stalls=never), timeout_s=0.5).ask()
    finally:
        never.set()
    assert time.monotonic() - begun < 10


def test_nobody_there_is_a_failure() -> None:
    settings = Settings().changed(language_model={"base_url": "http://127.0.0.1:9/v1", "api_key": KEY})
    endpoint = ChatEndpoint(settings, sleep=lambda _: None)
    with pytest.raises(EndpointFailed, match=r"could not be reached \(ConnectionRefusedError\)"):
        endpoint.complete(QUESTION, max_tokens=5, within_s=30)


def test_a_certificate_that_nobody_vouches_for_is_a_failure(tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with raw_server(lambda *_: None, tls) as server:
        settings = Settings().changed(language_model={"base_url": server.url.replace("http:", "https:")})
        with pytest.raises(EndpointFailed, match=r"could not be reached \(SSLCertVerificationError\)"):
            ChatEndpoint(settings, sleep=lambda _: None).complete(QUESTION, max_tokens=5, within_s=30)
        assert not server.asked


@pytest.mark.parametrize("key", ["two\nlines", "日本"])
def test_a_key_that_cannot_be_sent_is_not_tried_again(key: str) -> None:
    caller = Caller("done", key=key)
    with pytest.raises(EndpointFailed, match="a key that HTTP cannot send"):
        caller.ask()
    assert not caller.pauses


@pytest.mark.parametrize(
    "reply", [lambda: Reply(status=401, body=KEY.encode()), lambda: Reply(body=b"data: " + KEY.encode())]
)
def test_no_message_holds_the_key(reply: Callable[[], Reply]) -> None:
    with pytest.raises(EndpointFailed) as failed:
        Caller(reply()).ask()
    assert KEY not in repr(failed.value)
    assert failed.value.__suppress_context__
