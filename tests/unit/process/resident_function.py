"""The function that these tests' residents run: it does what it is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

ORDERS = f"{__name__}:obey"


def obey(order: str, value: object = None) -> object:
    if order == "print":
        print("noise on standard output")
        os.write(1, b"more noise\n")
    elif order == "raise":
        raise ValueError("a secret from the file")
    elif order == "leave":
        os._exit(3)
    elif order == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif order == "sleep":
        time.sleep(float(str(value)))
    elif order == "spin":
        while True:
            pass
    elif order == "large":
        return "x" * int(str(value))
    elif order == "hold":
        held = bytearray(int(str(value)))
        time.sleep(600)
        return len(held)
    elif order == "many":
        for _ in range(int(str(value))):
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
        time.sleep(600)
    elif order == "nonsense":
        for fd in range(3, 20):  # one of them is the answer pipe
            try:
                os.write(fd, b"{}\n")
            except OSError:
                continue
    elif order == "pid":
        return os.getpid()
    return value
