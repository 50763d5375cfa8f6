"""OpenAI's own client talks to our agents: lists, whole answers, streams, errors, and what happens when it leaves."""

from __future__ import annotations

import json
import socket
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import Any

import openai
import pytest
import requests
from sqlalchemy import func, select

from services.agents.record import ChatRunRecord
from services.errors import Conflict
from tests.support.api_contract import CheckedApi, Description, document
from tests.support.condition import wait_until
from tests.support.raw_endpoint import DONE as MODEL_DONE
from tests.support.raw_endpoint import HEAD, Connection, raw_endpoint, said
from tests.support.server import Server, StartServer
from tests.support.shared_server import ServerWith

ENV = {
    "TAILRACE_WORKERS": "1",
    "TAILRACE_AGENTS": "tests.support.scripted_agent:AGENT",
    "TAILRACE_HEARTBEAT_S": "0.3",
    "TAILRACE_ABANDONED_ANSWER_S": "0.5",
    "TAILRACE_USER_ANSWERS": "100",
    "TAILRACE_QUESTION_RATE": "1000",
}


@pytest.fixture
def server(server_with: ServerWith) -> Server:
    return server_with(ENV)


@pytest.fixture
def client(server: Server) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.chat_key()[0], max_retries=0, timeout=60) as client:
        yield client


def user(text: str) -> Any:
    return [{"role": "user", "content": text}]


def ask(client: openai.OpenAI, text: str, **more: Any) -> Any:
    return client.chat.completions.create(**{"model": "scripted", "messages": user(text), **more})


@contextmanager
def raw(server: Server, text: str, **more: Any) -> Iterator[requests.Response]:
    """Ask for a stream and return the response, whose bytes the test reads itself."""
    body = {"model": "scripted", "messages": user(text), "stream": True, **more}
    headers = {"Authorization": f"Bearer {server.chat_key()[0]}", "Accept-Encoding": "identity"}
    with requests.post(f"{server.url}/v1/chat/completions", json=body, headers=headers, stream=True, timeout=60) as got:
        assert got.status_code == 200, got.text
        yield got


def failed_answers(server: Server, code: str) -> int:
    """How many answers of all users have failed in this way."""
    failed = select(func.count()).where(ChatRunRecord.code == code)
    with server._container() as container, container.database.session() as session:
        return session.scalar(failed) or 0


def test_the_models_are_the_router_and_each_agent(client: openai.OpenAI) -> None:
    ids = [model.id for model in client.models.list()]
    assert ids[0] == "auto"
    assert "scripted" in ids
    assert client.models.retrieve("scripted").owned_by == "tailrace"
    assert client.models.retrieve("auto").id == "auto"
    with pytest.raises(openai.NotFoundError) as failed:
        client.models.retrieve("gpt-4")
    assert failed.value.code == "model_not_found"


def test_a_whole_answer(client: openai.OpenAI) -> None:
    answer = ask(client, "text Grüße 🙂\nuse 30 5")
    [choice] = answer.choices
    assert (choice.message.role, choice.message.content, choice.finish_reason) == ("assistant", "Grüße 🙂", "stop")
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens) == (30, 5, 35)
    assert (answer.object, answer.model) == ("chat.completion", "scripted")


