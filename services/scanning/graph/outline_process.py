"""The process that parses: one file after another, as told on standard input.

tree-sitter's grammars are C code, and no limit inside them holds against a hostile file: some files take hours, some crash it.
So they run where that costs one file (`outline_reader` watches the time and starts another process).
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import IO

import msgspec

from services.scanning.graph.grammar import ParsingTooSlow
from services.scanning.graph.outline import Outline, read_outline

MEMORY_BYTES = 2**30
LENGTH_BYTES = 4
TOO_SLOW = "parsing took too long"


class Request(msgspec.Struct, array_like=True):
    language: str
    path: str


def write_frame(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(LENGTH_BYTES, "big") + content)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> bytes | None:
    """One frame, or ``None`` if the other side has ended."""
    head = pipe.read(LENGTH_BYTES)
    content = pipe.read(int.from_bytes(head, "big")) if len(head) == LENGTH_BYTES else b""
    return content if head and len(content) == int.from_bytes(head, "big") else None


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer each request with an outline, or with a sentence's end that says why there is none, until there are no more."""
    while (frame := read_frame(requests)) is not None:
        request = msgspec.msgpack.decode(frame, type=Request)
        write_frame(answers, msgspec.msgpack.encode(_answer(request)))


def _answer(request: Request) -> Outline | str:
    try:
        return read_outline(request.language, Path(request.path).read_bytes())
    except ParsingTooSlow:
        return TOO_SLOW
    except OSError:
        return "the file could not be read"
    except MemoryError:
        return "parsing needed too much memory"


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)
