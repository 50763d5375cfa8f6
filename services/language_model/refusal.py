"""A refusal: what the status of an answer says, and whether it is worth asking again.

The body of a refusal is read for the few words that decide what we say. It is never quoted.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from services.http_exchange.retry_after import retry_after_s
from services.language_model.exchange import Answer
from services.language_model.failure import AttemptFailed, ParameterRefused, Trouble

RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_OPTIONAL = ("max_tokens", "temperature", "stream_options")
"""What can be left out, or said in another way. The last one is left out when the server does not say what is wrong."""
_MOST_BYTES = 65_536
_TOO_LONG = ("context_length_exceeded", "exceed_context_size_error", "string_above_max_length")


def check_status(answer: Answer, parameters: Collection[str]) -> None:
    """``parameters`` are the names of those that were sent.

    Raises:
        AttemptFailed: the answer is none.
    """
    if answer.status == 200:
        if answer.headers.get("Content-Type", "").lower().startswith("text/html"):
            raise AttemptFailed("answered with a web page (its address may lack '/v1')", is_final=True)
        return
    if answer.status in (400, 422):
        _judge(_error(answer), parameters)
    if answer.status == 429 and _error(answer).get("code") == "insufficient_quota":
        raise AttemptFailed("answered 429: its quota is used up", "limit", is_final=True)
    is_final = answer.status not in RETRIED
    reason = f"answered {answer.status}"
    raise AttemptFailed(reason, _trouble(answer.status), pause_s=retry_after_s(answer.headers), is_final=is_final)


def _judge(error: dict[str, Any], parameters: Collection[str]) -> None:
    """Raises: AttemptFailed, if there is more to say of a bad request than its status."""
    if error.get("code") in _TOO_LONG or error.get("type") in _TOO_LONG:
        raise AttemptFailed("answered that the conversation is too long for the model", "rejected", is_final=True)
    sent = [name for name in _OPTIONAL if name in parameters]
    if error.get("param") in sent:
        raise ParameterRefused(error["param"])
    if "stream_options" in sent:
        raise ParameterRefused("stream_options")


def _error(answer: Answer) -> dict[str, Any]:
    """The error in a refusal's body, if it is OpenAI's."""
    body = b""
    try:
        for part in answer.received():
            body += part
            if len(body) > _MOST_BYTES:
                break
        error = json.loads(body)["error"]
    except (AttemptFailed, ValueError, LookupError, TypeError, RecursionError):
        return {}
    return error if isinstance(error, dict) else {}


def _trouble(status: int) -> Trouble:
    if status in (402, 429):
        return "limit"
    return "rejected" if 300 <= status < 500 and status not in RETRIED else "broken"
