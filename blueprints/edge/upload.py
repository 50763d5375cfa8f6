"""An upload: a multipart body (RFC 7578) whose files go to an `Intake` piece by piece and are never held in memory.

This drives Werkzeug's decoder without Werkzeug's form parser, whose limit for form fields also limits its read buffer:
it refuses most files larger than that.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress

import gevent
from flask import Request, Response, after_this_request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from services.errors import BadRequest, TooLarge
from services.files.intake import Intake
from services.files.sentence import readable_size

_READ_BYTES = 65_536
_FIELD_BYTES = 65_536
"""Limit of a form field, and of a part's headers: both are held in memory."""
_FIELDS = 20
_LONGEST_BOUNDARY = 100
"""RFC 2046 allows 70; a client of Werkzeug now and then takes a few more. A longer one is searched for in the whole
body, at a cost that grows with its length.
"""
_DROP_S = 30.0


def receive(request: Request, intake: Intake, field: str) -> MultiDict[str, str]:
    """Put the files of ``field`` into the intake. Returns the other fields of the form.

    Raises:
        BadRequest: not a multipart body, no file, too many files or fields, or a file in another field.
        TooLarge: a file, all files together, or a field.
    """
    form = _Form(intake, field)
    try:
        for event in _events(request, intake):
            form.add(event)
    except ValueError:
        raise BadRequest("The multipart body cannot be read.") from None
    intake.close()
    if not intake.files:
        raise BadRequest(f"Attach a file in the field {field!r}.")
    return form.fields


def outlast_body(request: Request) -> None:
    """Let a client that is refused early read why: what it still sends is dropped after the answer. Closed with unread
    bytes, its connection would be reset, and most clients read no answer from one that is.
    """
    body = request.environ["wsgi.input"]

    def drop() -> None:
        until = time.monotonic() + _DROP_S
        with suppress(HTTPException, OSError):
            while body.read(_READ_BYTES) and time.monotonic() < until:
                gevent.sleep(0)

    @after_this_request
    def drop_later(response: Response) -> Response:
        response.call_on_close(drop)
        return response


def _events(request: Request, intake: Intake) -> Iterator[Event]:
    boundary = request.mimetype_params.get("boundary", "").encode("ascii")
    if not 0 < len(boundary) <= _LONGEST_BOUNDARY:
        raise ValueError("no boundary, or too long a one")
    decoder = MultipartDecoder(boundary, max_form_memory_size=_READ_BYTES + _FIELD_BYTES)
    for piece in _pieces(request, intake):
        try:
            decoder.receive_data(piece)
        except RequestEntityTooLarge:
            raise TooLarge(f"The headers of a part are larger than {_FIELD_BYTES // 1024} KiB.") from None
        while not isinstance(event := decoder.next_event(), (NeedData, Epilogue)):
            yield event


def _pieces(request: Request, intake: Intake) -> Iterator[bytes | None]:
    """The body as it arrives, then None."""
    request.max_content_length = intake.limits.total_bytes + (intake.limits.files + _FIELDS) * _FIELD_BYTES
    try:
        while piece := request.stream.read(_READ_BYTES):
            yield piece
            gevent.sleep(0)  # a body that is already here never waits for its socket: let the streams go on
    except RequestEntityTooLarge:
        most = readable_size(intake.limits.total_bytes)
        raise TooLarge(f"The upload is larger than {most}, the most this server accepts.") from None
    yield None


class _Form:
    """Takes the decoder's events: passes the bytes of files on, keeps those of fields."""

    def __init__(self, intake: Intake, file_field: str) -> None:
        self.fields: MultiDict[str, str] = MultiDict()
        self._intake = intake
        self._file_field = file_field
        self._part: Field | File | None = None
        self._value = bytearray()
        self._parts = 0

    def add(self, event: Event) -> None:
        if isinstance(event, (Field, File)):
            self._begin(event)
        elif isinstance(event, Data):
            self._add(event)

    def _begin(self, part: Field | File) -> None:
        if not part.name:
            raise ValueError("a part without a name")
        self._part = part
        self._value.clear()
        self._parts += 1
        if self._parts > self._intake.limits.files + _FIELDS:
            raise BadRequest("The form has too many fields.")
        if isinstance(part, File) and part.filename:
            if part.name != self._file_field:
                raise BadRequest(f"Attach files in the field {self._file_field!r} only.")
            self._intake.open(part.filename)

    def _add(self, piece: Data) -> None:
        part = self._part
        if isinstance(part, File) and part.filename:
            self._intake.write(piece.data)
            return
        self._value += piece.data
        if len(self._value) > _FIELD_BYTES:
            raise TooLarge(f"A field of the form is larger than {_FIELD_BYTES // 1024} KiB.")
        if isinstance(part, Field) and not piece.more_data:
            self.fields.add(part.name, self._value.decode("utf-8", "replace"))
