"""Commits by the beginning of their id, repositories whose ids are SHA-256, and what a checkout leaves out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from services.errors import BadRequest, NotFound
from tests.support.git_repository import commit, git, make_repository
from tests.unit.scanning.source.fetching import Source


def first_commit(repository: Path) -> str:
    return git(repository, "rev-parse", "main~1").strip()


@pytest.mark.parametrize("digits", [7, 12, 39])
def test_a_commit_is_found_by_the_beginning_of_its_id(source: Source, repository: Path, digits: int) -> None:
    full = first_commit(repository)
    checkout = source.fetch(str(repository), ref=full[:digits])
    assert checkout.commit == full
    assert (checkout.path / "a.py").read_text() == "one = 1\n"


def test_a_branch_that_looks_like_an_id_is_a_branch(source: Source, repository: Path) -> None:
    short = first_commit(repository)[:8]
    git(repository, "branch", short, "main")
    assert source.fetch(str(repository), ref=short).commit == git(repository, "rev-parse", "main").strip()


def test_an_id_that_no_commit_has_is_a_sentence(source: Source, repository: Path) -> None:
    with pytest.raises(NotFound, match="no branch, tag or commit abcdef1"):
        source.fetch(str(repository), ref="abcdef1")


def test_a_beginning_that_several_commits_have_is_a_sentence(source: Source, repository: Path) -> None:
    # Ids of seven digits meet after some ten thousand commits (the birthday problem); fast-import makes them at once.
    times = range(1_600_000_000, 1_600_040_000)
    made = "".join(f"commit refs/heads/many\ncommitter a <a@b> {at} +0000\ndata 1\nx\n" for at in times)
    subprocess.run(["git", "-C", str(repository), "fast-import", "--quiet"], input=made.encode(), check=True)
    seen: set[str] = set()
    for full in git(repository, "rev-list", "many").split():
        if full[:7] in seen:
            break
        seen.add(full[:7])
    else:
        pytest.fail("no two commits begin alike")
    with pytest.raises(BadRequest, match=f"Several commits begin with {full[:7]}"):
        source.fetch(str(repository), ref=full[:7])


@pytest.mark.parametrize("digits", [0, 9, 64])
def test_a_repository_with_sha256_ids(source: Source, tmp_path: Path, digits: int) -> None:
    folder = tmp_path / "repositories" / "new"
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    commit(folder, {"a.py": "one = 1\n"}, "First")
    full = git(folder, "rev-parse", "HEAD").strip()
    checkout = source.fetch(str(folder), ref=full[:digits] or None)
    assert checkout.commit == full and len(full) == 64
    assert (checkout.path / "a.py").read_text() == "one = 1\n"


def test_links_and_submodules_are_counted(source: Source, repository: Path, tmp_path: Path) -> None:
    other = make_repository(tmp_path / "other", {"c.py": "x = 1\n"})
    git(repository, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "module")
    (repository / "link.py").symlink_to("a.py")
    git(repository, "add", "--all")
    commit(repository, {}, "Others")
    assert source.fetch(str(repository)).left_out == {"symlink": 1, "submodule": 1}
