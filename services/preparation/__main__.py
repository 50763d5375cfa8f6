"""What a server does before its workers, in a process of its own: ``python -m services.preparation APPLICATION``.

Prepares the data folder of the application that the server will serve (``module:name``).
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from services.errors import TailraceError
from services.preparation.data_folder import open_lock
from services.settings.settings import journal_stream, read_settings

if TYPE_CHECKING:
    from services.container import Container


def main(application: str) -> None:
    gc.disable()  # a second of work, most of it imports, which are no garbage
    module, _, name = application.partition(":")
    try:
        os.close(open_lock(read_settings().data))  # the application keeps secrets there, so this is said first
        container: Container = getattr(import_module(module), name).extensions["tailrace"]
        from services.preparation.preparation import prepare  # only now: the application's module patches ssl first

        password = prepare(container)
        container.close()
    except TailraceError as error:
        sys.exit(f"Tailrace cannot start. {error}")
    if password:
        admin = container.settings.auth.admin_user
        change = f"flask --app app user passwd {admin}"
        if _goes_to_the_journal(sys.stderr.fileno()):  # which keeps it, and shows it to every administrator of the host
            known = f"\n  Its password is random and in no log; set one with: {change}"
        else:
            known = f", with the password {password}\n  It is shown this once; change it with: {change}"
        sys.stderr.write(f"\n  The first admin is '{admin}'{known}\n\n")


def _goes_to_the_journal(fd: int) -> bool:
    stream = os.fstat(fd)
    return journal_stream() == f"{stream.st_dev}:{stream.st_ino}"


if __name__ == "__main__":
    main(*sys.argv[1:])
