"""Tailrace's own doors to the chat (contract, section 6): ask, watch, stop, ask again, and the files of an answer."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from flask import Blueprint, Response, g, jsonify, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from blueprints.agents.replay import replayed
from blueprints.edge.current import container
from blueprints.edge.download import as_download
from blueprints.edge.gates import stream_endpoint
from blueprints.edge.parameters import idempotency_key, json_object, text
from blueprints.runs.api import check_is_person
from blueprints.streaming.event_stream import check_form, stream_response, streams, subscriber_of
from services.agents.chat import Chat
from services.agents.conversations.message import state_of
from services.agents.face import FACE
from services.agents.runs.asking import LATEST, SentMessage
from services.agents.runs.run import ChatRun, channel_of
from services.agents.sound import sound
from services.errors import BadRequest
from services.thread import in_thread

chat = Blueprint("chat", __name__)

KIND = "chat"
"""Of the streams, for counting."""
_ROOM_BYTES = 4096
"""For what stands beside a message in a body."""
_LONGEST_ESCAPE = 6
_EXAMPLE = '{"message": "What is 17 % of 2,340?"}'
_SAFE_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")


def the_chat() -> Chat:
    return container().service(FACE)


def _channels(_query: MultiDict[str, str], run_id: str) -> tuple[str, ...]:
    return (channel_of(run_id),)


@chat.post("/process/stream")
def process() -> ResponseReturnValue:
    """Ask, and watch the answer in the same response. Who loses it goes on at the run's own stream.

    What would refuse the stream is asked first: nobody would know of the answer.
    """
    streams().check(subscriber_of(g.identity))
    check_form()
    run = _ask()
    if told_again := replayed(the_chat(), run):  # the same Idempotency-Key, much later
        return told_again
    about = {"run_id": run.id, "conversation_id": run.conversation_id}
    return stream_response([run.channel], kind=KIND, opening=lambda _: about)


@chat.post("/api/v1/chat")
def ask() -> ResponseReturnValue:
    return jsonify(_started(_ask())), 202


@chat.get("/api/v1/chat/stream/<run_id>")
@stream_endpoint(_channels)
def stream(run_id: str) -> ResponseReturnValue:
    run = the_chat().runs.find(run_id)
    told_again = None if run is None else replayed(the_chat(), run)
    if told_again is not None:
        return told_again
    about = {"run_id": run_id} | ({"conversation_id": run.conversation_id} if run is not None else {})
    return stream_response([channel_of(run_id)], kind=KIND, opening=lambda _: about)


@chat.get("/api/v1/chat/<run_id>")
def read(run_id: str) -> ResponseReturnValue:
    """The answer as far as it is made."""
    run = the_chat().run(g.identity, run_id)
    return jsonify(_shown(run, in_thread(the_chat().story, run).text))


@chat.post("/api/v1/chat/<run_id>/cancel")
def cancel(run_id: str) -> ResponseReturnValue:
    run = the_chat().cancel(g.identity, run_id)
    return jsonify({"run_id": run.id, "state": run.state}), 202


@chat.post("/api/v1/chat/<run_id>/retry")
def retry(run_id: str) -> ResponseReturnValue:
    """Another answer to the same question, beside the first one."""
    check_is_person("ask questions")
    agent_id = text(json_object(_ROOM_BYTES, '{"agent_id": "math"}', is_optional=True), "agent_id")
    return jsonify(_started(in_thread(the_chat().ask_again, g.identity, run_id, agent_id))), 202


@chat.get("/api/v1/chat/<run_id>/artifacts/<int:number>")
def artifact(run_id: str, number: int) -> ResponseReturnValue:
    return file_response(run_id, number)


def file_response(run_id: str, number: int) -> Response:
    """A file that an agent made. It is never shown as a page of this server, whatever it says that it is."""
    path, about = in_thread(the_chat().artifact, the_chat().run(g.identity, run_id), number)
    media_type = str(about.get("media_type", ""))
    if not _SAFE_MEDIA_TYPE.fullmatch(media_type):
        media_type = "application/octet-stream"
    response = send_file(path, mimetype=media_type)
    stem, _, ending = str(about.get("name") or f"file-{number + 1}").rpartition(".")
    return as_download(response, stem or ending, ending if stem else "")


# -- shared ------------------------------------------------------------------------------------------------------------


def _ask() -> ChatRun:
    check_is_person("ask questions")
    most = _LONGEST_ESCAPE * the_chat().settings.message_bytes + _ROOM_BYTES
    body = json_object(most, _EXAMPLE)
    key = idempotency_key()
    return in_thread(the_chat().ask, g.identity, _sent(body, key))


def _sent(body: dict[str, Any], key: str | None) -> SentMessage:
    message = body.get("message")
    if not isinstance(message, str):
        raise BadRequest(f"'message' is missing, or not a text; the body is like {_EXAMPLE}.")
    parent_id: str | None = LATEST
    if "parent_id" in body:  # null: the first message of another branch
        parent_id = sound(text(body, "parent_id") or "") or None
    digest = hashlib.sha256(repr(sorted(body.items())).encode("utf-8", "replace")).digest() if key else b""
    return SentMessage(
        message=message,
        conversation_id=sound(text(body, "conversation_id") or "") or None,
        agent_id=sound(text(body, "agent_id") or "") or None,
        parent_id=parent_id,
        idempotency_key=key,
        body_digest=digest,
    )


def _started(run: ChatRun) -> dict[str, Any]:
    return {
        "run_id": run.id,
        "conversation_id": run.conversation_id,
        "channel": run.channel,
        "stream_url": url_for("chat.stream", run_id=run.id),
    }


def _shown(run: ChatRun, answer: str) -> dict[str, Any]:
    return {
        **_started(run),
        "state": state_of(run, answer),
        "agent_id": run.agent_id,
        "agent_name": run.agent_name,
        "text": answer,
        "code": run.code,
        "message": run.message,
        "seconds": run.seconds,
        **run.facts,
    }
