"""The process behind a `Resident`: it reads one request a line, calls the function, and writes one answer a line.

It ends when its standard input does.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class Answer(msgspec.Struct, Generic[T], tag="answer"):
    value: T


class Failure(msgspec.Struct, tag="failure"):
    """The function raised an exception of this name."""

    error: str


def main(function: str) -> None:
    """Answer until the other side closes the pipe."""
    # Libraries print, so answers get a descriptor that libraries do not know, and standard output leads nowhere.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    module, _, name = function.partition(":")
    call = getattr(import_module(module), name)
    for line in sys.stdin.buffer:
        answer: Answer[Any] | Failure
        try:
            answer = Answer(call(*msgspec.json.decode(line)))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            answer = Failure(type(error).__name__)
        rest = memoryview(msgspec.json.encode(answer) + b"\n")
        while rest:
            rest = rest[answers.write(rest) or 0 :]
