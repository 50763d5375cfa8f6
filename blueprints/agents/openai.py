"""OpenAI's shape (contract, section 6): existing chat clients and editors ask our agents.

Each request brings the earlier messages, and its answer belongs to a conversation that no list shows. Whoever closes
the connection stops the answer a little later.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import gevent
from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from blueprints.agents.chat import the_chat
from blueprints.edge.body import read_json
from blueprints.edge.current import container
from blueprints.edge.parameters import idempotency_key
from blueprints.runs.api import check_is_person
from blueprints.streaming.event_stream import follow, streams, subscriber_of
from services.agents.directory import AUTO, Entry
from services.agents.openai.completion import KEEPALIVE, Completion, Failure, error
from services.agents.openai.continuation import continued
from services.agents.openai.errand import Errand, find_errand
from services.agents.openai.request import Refused, Wanted, read_request
from services.agents.runs.asking import SentMessage
from services.agents.runs.run import ChatRun
from services.agents.runs.story import LAST
from services.agents.runs.watch import WatchEnded, told_by
from services.agents.settings import AgentSettings
from services.errors import NotFound, TailraceError
from services.identifier import new_id
from services.streaming.delivery.departure import noticing
from services.streaming.end_reason import EndReason
from services.streaming.wire import HEADERS
from services.thread import in_thread

openai = Blueprint("openai", __name__, url_prefix="/v1")

KIND = "openai"
"""Of the watches, for counting."""
MOST_BODY_BYTES = 4 * 2**20
_LLM = "llm"
_RETRY_AFTER_S = "30"
"""When an agent that has reached a limit may be asked again. It does not say so itself."""
_ENDED = {
    EndReason.DRAIN: Failure("lost", "The server is being restarted; ask again."),
    EndReason.REVOKED: Failure("cancelled", "Your key was revoked, so the answer ends here."),
    EndReason.EXPIRED: Failure("cancelled", "Your key has expired, so the answer ends here."),
    EndReason.GONE: Failure("cancelled", "The connection was closed, so the answer ends here."),
    None: Failure("lost", "Some of the answer is not in the event log any more; ask again."),
}
_log = logging.getLogger(__name__)


@openai.get("/models")
def models() -> ResponseReturnValue:
    check_is_person("see whom you can ask")
    return jsonify({"object": "list", "data": [_auto(), *map(_model, the_chat().directory.entries())]})


@openai.get("/models/<model_id>")
def model(model_id: str) -> ResponseReturnValue:
    check_is_person("see whom you can ask")
    if model_id == AUTO:
        return jsonify(_auto())
    return jsonify(_model(_agent(model_id)))


@openai.post("/chat/completions")
def complete() -> ResponseReturnValue:
    check_is_person("ask questions")
    wanted = read_request(read_json(MOST_BODY_BYTES))
    if wanted.agent_id is not None:
        _agent(wanted.agent_id)
    errand = find_errand(wanted.question, wanted.earlier)
    is_plain = the_chat().directory.find(_LLM) is None or len(wanted.question) > the_chat().settings.message_bytes // 4
    if errand is not None and is_plain:
        return _run_errand(errand, wanted)
    watching = _Watching(wanted, _LLM if errand is not None else wanted.agent_id)
    return watching.streamed() if wanted.is_streamed else watching.whole()


@openai.errorhandler(Refused)
def refused(problem: Refused) -> ResponseReturnValue:
    """Below these paths all errors have OpenAI's form; this one also names the field."""
    return jsonify(error(problem.http_status, problem.code, str(problem), problem.param)), problem.http_status


# -- watching a run ----------------------------------------------------------------------------------------------------


