"""Real Git repositories to analyse, made from the source of installed packages: hundreds of files, no network."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

_IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
}


def git(folder: Path, *arguments: str) -> str:
    """Run Git in ``folder``, without the developer's own configuration, and return its output."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), **_IDENTITY}
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()


def make_repository(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Make a repository at ``folder`` whose only commit, on ``main``, holds ``files``."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, files, "First commit")
    return folder


def commit(folder: Path, files: Mapping[str, str | bytes], message: str) -> str:
    """Write ``files``, commit everything and return the commit's hash."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def make_repository_of_package(folder: Path, package: str, *, without: Sequence[str] = ()) -> Path:
    """Make a repository at ``folder`` from an installed package's published source, leaving out some folders."""
    spec = importlib.util.find_spec(package)
    assert spec is not None, f"{package} is not installed"
    assert spec.submodule_search_locations, f"{package} is a single file"
    folder.mkdir(parents=True)
    source = Path(next(iter(spec.submodule_search_locations)))
    shutil.copytree(source, folder / package, ignore=shutil.ignore_patterns("__pycache__", "*.so", *without))
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, {"README.md": f"# {package}\n"}, f"The source of {package}")
    return folder


@pytest.fixture(scope="session")
def git_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 80 Python files of SQLAlchemy, ten seconds of scanning. Shared, so clone it and never change it."""
    folder = tmp_path_factory.mktemp("repositories") / "sqlalchemy"
    return make_repository_of_package(folder, "sqlalchemy", without=["dialects", "testing", "orm", "sql"])
