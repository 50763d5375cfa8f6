"""A server's wall clock that a test can set. All of the server's processes preload ``clock.c``, which reads the
offset from a file.
"""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("clock.c")


class WallClock:
    """Start a server with ``env`` to put it on this clock."""

    def __init__(self, folder: Path) -> None:
        self._shift = folder / "clock.shift"
        self._shift.write_bytes(bytes(8))
        library = folder / "clock.so"
        subprocess.run(["cc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"], check=True)
        self.env = {"LD_PRELOAD": str(library), "WALL_CLOCK_SHIFT": str(self._shift)}

    def shift(self, seconds: int) -> None:
        """Set the clock this far from the true time, even for running processes."""
        with self._shift.open("r+b") as file:
            file.write(struct.pack("q", seconds))
