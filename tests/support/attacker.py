"""An attacker: a process that tries each attack it is told of in a child of its own, free or confined, as some user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from services.process.access import PROJECT, Access
from services.process.confinement import confine_this_process
from tests.support.attack import attack


class Attacker:
    """``user`` is a number, or None for the one that we are. With ``folder``, it is confined to that."""

    def __init__(self, user: int | None, folder: Path | None = None) -> None:
        code = "import sys; from tests.support import attacker; attacker.main(*sys.argv[1:])"
        argv = [sys.executable, "-c", code, "" if user is None else str(user), str(folder or "")]
        self._process = subprocess.Popen(
            argv, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()

    def ask(self, *given: Any) -> str:
        """What became of the attack."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(given) + "\n")
        return self._process.stdout.readline().strip()


def main(user: str, folder: str) -> None:
    """In the attacker's process. It becomes the user here, who perhaps could not start this interpreter."""
    if user:
        attack("in_a_program", "/dev/null", "/")  # imports what that user may not be able to read
        os.setgroups([])
        os.setgid(int(user))
        os.setuid(int(user))
    if folder:
        confine_this_process(Path(folder), Access())
    for line in sys.stdin:
        reading, writing = os.pipe()
        if os.fork() == 0:
            try:
                os.write(writing, attack(*json.loads(line)).encode())
            finally:
                os._exit(0)
        os.close(writing)
        print(os.read(reading, 100).decode(), flush=True)
        os.close(reading)
        os.wait()
