"""The calls that the runs of every face have: list, read, export, cancel, retry, delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import gevent
from flask import Blueprint, Response, g, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.edge.acting import note_act
from blueprints.edge.current import container
from blueprints.edge.parameters import choice, json_object, text, whole
from services.errors import Forbidden
from services.face import Face
from services.runs.kind import RunKind
from services.runs.run import STATES
from services.runs.runs import Runs
from services.thread import in_thread

MAX_LISTED = 200
_MAX_QUERY = 200
_MAX_BODY_BYTES = 65_536


class Shown(Protocol):
    """A run in a face's own words."""

    @property
    def channel(self) -> str: ...
    def as_dict(self) -> dict[str, Any]: ...


R = TypeVar("R", bound=Shown)


def add_run_calls(
    blueprint: Blueprint,
    face: Face[Any],
    kind: RunKind,
    *,
    path: str,
    key: str,
    exports: Mapping[str, Callable[[Any], Response]],
    started: Callable[[Any], dict[str, Any]] | None = None,
    secrets: Sequence[str] = (),
    answer: Callable[[Any], Response] | None = None,
) -> None:
    """Add the calls to a face's blueprint.

    ``path`` is where the runs are, below the blueprint's own prefix; ``key`` is what the list calls them. ``exports``
    answer ``?format=…``. ``started`` is what a start and a retry answer; ``secrets`` are the fields of a retry's body
    that are never stored and have to be sent again. ``answer`` is what reading one answers where that is more than the
    list says of it.
    """
    calls = _Calls(face, kind, key, exports, started or (lambda run: started_run(kind, run)), secrets, answer)
    one = f"{path}/<{kind.id_name}>"
    for rule, name, method in (
        (path, "listed", "GET"),
        (one, "read", "GET"),
        (one, "remove", "DELETE"),
        (f"{one}/cancel", "cancel", "POST"),
        (f"{one}/retry", "retry", "POST"),
    ):
        blueprint.add_url_rule(rule, name, getattr(calls, name), methods=[method])


def check_may_start(kind: RunKind) -> None:
    """Raises: Forbidden, for a program."""
    check_is_person(f"start {kind.plural}")


def check_is_person(to_do: str) -> None:
    """Raises: Forbidden, for a program."""
    if g.identity.role == "service":
        raise Forbidden(f"A service token publishes and subscribes. Sign in to {to_do}.")


def tidy_later(runs: Runs[Any]) -> None:
    """Delete the caller's oldest runs beyond those that are kept, while the answer is on its way."""
    gevent.spawn(in_thread, runs.tidy, g.identity.user_id)


def started_run(kind: RunKind, run: Shown) -> dict[str, Any]:
    """What a start answers where a face has nothing to add."""
    run_id = run.as_dict()[kind.id_name]
    return {
        kind.id_name: run_id,
        "channel": run.channel,
        "stream_url": url_for("streaming.stream", channel=run.channel),
    }


class _Calls:
    def __init__(
        self,
        face: Face[Any],
        kind: RunKind,
        key: str,
        exports: Mapping[str, Callable[[Any], Response]],
        started: Callable[[Any], dict[str, Any]],
        secrets: Sequence[str],
        answer: Callable[[Any], Response] | None,
    ) -> None:
        self._face = face
        self._kind = kind
        self._key = key
        self._exports = exports
        self._started = started
        self._secrets = secrets
        self._answer = answer or (lambda run: jsonify(run.as_dict()))

    @property
    def _runs(self) -> Runs[Any]:
        runs: Runs[Any] = container().service(self._face)
        return runs

    def listed(self) -> ResponseReturnValue:
        status = choice("status", STATES)
        query = request.args.get("q", "").strip()[:_MAX_QUERY] or None
        limit, page = whole("limit", 50, 1, MAX_LISTED), whole("page", 1, 1, 10_000)
        found = self._runs.list(g.identity, query=query, status=status, limit=limit, page=page)
        total = self._runs.count(g.identity, query=query, status=status)
        return jsonify({self._key: [run.as_dict() for run in found], "total": total, "page": page, "limit": limit})

    def read(self, **ids: str) -> ResponseReturnValue:
        form = choice("format", list(self._exports))
        run = self._runs.get(g.identity, ids[self._kind.id_name])
        return self._answer(run) if form is None else self._exports[form](run)

    def remove(self, **ids: str) -> ResponseReturnValue:
        run_id = ids[self._kind.id_name]
        owner_id = self._runs.owner_of(run_id)
        in_thread(self._runs.delete, g.identity, run_id)
        self._note("run.deleted", run_id, owner_id)
        return "", 204

    def cancel(self, **ids: str) -> ResponseReturnValue:
        run_id = ids[self._kind.id_name]
        run = self._runs.cancel(g.identity, run_id)
        self._note("run.cancelled", run_id, self._runs.owner_of(run_id))
        return jsonify(run.as_dict()), 202

    def retry(self, **ids: str) -> ResponseReturnValue:
        check_may_start(self._kind)
        secret = self._sent_secret()
        run_id = ids[self._kind.id_name]
        run = in_thread(self._runs.retry, g.identity, run_id, secret)
        self._note("run.retried", run_id, self._runs.owner_of(run_id))
        tidy_later(self._runs)
        return jsonify(self._started(run)), 202

    def _note(self, act: str, run_id: str, owner_id: str | None) -> None:
        """What admins do to the runs of others is written down."""
        if owner_id != g.identity.user_id:
            note_act(act, "run", run_id, details={"kind": self._kind.name, "owner_id": owner_id})

    def _sent_secret(self) -> dict[str, str] | None:
        if not self._secrets:
            return None
        example = "{" + ", ".join(f'"{name}": "…"' for name in self._secrets) + "}"
        body = json_object(_MAX_BODY_BYTES, example, is_optional=True)
        sent = {name: value for name in self._secrets if (value := text(body, name))}
        return sent or None
