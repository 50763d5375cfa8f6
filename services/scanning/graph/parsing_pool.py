"""A pool of parsing processes that read files. One that crashes or hangs costs one file.

tree-sitter's grammars are C code, and no limit inside them holds against a hostile file: some take hours, some crash.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed, answered
from services.scanning.files.source_file import SourceFile
from services.scanning.graph.grammar import ParsingTooSlow

PROCESSES = 2
FILE_CPU_S = 8.0
"""Above the parser's own limit. Processor time, because a busy server must not lose files."""
FILE_WALL_S = 600.0
MAX_LOST = 20
"""A repository with more such files is meant to keep us busy."""
TOO_SLOW = "parsing took too long"
CRASHED = "the parser crashed on it"
GIVEN_UP = "too many files before it could not be parsed"

T = TypeVar("T")


def read_files(
    root: Path,
    files: Sequence[SourceFile],
    function: str,
    returns: type[T],
    on_done: Callable[[int], None],
    *,
    file_cpu_s: float = FILE_CPU_S,
    max_lost: int = MAX_LOST,
) -> Generator[tuple[SourceFile, T | str], None, None]:
    """Each file with what ``function(language, path)`` answers, or with the reason why there is no answer. They are
    begun in the order of ``files``, and end in no particular order.

    ``function`` is ``package.module:name`` and answers ``returns`` or a reason, ``on_done`` gets the number of files
    done so far. A caller who has enough closes the iterator.
    """
    waiting = list(reversed(files))
    busy: dict[Resident[T | str], SourceFile] = {}
    lost = 0

    def ask(parser: Resident[T | str]) -> None:
        busy[parser] = file = waiting.pop()
        parser.send(file.language, str(root / file.path))

    with ExitStack() as stack:
        limits = Limits(wall_s=FILE_WALL_S, cpu_s=file_cpu_s)
        answer_type: Any = returns | str
        for _ in range(min(PROCESSES, len(files))):
            parser = Resident[T | str](function, answer_type, limits, Access(read=(root,)))
            ask(stack.enter_context(parser))
        while busy:
            for parser in answered(busy):
                file, answer = busy.pop(parser), _answer(parser)
                yield file, answer
                lost += answer in (CRASHED, TOO_SLOW)
                if waiting and lost < max_lost:
                    ask(parser)
                on_done(len(files) - len(waiting) - len(busy))
    yield from ((file, GIVEN_UP) for file in waiting)


def _answer(parser: Resident[T | str]) -> T | str:
    try:
        return parser.take()
    except ResidentFailed as failed:
        return TOO_SLOW if failed.cause in ("time", "cpu") else CRASHED
    except RequestFailed:
        return CRASHED


def answer_of(read: Callable[[str, bytes], T], language: str, path: str) -> T | str:
    """Runs in the parsing process: what ``read`` makes of a file, or the reason why there is nothing."""
    try:
        return read(language, Path(path).read_bytes())
    except ParsingTooSlow:
        return TOO_SLOW
    except OSError:
        return "the file could not be read"
    except MemoryError:
        return "parsing needed too much memory"
