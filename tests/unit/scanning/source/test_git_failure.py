"""What git printed becomes advice that fits the repository: nobody is sent to a token that would change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.scanning.source.git_failure import explain
from services.scanning.source.location import parse_location
from tests.support.setting import settings_in

DUBIOUS = """fatal: detected dubious ownership in repository at '/srv/git/app/.git'
To add an exception for this directory, call:
\tgit config --global --add safe.directory /srv/git/app/.git
fatal: Could not read from remote repository.
Please make sure you have the correct access rights
and the repository exists.
"""


def said(tmp_path: Path, output: str, refs: tuple[str, ...] = (), url: str = "") -> str:
    folder = tmp_path / "roots" / "app"
    (folder / ".git").mkdir(parents=True)
    settings = settings_in(tmp_path / "data", scanning={"local_roots": (tmp_path / "roots",)})
    return str(explain(output, parse_location(url or str(folder), settings), refs, has_token=False))


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (DUBIOUS, "belongs to another user"),
        ("fatal: couldn't find remote ref HEAD", "no commit yet"),
        ("fatal: '/srv/git/app' does not exist", "check its path and permissions"),
        ("error: cannot open '/srv/git/app/HEAD': Permission denied", "check its path and permissions"),
    ],
)
def test_a_local_repository_never_needs_a_token(tmp_path: Path, output: str, words: str) -> None:
    sentence = said(tmp_path, output)
    assert words in sentence
    assert "token" not in sentence


def test_a_remote_one_may_need_a_token(tmp_path: Path) -> None:
    assert "access token" in said(tmp_path, "fatal: returned error: 404", url="https://github.com/a/b")
