"""git's configuration and environment. All of it is ours: git ignores what the repository or the operator set up."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

# Mistakes of old git versions and importers: many honest repositories have them, and they do no harm here.
_HARMLESS_FLAWS = (
    "badDate", "badDateOverflow", "badEmail", "badName", "badTimezone", "missingEmail", "missingNameBeforeEmail",
    "missingSpaceBeforeDate", "missingSpaceBeforeEmail", "zeroPaddedDate", "zeroPaddedFilemode",
)  # fmt: skip

HEAD = "ref: refs/heads/main\n"
REPOSITORY_CONFIGURATION = "[core]\n    repositoryFormatVersion = 0\n    bare = true\n"
"""What makes a folder with ``objects`` and ``refs`` in it a bare repository."""

SHA256_CONFIGURATION = """\
[core]
    repositoryFormatVersion = 1
    bare = true
[extensions]
    objectFormat = sha256
"""
"""The same for a repository whose ids are SHA-256."""

ATTRIBUTES = "* -text !ident !filter !working-tree-encoding\n"
"""For ``info/attributes`` of a bare repository, which wins over every ``.gitattributes`` and every macro in them.

A checkout then writes each blob byte for byte. With the repository's own attributes git expands ``$Id$``, writes CRLF
or UTF-32 and runs filters, so that the files outgrow what was counted before the checkout.
"""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What git tells the remote when asked. Never in an argument, a file or a message."""

    host_url: str
    username: str
    password: str = field(repr=False)


def configuration(credentials: Credentials | None) -> str:
    """The text of ``.gitconfig``, without secrets."""
    config = """\
[core]
    hooksPath = /dev/null
    symlinks = false
    fsmonitor = false
    autocrlf = false
    askPass =
    protectHFS = true
    protectNTFS = true
    bigFileThreshold = 16m
[init]
    defaultBranch = main
    templateDir =
[advice]
    detachedHead = false
[gc]
    auto = 0
[maintenance]
    auto = false
[fetch]
    unpackLimit = 1
    recurseSubmodules = false
[submodule]
    recurse = false
[uploadpack]
    allowFilter = true
[transfer]
    fsckObjects = true
    bundleURI = false
[http]
    followRedirects = false
    lowSpeedLimit = 100
    lowSpeedTime = 60
    maxRequests = 2
    userAgent = git/tailrace
[pack]
    threads = 1
[safe]
    directory = *
"""
    config += '[fetch "fsck"]\n' + "".join(f"    {flaw} = ignore\n" for flaw in _HARMLESS_FLAWS)
    if credentials is not None:
        answer = r"printf 'username=%s\\npassword=%s\\n' \"$TAILRACE_GIT_USERNAME\" \"$TAILRACE_GIT_PASSWORD\""
        config += f'[credential "{credentials.host_url}"]\n    helper = "!f() {{ {answer}; }}; f"\n'
    return config


def environment(
    home: Path, program: str, protocol: str, ssh_command: str, credentials: Credentials | None
) -> dict[str, str]:
    """Every variable that git sees."""
    variables = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "PATH": f"{Path(program).parent}{os.pathsep}{os.defpath}",
        "LC_ALL": "C",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": protocol,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }
    if ssh_command:
        variables["GIT_SSH_COMMAND"] = ssh_command
    if credentials is not None:
        variables["TAILRACE_GIT_USERNAME"] = credentials.username
        variables["TAILRACE_GIT_PASSWORD"] = credentials.password
    return variables
