"""Fetching for the source stage's tests: a repository, a host that serves it, and a destination."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.scanning.source.clone_progress import CloneProgress
from services.scanning.source.location import parse_location
from services.scanning.source.source import Checkout, SourceLimits, fetch
from services.settings.settings import Settings
from tests.support.git_repository import commit, git, make_repository
from tests.support.git_server import GitServer, serve_repositories
from tests.support.setting import DEFAULTS

LIMITS = SourceLimits(clone_timeout_s=30, repository_bytes=20 * 2**20, repository_files=500, upload_bytes=2**20)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits on main. A branch with a slash in its name and a tag point at the first."""
    folder = make_repository(
        tmp_path / "repositories" / "owner" / "project.git", {"a.py": "one = 1\n", "package/b.py": "x = 2\n"}
    )
    git(folder, "branch", "feature/old")
    git(folder, "tag", "--annotate", "v1", "--message", "one")
    commit(folder, {"a.py": "two = 2\n"}, "Second commit")
    return folder


@pytest.fixture
def server(repository: Path, tmp_path: Path) -> Iterator[GitServer]:
    with serve_repositories(tmp_path / "repositories") as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return DEFAULTS.changed(
        server={"allow_private_hosts": True}, scanning={"local_roots": (tmp_path / "repositories",)}
    )


class Source:
    """Fetches into a fresh folder and remembers the progress."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        self.progress: list[CloneProgress] = []

    def fetch(
        self, url: str, *, ref: str | None = None, token: str | None = None, limits: SourceLimits = LIMITS
    ) -> Checkout:
        location = parse_location(url, self.settings)
        return fetch(
            location, self.folder / "tree", ref=ref, access_token=token, limits=limits, on_progress=self.progress.append
        )  # fmt: skip

    def leaves_nothing(self) -> bool:
        return not self.folder.exists() or not any(self.folder.iterdir())


@pytest.fixture
def source(settings: Settings, tmp_path: Path) -> Source:
    return Source(settings, tmp_path / "scan")


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