class _Watching:
    """One request: it asks, and tells what the run tells. Whoever leaves early stops the run a little later."""

    def __init__(self, wanted: Wanted, agent_id: str | None) -> None:
        self._wanted = wanted
        self._identity = g.identity
        self._chat = the_chat()
        self._streams = streams()
        self._client = request.environ.get("gunicorn.socket")
        self._abandoned_s = container().settings.of(AgentSettings).abandoned_s
        self._streams.check(subscriber_of(g.identity))
        database = container().database
        sent = _sent(wanted, agent_id)
        self._run = in_thread(lambda: self._chat.ask(self._identity, continued(database, self._identity.user_id, sent)))
        base_url = request.root_url.rstrip("/")
        self._completion = Completion(self._run.id, wanted.model, int(self._run.created_at), base_url)
        self._is_over = False
        self._subscription = follow(self._run.channel, None, kind=KIND)

    def streamed(self) -> Response:
        response = Response(self._frames(), headers=HEADERS)
        response.call_on_close(self._left)
        return response

    def whole(self) -> Response:
        try:
            for _ in self._texts():
                pass
        finally:
            self._left()
        failure = self._completion.failure
        if failure is None:
            return jsonify(self._completion.whole())
        response = jsonify(failure.as_dict())
        response.status_code = failure.status
        if failure.status in (429, 503):
            response.headers["Retry-After"] = _RETRY_AFTER_S
        response.headers["x-should-retry"] = "false"  # OpenAI's clients would ask the agent again by themselves
        return response

    def _frames(self) -> Iterator[bytes]:
        yield self._completion.opening()
        for text in self._texts():
            yield self._completion.delta(text) if text else KEEPALIVE
        yield self._completion.ending(includes_usage=self._wanted.includes_usage)

    def _texts(self) -> Iterator[str]:
        """The parts of the answer; an empty one for a heartbeat, and for what is told on the way to it."""
        subscription = self._subscription
        assert subscription is not None, "only a position can lie behind everything"
        try:
            with noticing(self._client, lambda: subscription.end(EndReason.GONE)):
                for told in told_by(subscription):
                    text = self._completion.take(told) if told is not None else ""
                    if text or told is None or told.type not in LAST:
                        yield text
            self._is_over = True
        except WatchEnded as ended:
            self._completion.failure = _ENDED.get(ended.reason, _ENDED[None])

    def _left(self) -> None:
        """The response has ended, and with it the request's context. Nobody else will ask for the rest of an answer
        that is still being made.
        """
        if self._subscription is not None:
            self._subscription.close()
        if self._is_over:
            return
        chat, identity, run = self._chat, self._identity, self._run
        wait_s = 0.0 if self._streams.pump.is_draining else self._abandoned_s
        gevent.spawn_later(wait_s, _stop, lambda: chat.cancel(identity, run.id))


def _stop(cancel: Callable[[], ChatRun]) -> None:
    try:
        cancel()
    except NotFound:
        return  # it has been deleted meanwhile
    except (TailraceError, SQLAlchemyError) as error:
        _log.warning("answer_not_stopped", extra={"error": str(error)})


def _sent(wanted: Wanted, agent_id: str | None) -> SentMessage:
    key = idempotency_key()
    about = repr((wanted, g.identity.user_id)).encode("utf-8", "replace")
    return SentMessage(
        message=wanted.question,
        agent_id=agent_id,
        earlier=wanted.earlier,
        is_listed=False,
        idempotency_key=key,
        body_digest=hashlib.sha256(about).digest() if key else b"",
    )


# -- parts -------------------------------------------------------------------------------------------------------------


def _run_errand(errand: Errand, wanted: Wanted) -> Response:
    completion = Completion(new_id(), wanted.model, int(time.time()), finish_reason="stop")
    completion.text.append(errand.plain_answer())
    if not wanted.is_streamed:
        return jsonify(completion.whole())
    body = completion.opening() + completion.delta(completion.text[0])
    return Response(body + completion.ending(includes_usage=wanted.includes_usage), headers=HEADERS)


def _agent(agent_id: str) -> Entry:
    """Raises: NotFound."""
    found = the_chat().directory.find(agent_id)
    if found is None:
        raise NotFound(f"There is no model {agent_id!r} here; /v1/models lists them.", code="model_not_found")
    return found


def _model(entry: Entry) -> dict[str, Any]:
    return _listed(entry.id, entry.name, entry.description)


def _auto() -> dict[str, Any]:
    return _listed(AUTO, "Tailrace", "Finds the agent that can answer.")


def _listed(model_id: str, name: str, description: str) -> dict[str, Any]:
    about = {"name": name, "description": description}
    return {"id": model_id, "object": "model", "created": 0, "owned_by": "tailrace", **about}
