"""git, run as a program on addresses and repositories that strangers chose.

git sees only our configuration, which closes everything that it could be talked into: no system or user configuration,
no hooks, no prompts, one transport, one pinned address, no redirects, no symlinks, checked objects. The access token
reaches git through its environment alone, by a credential helper that answers for this one host.
"""

from __future__ import annotations

import functools
import re
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from services.errors import TailraceError, TooLarge, Unavailable
from services.process.access import Access
from services.process.disk_use import DiskUse, disk_use
from services.process.ending import Ending
from services.process.limits import Limits
from services.process.program import Program
from services.scanning.source.git_configuration import Credentials, configuration, environment

OLDEST_GIT = (2, 37)
MEMORY_BYTES = 2 * 2**30
OUTPUT_BYTES = 2**30
"""For the listing of the largest repository. Its reader stops much earlier."""

_KEPT_OUTPUT_BYTES = 65_536
_MOST_FILES = 10_000
"""In a bare repository with one ref: git keeps what it fetched in one pack."""


class GitFailed(Exception):
    """git ended with an error; ``output`` is the end of its standard error."""

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self.output = output


class Git:
    """git with a home folder of its own and one protocol (``https``, ``http``, ``ssh`` or ``file``).

    Beside its home it sees ``access``, which may change between commands. While one runs, the folder ``watch`` is
    measured: git may not make it larger than ``max_bytes``.
    """

    def __init__(
        self,
        home: Path,
        *,
        protocol: str,
        deadline: float,
        max_bytes: int,
        watch: Path,
        access: Access,
        extra_config: str = "",
        ssh_command: str = "",
        credentials: Credentials | None = None,
    ) -> None:
        program = shutil.which("git")
        if program is None:
            raise Unavailable("git is not installed on this server; its operator can install it (apt-get install git).")
        _check_version(program)
        self.access = access
        self._program = program
        self._deadline = deadline
        self._max_bytes = max_bytes
        self._watch = watch
        self._home = home
        (home / ".gitconfig").write_text(configuration(credentials) + extra_config, encoding="utf-8")
        self._environment = environment(home, program, protocol, ssh_command, credentials)

    def run(
        self,
        *arguments: str,
        on_line: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> bytes:
        """Run one command and return its standard output, which must fit in memory.

        Raises:
            GitFailed: git ended with an error.
            TooLarge: the watched folder outgrew its limit.
            Unavailable: the deadline passed.
        """
        output = bytearray()
        self.stream(*arguments, on_output=output.extend, on_line=on_line, environment=environment)
        return bytes(output)

    def stream(
        self,
        *arguments: str,
        on_output: Callable[[bytes], None],
        on_line: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Like :meth:`run`, but standard output comes in pieces. An error that ``on_output`` raises ends git."""
        lines = _Lines(on_line or (lambda line: None))
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            raise _timed_out()
        ending = Program(
            [self._program, *arguments],
            cwd=self._home,
            limits=Limits(left_s, output_bytes=OUTPUT_BYTES, memory_bytes=MEMORY_BYTES, file_bytes=self._max_bytes),
            access=self.access,
            environ={**self._environment, **(environment or {})},
            on_stdout=on_output,
            on_stderr=lines.add,
            on_look=self._check_size,
        ).run()
        if ending.cause == "time":
            raise _timed_out()
        if not ending.exited:
            raise _died(ending)
        if ending.status != 0:
            raise GitFailed(lines.text())

    def _check_size(self) -> None:
        most = DiskUse(self._max_bytes, _MOST_FILES)
        used = disk_use([self._watch], most=most)
        if used.bytes > most.bytes or used.files > most.files:
            raise _too_large(self._max_bytes)


@functools.cache
def _check_version(program: str) -> None:
    """Older versions silently ignore ``http.curloptResolve``, and with it the pinned address."""
    said = Program([program, "version"], cwd=Path("/"), limits=Limits(10)).run().stdout.decode("utf-8", "replace")
    found = re.search(r"(\d{1,9})\.(\d{1,9})", said)
    if found is None or (int(found[1]), int(found[2])) < OLDEST_GIT:
        raise Unavailable(
            "git on this server is older than 2.37, too old to clone safely; its operator can upgrade it."
        )


class _Lines:
    """Standard error as lines (git ends progress with CR). Keeps the end of what was not progress."""

    def __init__(self, on_line: Callable[[str], None]) -> None:
        self._on_line = on_line
        self._rest = b""
        self._kept = bytearray()

    def add(self, piece: bytes) -> None:
        *lines, self._rest = (self._rest + piece).replace(b"\r", b"\n").split(b"\n")
        self._rest = self._rest[-_KEPT_OUTPUT_BYTES:]
        for line in lines:
            if b"%" not in line:
                self._kept += line + b"\n"
            self._on_line(line.decode("utf-8", "replace"))
        del self._kept[:-_KEPT_OUTPUT_BYTES]

    def text(self) -> str:
        return (bytes(self._kept) + self._rest).decode("utf-8", "replace")


def _timed_out() -> TailraceError:
    return Unavailable(
        "The repository did not arrive within the time that this server allows; try a smaller one"
        " (its operator can raise TAILRACE_CLONE_TIMEOUT_S)."
    )


def _too_large(max_bytes: int) -> TailraceError:
    return TooLarge(
        f"The repository is larger than the {max_bytes / 2**20:,.0f} MiB that this server accepts"
        " (its operator can raise TAILRACE_REPOSITORY_BYTES)."
    )


def _died(ending: Ending) -> TailraceError:
    return Unavailable(
        f"git {ending} while it brought the repository, and was stopped; try again, or try a smaller one."
    )
