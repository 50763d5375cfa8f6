from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from services.errors import BadRequest, TailraceError, TooLarge
from services.scanning.source.location import parse_location
from services.scanning.source.source import SourceLimits, fetch
from services.settings.settings import Settings
from tests.support.git_repository import git, make_repository
from tests.unit.scanning.source.fetching import LIMITS, Source, files_below


def test_a_repository_is_cloned_as_committed(source: Source, repository: Path) -> None:
    (repository / "uncommitted.py").write_text("x")
    checkout = source.fetch(f"file://{repository}", ref="feature/old")
    assert checkout.commit == git(repository, "rev-parse", "feature/old")
    assert files_below(checkout.path) == {"a.py", "package/b.py"}


def test_a_bare_repository_and_a_worktree_are_cloned_too(source: Source, repository: Path, tmp_path: Path) -> None:
    git(repository, "clone", "--quiet", "--bare", str(repository), str(tmp_path / "repositories" / "bare.git"))
    git(repository, "worktree", "add", "--quiet", str(tmp_path / "repositories" / "worktree"), "feature/old")
    assert files_below(source.fetch(str(tmp_path / "repositories" / "bare.git")).path) == {"a.py", "package/b.py"}
    source.folder = source.folder / "next"
    assert (source.fetch(str(tmp_path / "repositories" / "worktree")).path / "a.py").read_text() == "one = 1\n"


def test_a_repository_of_another_user_is_cloned(source: Source, repository: Path) -> None:
    os.chown(repository / ".git", 65534, 65534)
    assert source.fetch(str(repository)).commit


def test_a_plain_folder_is_copied(source: Source, tmp_path: Path) -> None:
    folder = tmp_path / "repositories" / "plain"
    (folder / "node_modules" / "x").mkdir(parents=True)
    (folder / "node_modules" / "x" / "y.js").write_text("1")
    (folder / "deep").mkdir()
    (folder / "deep" / "a.py").write_text("x = 1\n")
    (folder / "link.py").symlink_to("/etc/passwd")
    (folder / "deep" / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    checkout = source.fetch(str(folder))
    assert checkout.commit is None
    assert files_below(checkout.path) == {"deep/a.py"}
    with pytest.raises(BadRequest, match="not a git repository"):
        source.fetch(str(folder), ref="main")


@pytest.mark.parametrize("limits", [replace(LIMITS, repository_files=2), replace(LIMITS, repository_bytes=2048)])
def test_a_plain_folder_over_the_limits_is_refused(source: Source, tmp_path: Path, limits: SourceLimits) -> None:
    folder = tmp_path / "repositories" / "plain"
    folder.mkdir(parents=True)
    for name in "abc":
        (folder / name).write_bytes(bytes(1024))
    with pytest.raises(TooLarge):
        source.fetch(str(folder), limits=limits)
    assert source.leaves_nothing()


def test_the_folders_of_a_plain_folder_are_counted_too(source: Source, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / "repositories" / "plain" / str(number) / "empty").mkdir(parents=True)
    with pytest.raises(TooLarge, match="folders"):
        source.fetch(str(tmp_path / "repositories" / "plain"), limits=replace(LIMITS, repository_files=10))
    assert source.leaves_nothing()


def test_objects_outside_the_roots_are_not_read(source: Source, repository: Path, tmp_path: Path) -> None:
    secret = make_repository(tmp_path / "secret", {"secret.txt": "s"})
    inside = tmp_path / "repositories"
    git(secret, "clone", "--quiet", "--shared", str(secret), str(inside / "borrowing"))
    git(secret, "worktree", "add", "--quiet", str(inside / "worktree"), "-b", "w")
    make_repository(inside / "linked", {"a": "a"})
    (inside / "linked" / ".git").rename(tmp_path / "moved")
    (inside / "linked" / ".git").symlink_to(tmp_path / "moved")
    for name in ("borrowing", "worktree", "linked"):
        with pytest.raises(BadRequest, match="outside the folders"):
            source.fetch(str(inside / name))


Spoil = Callable[[Path, Path], None]
"""Makes a git folder lead to another repository."""


def _alternates(name: str, text: str) -> Spoil:
    def spoil(git_folder: Path, secret: Path) -> None:
        (git_folder / "objects" / "info" / name).write_text(text.format(objects=secret / ".git" / "objects"))

    return spoil


def _link(name: str) -> Spoil:
    def spoil(git_folder: Path, secret: Path) -> None:
        path = git_folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            path.rename(git_folder.parent / "moved")
        path.unlink(missing_ok=True)
        path.symlink_to(secret / ".git" / name)

    return spoil


def _configured(text: str) -> Spoil:
    def spoil(git_folder: Path, secret: Path) -> None:
        with (git_folder / "config").open("a") as config:
            config.write(text.format(secret=secret))

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        _alternates("alternates", "{objects}\n"),
        _alternates("alternates", '"{objects}"\n'),
        _alternates("alternates", '"\\057{objects}"\n'),
        _alternates("alternates", "../../../../../secret/.git/objects"),
        _alternates("http-alternates", "http://127.0.0.1/objects\n"),
        _link("objects"),
        _link("objects/pack/pack-1.pack"),
        _link("objects/pack"),
        _link("objects/ab"),
        _link("objects/ab/" + "c" * 38),
        _link("refs"),
        _link("refs/heads/stolen"),
        _link("packed-refs"),
        _link("shallow"),
        _link("info/grafts"),
        _link("modules"),
        _configured("[include]\n\tpath = {secret}/.git/config\n"),
        _configured('[ INCLUDEIF "gitdir:/"]\n\tpath = {secret}/.git/config\n'),
    ],
)
def test_what_leads_git_to_another_repository_is_refused(
    source: Source, repository: Path, tmp_path: Path, spoil: Spoil
) -> None:
    secret = make_repository(tmp_path / "secret", {"secret.txt": "s"})
    spoil(repository / ".git", secret)
    with pytest.raises(BadRequest, match="outside the folders"):
        source.fetch(str(repository))
    assert source.leaves_nothing()


