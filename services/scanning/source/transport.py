"""The transport: what bringing a repository takes beyond the job's own folder. It is given up once it is here."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from services.process.access import Access
from services.scanning.source.local_repository import folders_of
from services.scanning.source.location import Location

_SSH_FILES = tuple(map(Path, ("/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2", "/etc/passwd")))
"""The last because ssh will not run for a user whom it cannot find."""


def transport_access(location: Location) -> Access:
    """The network, or this repository's folder. Of the server's user only the ssh keys, and only for ssh."""
    if location.kind == "local":
        return Access(read=folders_of(Path(location.url), location.roots))
    if location.kind == "https":
        return Access(network=True)
    home = Path(pwd.getpwuid(os.geteuid()).pw_dir)  # as ssh finds it, whatever HOME says
    return Access(read=(home / ".ssh", *_SSH_FILES), network=True)
