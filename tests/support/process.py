"""A server's processes, found by what they inherit from it: an environment variable, or its data folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK = "TAILRACE_TEST_SERVER"


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    parent: int
    command: str


def processes_of(mark: str, data: Path) -> list[Process]:
    """Return the live processes (no zombies) that the server ``mark`` on ``data`` started, directly or indirectly."""
    return [process for process in _all() if _belongs(process, f"{MARK}={mark}".encode(), str(data))]


def is_alive(pid: int) -> bool:
    return any(process.pid == pid for process in _all())


def _all() -> Iterator[Process]:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # The name, in parentheses, may hold anything, so count the fields from its end.
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue  # gone while we looked
        if state not in "ZX":
            yield Process(int(folder.name), int(parent), command)


def _belongs(process: Process, mark: bytes, data: str) -> bool:
    folder = Path("/proc") / str(process.pid)
    try:
        if mark in (folder / "environ").read_bytes().split(b"\0"):
            return True
        # A job's child runs with an environment of its own.
        return f"{data}/" in f"{process.command}/" or f"{(folder / 'cwd').readlink()}/".startswith(f"{data}/")
    except OSError:
        return False
