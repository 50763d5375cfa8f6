"""A page token: where the next page of a list of tasks begins, in letters that mean nothing to clients."""

from __future__ import annotations

import base64
import binascii
import math

import msgspec

from services.agents.runs.task import Moment


def write_page_token(moment: Moment | None) -> str:
    """Empty if there is no next page."""
    return "" if moment is None else base64.urlsafe_b64encode(msgspec.json.encode(moment)).decode()


def read_page_token(token: str) -> Moment | None:
    """Raises: ValueError, it is none of ours."""
    if not token:
        return None
    try:
        moment: Moment = msgspec.json.decode(base64.b64decode(token, altchars=b"-_", validate=True), type=Moment)
    except (binascii.Error, msgspec.MsgspecError, UnicodeError) as error:
        raise ValueError("no page token") from error
    if not math.isfinite(moment[0]) or not moment[1].isprintable():
        raise ValueError("no page token")
    return moment
