"""An ending: how a program ended, as a value for code and as words for people."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Literal

from services.process.limits import Excess, Limits


@dataclass(frozen=True, slots=True)
class Ending:
    """``status`` is the exit status, negative for the signal that killed it. ``cause`` is why we ended it, if we did.

    ``stdout`` is what it wrote, up to the limit; ``stderr`` is the end of what it wrote there.
    """

    status: int
    cause: Excess | Literal["cancelled"] | None = None
    stdout: bytes = b""
    stderr: bytes = b""
    limits: Limits = Limits()

    @property
    def succeeded(self) -> bool:
        return self.cause is None and self.status == 0

    @property
    def exited(self) -> bool:
        """Whether it ended by itself, so that ``status`` is its own."""
        return self.cause is None and self.status >= 0

    def __str__(self) -> str:
        """The rest of a sentence that begins with the program's name: "took longer than 5 s"."""
        if self.cause == "cancelled":
            return "was cancelled"
        if self.cause is not None:
            return self.limits.describe(self.cause)
        if self.status >= 0:
            return f"ended with status {self.status}"
        return f"was killed by {signal_name(-self.status)}"

    def last_line(self) -> str:
        """The last line of standard error that says something."""
        lines = self.stderr.decode("utf-8", "replace").splitlines()
        return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "no message")


def signal_name(number: int) -> str:
    return signal.Signals(number).name if number in signal.valid_signals() else f"signal {number}"
