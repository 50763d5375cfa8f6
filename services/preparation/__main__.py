"""What a server does before its workers, in a process of its own: ``python -m services.preparation APPLICATION``.

Prepares the data folder of the application that the server will serve (``module:name``).
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from services.errors import TailraceError
from services.preparation.data_folder import open_lock
from services.settings.settings import read_settings

if TYPE_CHECKING:
    from services.container import Container


def main(application: str) -> None:
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
        sys.stderr.write(
            f"\n  The first admin is '{admin}', with the password {password}\n"
            f"  It is shown this once; change it with: flask --app app user passwd {admin}\n\n"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