@pytest.mark.parametrize("includes_usage", [True, False])
def test_a_stream_has_a_role_first_and_a_reason_last(client: openai.OpenAI, includes_usage: bool) -> None:
    options = {"stream_options": {"include_usage": True}} if includes_usage else {}
    chunks = list(ask(client, "say 20 5\ntext 你好 🙂\nuse 7 9 cut", stream=True, **options))
    if includes_usage:
        counted = chunks.pop()
        assert (counted.choices, counted.usage.total_tokens) == ([], 16)
    assert all(chunk.usage is None and len(chunk.choices) == 1 for chunk in chunks)
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["length"]
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == "".join(f"w{number} " for number in range(1, 21)) + "你好 🙂"
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_slow_agent_is_waited_for_with_comments_that_no_client_takes_for_events(
    server: Server, client: openai.OpenAI
) -> None:
    chunks = list(ask(client, "wait 1500\ntext at last\nwait 800\ntext .", stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "at last."
    with raw(server, "wait 1000\ntext late") as response:
        lines = response.content.split(b"\n")
    assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert lines.count(b": keepalive") >= 2
    for line, following in pairwise(lines):
        assert line in (b"", b": keepalive") or line.startswith(b"data: ")
        assert line != b": keepalive" or following != b""
    assert lines[-3:] == [b"data: [DONE]", b"", b""]


def test_the_first_words_come_while_the_answer_is_made(client: openai.OpenAI) -> None:
    begun = time.monotonic()
    stream = ask(client, "text first\nwait 60000", stream=True)
    words = next(chunk for chunk in stream if chunk.choices[0].delta.content)
    assert words.choices[0].delta.content == "first"
    assert time.monotonic() - begun < 30
    stream.close()


@pytest.mark.parametrize("after", ["", " after 2"])
def test_an_agent_that_fails_ends_the_stream_with_an_error(client: openai.OpenAI, after: str) -> None:
    said = ""
    with pytest.raises(openai.APIError, match="The script says that this fails") as failed:
        for chunk in ask(client, f"fail agent_failed{after}", stream=True):
            said += chunk.choices[0].delta.content or ""
    assert said == ("w1 w2 " if after else "")
    assert failed.value.code == "agent_failed"


def test_an_error_in_a_stream_stands_before_its_end(server: Server) -> None:
    with raw(server, "fail limit after 1") as response:
        *_, error, done = response.content.decode().strip().split("\n\n")
    assert json.loads(error.removeprefix("data: "))["error"]["type"] == "rate_limit_error"
    assert done == "data: [DONE]"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("agent_failed", openai.InternalServerError),
        ("limit", openai.RateLimitError),
        ("rejected", openai.BadRequestError),
        ("timeout", openai.InternalServerError),
    ],
)
def test_a_whole_answer_that_fails_is_an_error(client: openai.OpenAI, code: str, kind: type[openai.APIError]) -> None:
    with pytest.raises(kind, match="The script says") as failed:
        ask(client, f"fail {code}")
    assert failed.value.code == code


def test_a_failed_answer_is_not_asked_for_again_by_the_client(server: Server) -> None:
    before = failed_answers(server, "agent_failed")
    client = openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.chat_key()[0], max_retries=2)
    with client, pytest.raises(openai.InternalServerError):
        ask(client, "fail agent_failed")
    assert failed_answers(server, "agent_failed") == before + 1


def test_earlier_messages_and_how_to_answer_reach_the_agent(client: openai.OpenAI) -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "I am Ada."}]},
        {"role": "assistant", "content": "Hello Ada."},
        {"role": "user", "content": "echo"},
    ]
    answer = client.chat.completions.create(model="scripted", messages=messages)  # type: ignore[arg-type]
    shown = json.loads(answer.choices[0].message.content.strip().removeprefix("```json").removesuffix("```"))
    assert shown["turns"] == [
        {"role": "system", "text": "Be brief."},
        {"role": "user", "text": "I am Ada."},
        {"role": "agent", "text": "Hello Ada."},
    ]


def test_a_question_back_is_an_answer_and_files_are_links(server: Server, client: openai.OpenAI) -> None:
    answer = ask(client, "file note.txt 20\nask which one?").choices[0]
    assert f"[note.txt]({server.url}/api/v1/chat/" in answer.message.content
    assert answer.message.content.endswith("Scripted question: which one?")
    assert answer.finish_reason == "stop"


def test_a_conversation_that_we_know_goes_on_where_it_is_and_any_other_begins_anew(
    server: Server, client: openai.OpenAI
) -> None:
    name = uuid.uuid4().hex
    assert ask(client, f"text {name}").choices[0].message.content == name

    def place(client: openai.OpenAI, answered: str) -> str:
        said = [{"role": "assistant", "content": answered}, *user("echo")]
        answer = ask(client, "", messages=user(f"text {name}") + said).choices[0].message.content
        found = json.loads(answer.strip().removeprefix("```json").removesuffix("```"))
        assert [turn["text"] for turn in found["turns"]] == [f"text {name}", answered]
        return str(found["conversation_id"])

    first = place(client, name)
    assert place(client, name) == first
    assert place(client, f"not {name}") != first
    with suppress(Conflict):
        server.add_user("bob-of-openai", "correct horse battery")
    key = server.chat_key("bob-of-openai")[0]
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=key, max_retries=0, timeout=60) as other:
        assert place(other, name) != first


