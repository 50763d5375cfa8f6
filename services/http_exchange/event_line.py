"""The lines of an event stream (WHATWG HTML §9.2.5), from bytes that were cut anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class FrameTooLarge(Exception):
    """One line or event has more bytes than it may have."""


def read_lines(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Lines without their ends (LF, CR, or both), each as soon as it is there, and what is left at the end.

    Raises:
        FrameTooLarge: a line goes on beyond ``most`` bytes.
    """
    rest = bytearray()
    ended_in_cr = False
    for chunk in filter(None, chunks):
        if ended_in_cr:
            chunk = chunk.removeprefix(b"\n")
        ended_in_cr = chunk.endswith(b"\r")
        first, *others = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        rest += first
        for line in others:
            yield bytes(rest)
            rest = bytearray(line)
        check_size(rest, most)
    if rest:
        yield bytes(rest)


def check_size(part: bytes | bytearray, most: int) -> None:
    """Raises: FrameTooLarge."""
    if len(part) > most:
        raise FrameTooLarge
