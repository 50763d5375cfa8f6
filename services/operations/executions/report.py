"""A report: what a program elsewhere publishes of its own execution (contract, section 7). It is checked as it comes.

The call that publishes a report appends, in the same batch, a copy to the face's inbox. So what was acknowledged is
there to be read, whatever crashes, and the channel that it was published to may forget it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from services.auth.identity import Identity
from services.errors import BadRequest
from services.runs.execution import Alert
from services.streaming.event import Event, NewEvent

STARTED = "execution.started"
PROGRESS = "execution.progress"
FINISHED = "execution.finished"
COMMAND_LINE = "command-line"
"""The publisher of what an operator publishes there."""

_log = logging.getLogger(__name__)

LONGEST_KIND = 64
_LONGEST_EVENT = 4096
_LONGEST_PATIENCE_S = 1e9

_Text = Annotated[str, msgspec.Meta(max_length=255)]
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
_Kind = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_KIND)]
_Picture = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class _Report(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A field that is null was not given. Other fields than these mean nothing here."""

    execution_id: _Id
    alert: Alert | None = None
    picture: _Picture | None = None


class Started(_Report, kw_only=True):
    title: _Text | None = None
    kind: _Kind | None = None
    expect_within_s: Annotated[float, msgspec.Meta(ge=1, le=_LONGEST_PATIENCE_S)] | None = None


class Progress(_Report, kw_only=True):
    progress: Annotated[float, msgspec.Meta(ge=0, le=1)]
    stage: _Text | None = None
    message: _Text | None = None


class Finished(_Report, kw_only=True):
    status: Literal["succeeded", "failed", "cancelled"]
    error: _Text | None = None


AnyReport = Started | Progress | Finished

_DECODERS: Mapping[str, msgspec.json.Decoder[Any]] = {
    STARTED: msgspec.json.Decoder(Started),
    PROGRESS: msgspec.json.Decoder(Progress),
    FINISHED: msgspec.json.Decoder(Finished),
}
TYPES = frozenset(_DECODERS)


class Copy(msgspec.Struct):
    """A report in the inbox, where it has the type of the one that was published to ``source`` as ``event``. It lies
    ``back`` positions behind that one.
    """

    publisher: str
    is_program: bool
    source: str
    back: int
    event: msgspec.Raw


_copies = msgspec.json.Decoder(Copy)


def checked(event: NewEvent) -> AnyReport:
    """What an event of one of `TYPES` says. Raises: BadRequest, a field is missing or wrong."""
    try:
        report: AnyReport = _DECODERS[event.type].decode(_published(event))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadRequest(f"{event.type}: {error}.", code="bad_report") from None
    for name in ("execution_id", "kind", "picture"):
        if "\0" in (getattr(report, name, None) or ""):
            raise BadRequest(f"{event.type}: {name!r} has no NUL in it.", code="bad_report")
    return report


def publisher_of(author: Identity | None) -> str:
    """None is an operator on the command line."""
    return COMMAND_LINE if author is None else author.user_id


def copy_of(event: NewEvent, report: AnyReport, author: Identity | None, back: int) -> dict[str, object]:
    """For the inbox. ``author`` published it; None: an operator, on the command line."""
    body = _published(event)
    return {
        "publisher": publisher_of(author),
        "is_program": author is None or author.role == "service",
        "source": event.channel,
        "back": back,
        "event": msgspec.Raw(body if len(body) <= _LONGEST_EVENT else msgspec.json.encode(report)),
    }


class Heard(msgspec.Struct):
    """A report as it was read from the inbox. ``at`` is in Unix seconds, ``position`` the id that was answered."""

    copy: Copy
    type: str
    report: AnyReport
    at: float
    position: int

    @property
    def key(self) -> tuple[str, str]:
        return self.copy.publisher, self.report.execution_id


def heard(event: Event) -> Heard | None:
    """None if this version cannot read it: another one wrote it."""
    try:
        copy = _copies.decode(event.published)
        report = _DECODERS[event.type].decode(copy.event)
    except (KeyError, msgspec.MsgspecError, RecursionError) as error:
        _log.warning("report_not_read", extra={"id": event.id, "type": event.type, "error": str(error)})
        return None
    return Heard(copy, event.type, report, event.at / 1000, event.id - copy.back)


def _published(event: NewEvent) -> bytes:
    return b"{" + event.data[event.prefix :]
