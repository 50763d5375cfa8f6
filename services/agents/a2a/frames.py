"""The frames of an A2A stream: the data of each event (WHATWG HTML §9.2.6), within a limit.

Its other fields mean nothing here: an envelope says by itself what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from services.http_exchange.event_line import check_size, read_lines


def read_frames(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The data of each event, as soon as it ends. What stands at the end of the stream counts if it is whole JSON.

    Raises:
        FrameTooLarge: one event has more data than an answer may have.
    """
    frame: bytearray | None = None
    mark = b"\xef\xbb\xbf"  # of the byte order, which the first line may begin with
    for line in read_lines(chunks, most):
        line, mark = line.removeprefix(mark), b""
        if not line:
            if frame is not None:
                yield bytes(frame)
            frame = None
        elif line.startswith(b"data:") or line == b"data":
            value = line[6:] if line[5:6] == b" " else line[5:]
            if frame is None:
                frame = bytearray(value)
            else:
                frame += b"\n" + value
                check_size(frame, most)
    if frame is not None and _is_json(frame):
        yield bytes(frame)


def _is_json(frame: bytearray) -> bool:
    try:
        msgspec.json.decode(frame, type=msgspec.Raw)
    except (ValueError, RecursionError):
        return False
    return True
