"""The chat endpoint hands on an answer as it comes, and tells an answer that is whole from one that is not."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from services.language_model.chat_endpoint import ChatEndpoint
from services.language_model.failure import EndpointFailed
from services.language_model.piece import Ending, Piece, Thought, Tokens, ToolCall, Waiting, Words
from services.settings.settings import Settings
from tests.support.raw_endpoint import DONE, HEAD, Connection, frame, raw_endpoint, said

QUESTION = [{"role": "user", "content": "hello"}]
STOP = frame({}, "stop")
LATE_S = 10.0
"""Far beyond what anything here takes."""


def endpoint(url: str, timeout_s: float = LATE_S) -> ChatEndpoint:
    settings = Settings().changed(language_model={"base_url": url, "api_key": "sk-one", "timeout_s": timeout_s})
    return ChatEndpoint(settings, sleep=lambda _: None)


def asked(script: Callable[[Connection], None], timeout_s: float = LATE_S, within_s: float = 60) -> list[Piece]:
    with raw_endpoint(script) as server:
        return list(endpoint(server.url, timeout_s).stream(QUESTION, max_tokens=50, within_s=within_s))


def answered(*parts: bytes, head: bytes = HEAD) -> list[Piece]:
    def script(connection: Connection) -> None:
        for part in (head, *parts):
            connection.send(part)

    return asked(script)


def text_of(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, Words))


class Told:
    """What was said until the endpoint failed."""

    def __init__(self, *parts: bytes) -> None:
        self.pieces: list[Piece] = []

        def script(connection: Connection) -> None:
            connection.send(b"".join((HEAD, *parts)))

        with raw_endpoint(script) as server:
            with pytest.raises(EndpointFailed) as failed:
                for piece in endpoint(server.url).stream(QUESTION, max_tokens=50, within_s=60):
                    self.pieces.append(piece)
            self.attempts = len(server.connections)
        self.failed = failed.value


def test_a_body_that_is_not_chunked_is_handed_on_as_it_comes() -> None:
    heard = threading.Event()

    def script(connection: Connection) -> None:
        connection.send(HEAD + said("first"))
        assert heard.wait(LATE_S)
        connection.send(said(" second") + STOP + DONE)

    with raw_endpoint(script) as server:
        pieces = endpoint(server.url).stream(QUESTION, max_tokens=50, within_s=60)
        assert next(pieces) == Words("first")
        heard.set()
        assert list(pieces) == [Words(" second"), Ending("stop")]


def test_an_answer_that_comes_byte_by_byte_has_whole_characters() -> None:
    content = said("你好 🙂", "é") + STOP + DONE
    pieces = answered(*(content[at : at + 1] for at in range(len(content))))
    assert pieces == [Words("你好 🙂"), Words("é"), Ending("stop")]


@pytest.mark.parametrize(
    "halves",
    [
        (rb'{"content":"a\ud83d"}', rb'{"content":"\ude42b"}'),
        (b'{"content":"a\xf0\x9f"}', b'{"content":"\x99\x82b"}'),
        (b'{"content":"a\xf0"}', b'{"content":""}', b'{"content":"\x9f\x99\x82b"}'),
    ],
)
def test_a_character_that_the_model_cut_waits_for_its_other_half(halves: tuple[bytes, ...]) -> None:
    frames = [b'data: {"choices":[{"index":0,"delta":%s}]}\n\n' % half for half in halves]
    assert answered(*frames, DONE) == [Words("a"), Words("🙂b"), Ending()]


def test_half_a_character_at_the_end_is_said_to_be_one() -> None:
    half = rb'data: {"choices":[{"index":0,"delta":{"content":"a\ud83d"}}]}' + b"\n\n"
    assert answered(half, DONE) == [Words("a"), Words("\ufffd"), Ending()]


@pytest.mark.parametrize(
    ("end", "ending"),
    [
        (DONE, Ending()),
        (STOP, Ending("stop")),
        (STOP + DONE, Ending("stop")),
        (frame({}, "length") + DONE, Ending("length", is_cut=True)),
        (frame({"content": None}, "content_filter") + DONE, Ending("content_filter")),
        (b"data: [DONE]", Ending()),
        (STOP + frame({}) + frame(error={"message": "too late"}), Ending("stop")),
    ],
)
def test_an_answer_that_was_ended_is_whole(end: bytes, ending: Ending) -> None:
    assert answered(said("one", "two"), end) == [Words("one"), Words("two"), ending]


@pytest.mark.parametrize(
    "end",
    [
        b"",
        frame({"content": ""}),
        frame(usage={"prompt_tokens": 3, "completion_tokens": 5, "total_tokens": 8}),
        b'data: {"choices": [{"index":0, "delta": {"content": "ha',
        frame(error={"message": "overloaded"}),
        b'event: error\ndata: {"message": "overloaded"}\n\n',
        b'error: {"code": 500}\n\n',
        frame({}, "error") + DONE,
        b"data: nonsense\n\n" + DONE,
    ],
)
def test_an_answer_that_was_not_ended_has_failed_and_what_was_said_is_kept(end: bytes) -> None:
    told = Told(said("one", "two"), end)
    assert told.pieces == [Words("one"), Words("two")]
    assert (told.failed.trouble, told.attempts) == ("broken", 1)


def test_what_fails_before_the_first_word_is_asked_again_and_nothing_after_it() -> None:
    def script(connection: Connection) -> None:
        attempt = len(server.connections)
        if attempt == 1:
            connection.send(b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n")
        elif attempt == 2:
            connection.send(HEAD + frame(error={"message": "overloaded", "code": 503}))
        else:
            connection.send(HEAD + said("here"))

    pieces: list[Piece] = []
    with raw_endpoint(script) as server, pytest.raises(EndpointFailed, match="broke off"):
        for piece in endpoint(server.url).stream(QUESTION, max_tokens=50, within_s=60):
            pieces.append(piece)
    assert pieces[0] == Waiting(2.0)
    assert isinstance(pieces[1], Waiting)
    assert pieces[2:] == [Words("here")]
    assert len(server.connections) == 3


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        ({"message": "no", "code": 429}, "limit"),
        ({"message": "no", "type": "invalid_request_error"}, "rejected"),
        ({"message": "no", "code": 401}, "rejected"),
        ("out of memory", "broken"),
    ],
)
def test_an_error_in_the_answer_is_judged_by_its_status(error: Any, trouble: str) -> None:
    assert Told(said("a"), frame(error=error)).failed.trouble == trouble


def test_an_error_that_is_null_is_none() -> None:
    assert text_of(answered(frame({"content": "fine"}, error=None), DONE)) == "fine"


def test_frames_without_choices_and_the_count_are_understood() -> None:
    filtered = frame(prompt_filter_results=[{"prompt_index": 0}])
    counted = frame(usage={"prompt_tokens": 3, "completion_tokens": 5, "total_tokens": 8})
    pieces = answered(filtered, frame({"role": "assistant", "content": ""}), said("hi"), STOP, counted, DONE)
    assert pieces == [Words("hi"), Tokens(3, 5, 8), Ending("stop")]


@pytest.mark.parametrize(
    "parts",
    [
        [{"index": 0, "id": "a", "function": {"name": "f", "arguments": '{"p":1}'}},
         {"index": 0, "id": "b", "function": {"name": "f", "arguments": '{"p":2}'}}],
        [{"id": "a", "function": {"name": "f", "arguments": '{"p":'}}, {"function": {"arguments": "1}"}},
         {"id": "b", "function": {"name": "f", "arguments": '{"p":2}'}}],
        [{"index": 0, "id": "a", "function": {"name": "f", "arguments": ""}},
         {"index": 1, "id": "b", "function": {"name": "f", "arguments": '{"p"'}},
         {"index": 0, "function": {"arguments": '{"p":1}'}}, {"index": 1, "function": {"arguments": ":2}"}}],
        [{"index": 0, "id": "a", "function": {"name": "f", "arguments": '{"p"'}},
         {"index": 0, "id": "a", "function": {"name": "f", "arguments": ":1}"}},
         {"index": 0, "id": "b", "function": {"name": "f", "arguments": {"p": 2}}}],
    ],
)  # fmt: skip
def test_a_new_id_is_a_new_tool_call(parts: list[Any]) -> None:
    frames = [frame({"content": None, "tool_calls": [part]}) for part in parts]
    first, second, ending = answered(*frames, frame({}, "tool_calls"), DONE)
    assert first == ToolCall("a", "f", '{"p":1}')
    assert isinstance(second, ToolCall)
    assert (second.id, second.arguments.replace(" ", "")) == ("b", '{"p":2}')
    assert ending == Ending("tool_calls")


def test_calls_without_ids_and_indexes_are_told_apart_by_their_names() -> None:
    parts = [{"function": {"name": name, "arguments": "{}"}} for name in ("f", "g")]
    assert answered(frame({"tool_calls": parts}), DONE)[:2] == [ToolCall("", "f", "{}"), ToolCall("", "g", "{}")]


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_thoughts_are_no_part_of_the_answer(name: str) -> None:
    pieces = answered(frame({name: "hm", "content": None}), said("yes"), DONE)
    assert pieces == [Thought("hm"), Words("yes"), Ending()]


@pytest.mark.parametrize("blanks", [b"", b"\n\n", b"\xef\xbb\xbf \r\n"])
def test_a_server_that_answers_json_is_understood_whatever_it_calls_it(blanks: bytes) -> None:
    body = b'{"choices":[{"message":{"content":"hi","tool_calls":null}}],"usage":{"total_tokens":7}}'
    assert answered(blanks, body) == [Words("hi"), Tokens(0, 0, 7), Ending()]


def test_an_error_object_with_200_is_an_error() -> None:
    assert Told(b'{"error": {"message": "no such model", "code": 404}}').failed.trouble == "rejected"


def test_whoever_stops_listening_closes_the_connection_at_once() -> None:
    closed: list[bool] = []
    done = threading.Event()

    def script(connection: Connection) -> None:
        connection.send(HEAD + said("first"))
        closed.append(connection.is_closed_within(LATE_S))
        done.set()

    with raw_endpoint(script) as server:
        pieces = endpoint(server.url).stream(QUESTION, max_tokens=50, within_s=60)
        next(pieces)
        assert isinstance(pieces, Iterator)
        pieces.close()  # type: ignore[attr-defined]
        assert done.wait(LATE_S)
    assert closed == [True]


@pytest.mark.parametrize("head", [HEAD, b"HTTP/1.1 200 OK\r\n"], ids=["comments", "headers"])
def test_signs_of_life_without_an_answer_end_in_time(head: bytes) -> None:
    line = b": keepalive\n\n" if head == HEAD else b"X-Pad: 1\r\n"

    def script(connection: Connection) -> None:
        connection.send(head)
        while True:
            time.sleep(0.02)
            connection.send(line)

    begun = time.monotonic()
    with pytest.raises(EndpointFailed) as failed:
        asked(script, timeout_s=0.3, within_s=0.5)
    assert failed.value.trouble == "timeout"
    assert time.monotonic() - begun < LATE_S


def test_a_long_answer_may_take_longer_than_a_silence() -> None:
    def script(connection: Connection) -> None:
        connection.send(HEAD)
        for _ in range(12):
            time.sleep(0.1)
            connection.send(said("x"))
        connection.send(DONE)

    assert text_of(asked(script, timeout_s=0.6)) == "x" * 12


def test_nobody_waits_for_a_server_that_keeps_the_connection_after_its_answer() -> None:
    never = threading.Event()

    def script(connection: Connection) -> None:
        connection.send(HEAD + said("all") + STOP)
        never.wait(LATE_S)

    try:
        assert asked(script, timeout_s=0.5) == [Words("all"), Ending("stop")]
    finally:
        never.set()


def test_an_answer_that_is_compressed_unasked_is_read_as_it_comes() -> None:
    head = HEAD.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
    content = gzip.compress(said("你好", "🙂") + DONE)
    pieces = answered(*(content[at : at + 5] for at in range(0, len(content), 5)), head=head)
    assert text_of(pieces) == "你好🙂"


def test_a_compressed_answer_without_end_is_cut() -> None:
    head = HEAD.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
    with pytest.raises(EndpointFailed, match="did not stop"):
        answered(gzip.compress(b":" * (5 * 2**20)), head=head)


def test_a_body_that_is_shorter_than_it_says_is_not_whole() -> None:
    head = HEAD.replace(b"\r\n\r\n", b"\r\nContent-Length: 9999\r\n\r\n")
    with pytest.raises(EndpointFailed, match="broke off"):
        answered(said("half"), head=head)


# -- parameters --------------------------------------------------------------------------------------------------------


def refusing(connection: Connection, refused: set[str], param: str | None = None) -> None:
    if refused & connection.body.keys():
        body = b'{"error": {"param": %s}}' % (f'"{param}"'.encode() if param else b"null")
        connection.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    else:
        connection.send(HEAD + said("ok") + DONE)


def test_the_count_is_asked_for_and_left_out_for_good_where_it_is_refused() -> None:
    with raw_endpoint(lambda connection: refusing(connection, {"stream_options"})) as server:
        ours = endpoint(server.url)
        for _ in range(2):
            assert text_of(ours.stream(QUESTION, max_tokens=50, within_s=60)) == "ok"
    sent = [connection.body.get("stream_options") for connection in server.connections]
    assert sent == [{"include_usage": True}, None, None]


def test_a_model_that_calls_the_limit_otherwise_is_told_it_so() -> None:
    with raw_endpoint(lambda connection: refusing(connection, {"max_tokens"}, "max_tokens")) as server:
        assert endpoint(server.url).complete(QUESTION, max_tokens=50, within_s=60).text == "ok"
    assert server.connections[-1].body["max_completion_tokens"] == 50
    assert server.connections[-1].body["temperature"] == 0


def test_a_bad_question_leaves_nothing_out_of_the_next() -> None:
    with raw_endpoint(lambda connection: refusing(connection, {"messages"})) as server:
        ours = endpoint(server.url)
        for _ in range(2):
            with pytest.raises(EndpointFailed, match="answered 400") as failed:
                list(ours.stream(QUESTION, max_tokens=50, within_s=60))
    assert failed.value.trouble == "rejected"
    assert ["stream_options" in connection.body for connection in server.connections] == [True, False, True, False]


def test_a_web_page_is_no_answer() -> None:
    with pytest.raises(EndpointFailed, match="web page"):
        answered(b"<html>", head=HEAD.replace(b"text/event-stream", b"text/html; charset=utf-8"))
