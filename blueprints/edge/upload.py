"""An upload: a multipart body whose one file goes straight to a path of ours, counted while it arrives, never to memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from services.errors import BadRequest, TooLarge

_FIELD_BYTES = 65_536
_FIELDS = 20


class _Counted:
    """A file that refuses to grow past its bound."""

    def __init__(self, file: IO[bytes], max_bytes: int) -> None:
        self._file = file
        self._room = max_bytes
        self._max_bytes = max_bytes

    def write(self, part: bytes) -> int:
        self._room -= len(part)
        if self._room < 0:
            raise TooLarge(f"The archive is larger than the {self._max_bytes / 2**20:,.0f} MiB that this server accepts.")
        return self._file.write(part)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def receive(request: Request, path: Path, field: str, max_bytes: int) -> tuple[str, Mapping[str, str]]:
    """Write the file of ``field`` to ``path``; its name as the client gave it, and the other fields.

    Raises:
        BadRequest: there is no such file, or more than one. TooLarge: it has more than ``max_bytes``.
    """
    opened: list[IO[bytes]] = []

    def open_file(*_: object, **__: object) -> Any:
        if opened:
            raise BadRequest("Send one archive at a time.")
        opened.append(path.open("xb"))
        return _Counted(opened[0], max_bytes)

    parser = _parser(open_file, max_bytes)
    request.max_content_length = max_bytes + _FIELDS * _FIELD_BYTES
    try:
        _, form, files = parser.parse(request.stream, request.mimetype, request.content_length, request.mimetype_params)
    except RequestEntityTooLarge:
        raise TooLarge(f"The upload is larger than the {max_bytes / 2**20:,.0f} MiB that this server accepts.") from None
    except ValueError:
        raise BadRequest("The multipart body cannot be read.") from None
    finally:
        for file in opened:
            file.close()
    found = files.get(field)
    if found is None or not found.filename:
        raise BadRequest(f"Send the archive (.zip or .tar.gz) as a file in the field {field!r}.")
    return found.filename, form


def _parser(open_file: Callable[..., Any], max_bytes: int) -> FormDataParser:
    return FormDataParser(stream_factory=open_file, max_form_memory_size=_FIELD_BYTES, max_form_parts=_FIELDS, silent=False)
