"""Imports the modules named on the command line and prints what their import did beyond defining things.

It is a separate program because an audit hook cannot be removed.
"""

from __future__ import annotations

import _thread
import importlib
import os
import sys
from pathlib import Path
from typing import Any

import urllib3  # noqa: F401 – binds a socket on import to look for IPv6, so it comes before the hook

DEEDS = (
    "os.fork",
    "os.mkdir",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.system",
    "signal.pthread_kill",
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "sqlite3.connect",
    "subprocess.Popen",
    "tempfile.mkdtemp",
    "tempfile.mkstemp",
)
importing = ""


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in DEEDS or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
        print(f"importing {importing}: {event} {arguments[:1]}")


sys.path.insert(0, str(Path.cwd()))
sys.addaudithook(watch)
for importing in sys.argv[1:]:
    importlib.import_module(importing)
    if _thread._count():  # other threads than the main one; Python 3.11 has no audit event for their start
        print(f"importing {importing}: a thread was started")
        break
