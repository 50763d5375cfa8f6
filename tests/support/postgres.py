"""A real PostgreSQL in a temporary folder, running until the test run ends."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.port import free_port
from tests.support.program import Program


def _folder_of_programs() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    assert folders, "PostgreSQL is missing: `make test` installs it, or says how to"
    return folders[0]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Return the ``127.0.0.1:port`` of a server that trusts every client and keeps nothing."""
    programs = _folder_of_programs()
    # Not pytest's folder: PostgreSQL refuses to run as root, and the user that it runs as cannot enter it.
    folder = Path(tempfile.mkdtemp(prefix="tailrace-postgres-"))
    become: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        become = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    initialise = [
        *become,
        str(programs / "initdb"),
        "--auth=trust",
        "--username=postgres",
        "--no-sync",
        "-D",
        f"{folder}/db",
    ]
    subprocess.run(initialise, check=True, capture_output=True, cwd=folder)
    port = free_port()
    listening = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-c", "fsync=off"]
    server = Program(
        [*become, str(programs / "postgres"), "-D", f"{folder}/db", *listening], folder / "log", cwd=folder
    )
    server.start(lambda: _answers(port))
    yield f"127.0.0.1:{port}"
    server.stop()
    shutil.rmtree(folder)


def _answers(port: int) -> bool:
    try:
        psycopg.connect(f"host=127.0.0.1 port={port} user=postgres dbname=postgres", connect_timeout=1).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """Return the URL of an empty database, for ``DATABASE_URL``."""
    name = f"tailrace_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"postgresql://postgres@{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql://postgres@{postgres}/{name}"