def test_the_agent_that_asked_back_gets_the_reply_without_being_chosen(client: openai.OpenAI) -> None:
    question = user(f"text Well. \nask which city? {uuid.uuid4().hex}")
    asked_back = ask(client, "", messages=question).choices[0].message.content
    messages = [*question, {"role": "assistant", "content": asked_back}, *user("Berlin")]
    assert ask(client, "", model="auto", messages=messages).choices[0].message.content == "Thank you for Berlin."


def test_it_is_not_among_the_users_conversations(server: Server, client: openai.OpenAI) -> None:
    ask(client, "text hidden-from-lists")
    with server.api() as api:
        listed = api.get("/api/v1/conversations?q=hidden-from-lists").json()
    assert listed["conversations"] == []


def test_routing_that_finds_nobody_is_said_in_openais_shape(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as failed:
        ask(client, "zxqv blorp", model="auto")
    assert failed.value.code == "no_agent"


@pytest.mark.parametrize("leave_by", ["close", "reset"])
def test_a_client_that_leaves_stops_its_answer(server: Server, leave_by: str) -> None:
    before = failed_answers(server, "cancelled")
    body = json.dumps({"model": "scripted", "messages": user("say 1\nstall"), "stream": True}).encode()
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.chat_key()[0]}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head.encode() + body)
        received = b""
        while b"w1" not in received:
            received += connection.recv(65_536)
        if leave_by == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    wait_until(lambda: failed_answers(server, "cancelled") > before, "the answer is stopped")


def test_a_client_that_leaves_a_whole_answer_stops_it_too(server: Server) -> None:
    before = failed_answers(server, "cancelled")
    key = server.chat_key()[0]
    with pytest.raises(requests.Timeout):
        requests.post(
            f"{server.url}/v1/chat/completions",
            json={"model": "scripted", "messages": user("say 1\nstall")},
            headers={"Authorization": f"Bearer {key}"},
            timeout=(5, 1.5),
        )
    wait_until(lambda: failed_answers(server, "cancelled") > before, "the answer is stopped")


def test_a_key_that_is_revoked_ends_its_stream_with_an_error(server: Server) -> None:
    key, key_id = server.chat_key()
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=key, max_retries=0, timeout=60) as client:
        stream = ask(client, "text first\nwait 60000", stream=True)
        next(chunk for chunk in stream if chunk.choices[0].delta.content)
        with server._container() as container:
            container.chat_keys.revoke(key_id)
        with pytest.raises(openai.APIError, match="revoked"):
            list(stream)
        with pytest.raises(openai.AuthenticationError):
            client.models.list()


def test_errors_have_openais_shape_on_every_path(server: Server, client: openai.OpenAI) -> None:
    key = {"Authorization": f"Bearer {server.chat_key()[0]}"}

    def error(method: str, path: str, status: int, headers: Mapping[str, str] = key, **more: Any) -> dict[str, Any]:
        answer = requests.request(method, server.url + path, headers=dict(headers), timeout=30, **more)
        assert answer.status_code == status
        [shape] = answer.json().values()
        assert set(shape) == {"message", "type", "param", "code"}
        return dict(shape)

    assert error("GET", "/v1/models", 401, {})["type"] == "authentication_error"
    assert error("GET", "/v1/models", 401, {"Authorization": "Bearer sk-wrong"})["type"] == "authentication_error"
    assert error("GET", "/v1/nothing", 404)["type"] == "not_found_error"
    assert error("POST", "/v1/embeddings", 404, json={})["type"] == "not_found_error"
    error("GET", "/v1/chat/completions", 405)
    path = "/v1/chat/completions"
    assert error("POST", path, 400, data=b"{")["param"] == "body"
    assert error("POST", path, 404, json={"model": "gpt-4", "messages": user("x")})["code"] == "model_not_found"
    picture = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}]
    assert error("POST", path, 400, json={"messages": picture})["param"] == "messages[0].content[0].type"
    error("POST", path, 413, json={"messages": user("x" * 70_000)})
    error("POST", path, 400, {**key, "Idempotency-Key": "k" * 256}, json={"messages": user("x")})
    service = {"Authorization": f"Bearer {server.service_token(publish=['jobs.*'])}"}
    assert error("POST", path, 403, service, json={"messages": user("x")})["type"] == "permission_error"


