"""The other side of :mod:`resident`: reads a path a line, answers with its issues a line.

Started as ``python -m services.scanning.engines.resident_process MODULE``; ends when its standard input does.
"""

from __future__ import annotations

import importlib
import os
import sys

import msgspec

from services.scanning.engines.resident import Answer


def main(module: str) -> None:
    """Answer until the starter closes the pipe."""
    # Libraries print: the pipe to the starter gets a descriptor that they don't know, and theirs goes nowhere.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    check_file = importlib.import_module(module).check_file
    for line in sys.stdin.buffer:
        try:
            answer = Answer(issues=check_file(msgspec.json.decode(line, type=str)))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            # The name alone: an exception's text can quote the file, and in it a secret.
            answer = Answer(error=type(error).__name__)
        rest = memoryview(msgspec.json.encode(answer) + b"\n")
        while rest:
            rest = rest[answers.write(rest) or 0 :]


if __name__ == "__main__":
    main(sys.argv[1])