@pytest.mark.parametrize("spoil", [_alternates("alternates", '"{objects}"\n'), _link("refs"), _link("objects/pack")])
def test_nor_is_a_worktree_of_such_a_repository_read(
    source: Source, repository: Path, tmp_path: Path, spoil: Spoil
) -> None:
    secret = make_repository(tmp_path / "secret", {"secret.txt": "s"})
    git(repository, "worktree", "add", "--quiet", str(tmp_path / "repositories" / "worktree"), "feature/old")
    spoil(repository / ".git", secret)
    with pytest.raises(BadRequest, match="outside the folders"):
        source.fetch(str(tmp_path / "repositories" / "worktree"))


@pytest.mark.parametrize("key", ["core.fsmonitor", "core.sshCommand", "core.alternateRefsCommand", "gpg.program",
    "uploadpack.packObjectsHook", "core.pager", "filter.x.smudge", "core.hooksPath"])  # fmt: skip
def test_a_local_repositorys_own_configuration_runs_nothing(
    source: Source, repository: Path, tmp_path: Path, key: str
) -> None:
    git(repository, "config", key, f"touch {tmp_path}/ran; false")
    git(repository, "config", "extensions.partialClone", "origin")
    git(repository, "config", "remote.origin.url", f"ext::sh -c touch% {tmp_path}/ran")
    source.fetch(str(repository))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("marker", ["gitdir: missing", "gitdir: /etc", "gitdir: ", "nonsense"])
def test_a_marker_that_leads_nowhere_is_a_sentence(source: Source, tmp_path: Path, marker: str) -> None:
    folder = tmp_path / "repositories" / "marked"
    folder.mkdir(parents=True)
    (folder / ".git").write_text(marker)
    with pytest.raises(TailraceError):
        source.fetch(str(folder))


def test_a_folder_replaced_by_a_link_meanwhile_is_refused(settings: Settings, repository: Path, tmp_path: Path) -> None:
    location = parse_location(str(repository), settings)
    repository.rename(tmp_path / "elsewhere")
    repository.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TailraceError):
        fetch(
            location, tmp_path / "tree", ref=None, access_token=None, limits=LIMITS, on_progress=lambda progress: None
        )