def test_answers_are_as_they_are_described(server: Server) -> None:
    description = Description(document())
    api = CheckedApi(server.url, description)
    paths = ("/v1/models", "/v1/models/auto", "/v1/models/gpt-4")
    for path in paths:
        api.get(path)
    completions = "/v1/chat/completions"
    api.post(completions, json={})
    api.headers["Authorization"] = f"Bearer {server.chat_key()[0]}"
    for path in paths:
        api.get(path)
    for text in ("text yes", "fail rejected", "fail limit", "fail agent_failed", "fail lost", "fail timeout"):
        api.post(completions, json={"model": "scripted", "messages": user(text)})
    api.post(completions, json={"model": "scripted", "messages": user("fail cancelled")})
    api.post(completions, json={"model": "scripted", "messages": user("text yes"), "stream": True})
    api.post(completions, json={"model": "gpt-4", "messages": user("x")})
    api.post(completions, json={"messages": user("x" * 70_000)})
    for text in ("text one", "text two"):
        body = {"model": "scripted", "messages": user(text)}
        api.post(completions, json=body, headers={"Idempotency-Key": "of-openai"})
    api.headers["Authorization"] = f"Bearer {server.service_token(publish=['jobs.*'])}"
    api.post(completions, json={"messages": user("x")})
    assert {pair for pair in description.told if pair[0].startswith("openai.")} <= description.seen


def test_an_access_token_works_as_a_key(server: Server) -> None:
    with server.api() as api:
        token = str(api.headers["Authorization"]).removeprefix("Bearer ")
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=token, max_retries=0) as client:
        assert ask(client, "text yes").choices[0].message.content == "yes"


def test_a_chat_clients_own_errands_are_not_routed(client: openai.OpenAI) -> None:
    task = (
        "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history.\n"
        'JSON format: { "title": "…" }\n<chat_history>\nUSER: how tall is Everest in miles?\n</chat_history>'
    )
    answer = ask(client, task, model="auto").choices[0].message.content
    assert json.loads(answer) == {"title": "How tall is Everest in miles"}
    chunks = list(ask(client, task, model="auto", stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == answer


def test_a_server_that_stops_ends_a_stream_with_an_error_and_its_last_line(start_server: StartServer) -> None:
    server = start_server(ENV)
    with raw(server, "say 1\nwait 60000") as response:
        lines = response.iter_lines()
        assert any(b"w1" in line for line in lines)
        server.stop_serving(within_s=30)
        *_, error, _blank, done = list(lines)[:-1]
    assert json.loads(error.removeprefix(b"data: "))["error"]["code"] == "lost"
    assert done == b"data: [DONE]"


def test_the_llm_agents_words_come_as_the_model_says_them_and_leaving_closes_its_connection(
    start_server: StartServer,
) -> None:
    heard, closed = threading.Event(), threading.Event()

    def model(connection: Connection) -> None:
        if "### Task" in connection.body["messages"][-1]["content"]:
            connection.send(HEAD + said('{"title": "A title"}') + MODEL_DONE)
            return
        connection.send(HEAD + said("你好 "))
        assert heard.wait(30)
        connection.send(said("🙂"))
        if connection.is_closed_within(30):
            closed.set()

    with raw_endpoint(model) as endpoint:
        server = start_server({**ENV, "TAILRACE_LLM_BASE_URL": endpoint.url})
        client = openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.chat_key()[0], max_retries=0, timeout=60)
        with client:
            task = "### Task:\nGenerate a concise title.\n<chat_history>\nUSER: hi\n</chat_history>"
            assert ask(client, task, model="auto").choices[0].message.content == '{"title": "A title"}'
            words = (chunk.choices[0].delta.content for chunk in ask(client, "hi", model="llm", stream=True))
            spoken = (word for word in words if word)
            assert next(spoken) == "你好 "
            heard.set()
            assert next(spoken) == "🙂"
        assert closed.wait(30), "the connection to the model is still open"
