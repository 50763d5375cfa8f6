"""A checkout holds each blob byte for byte, whatever the repository's attributes ask git to make of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.errors import TooLarge
from tests.support.git_repository import git
from tests.support.git_server import GitServer
from tests.unit.scanning.source.fetching import Source

IDENT = "$Id$ " * 200
LINES = "a line\n" * 200


def add_attributes(repository: Path, text: str, place: str = "") -> None:
    """Commit the attributes past git, which would convert the files that it adds."""
    for name, content in {"ident.txt": IDENT, "lines.txt": LINES, "deep/er/lines.txt": LINES}.items():
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text(content)
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Texts")
    (repository / "attributes").write_text(text)
    blob = git(repository, "hash-object", "-w", "--no-filters", "attributes")
    git(repository, "update-index", "--add", "--cacheinfo", f"100644,{blob},{place}.gitattributes")
    git(repository, "commit", "--quiet", "--message", "Attributes")


@pytest.mark.parametrize("kind", ["http", "local"])
@pytest.mark.parametrize(
    "attributes",
    [
        "* ident",
        "* working-tree-encoding=UTF-32",
        "* text working-tree-encoding=UTF-16 eol=crlf ident",
        "* text=auto eol=crlf",
        "* crlf=input eol=crlf",
        "[attr]swell ident working-tree-encoding=UTF-32\n* swell",
        "[attr]text working-tree-encoding=UTF-32\n[attr]ident eol=crlf\n* text ident",
        "* filter=lfs diff=lfs merge=lfs export-subst",
    ],
)
def test_no_attribute_changes_what_is_checked_out(
    source: Source, server: GitServer, repository: Path, attributes: str, kind: str
) -> None:
    add_attributes(repository, attributes)
    checkout = source.fetch(f"{server.url}/owner/project.git" if kind == "http" else str(repository))
    assert (checkout.path / "ident.txt").read_bytes() == IDENT.encode()
    assert (checkout.path / "lines.txt").read_bytes() == LINES.encode()
    assert (checkout.path / "deep/er/lines.txt").read_bytes() == LINES.encode()


def test_attributes_of_a_folder_change_nothing_either(source: Source, server: GitServer, repository: Path) -> None:
    add_attributes(repository, "* working-tree-encoding=UTF-32 ident", "deep/er/")
    checkout = source.fetch(f"{server.url}/owner/project.git")
    assert (checkout.path / "deep/er/lines.txt").read_bytes() == LINES.encode()


def test_folders_are_counted_before_they_are_made(source: Source, server: GitServer, repository: Path) -> None:
    """One file in each of many folders: few files and bytes, and a hundred folders for each."""
    for number in range(20):
        folder = repository / f"top-{number}" / "/".join(["d"] * 60)
        folder.mkdir(parents=True)
        (folder / "a.py").write_text("1\n")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Folders")
    with pytest.raises(TooLarge, match="more than 500 folders"):
        source.fetch(f"{server.url}/owner/project.git")
    assert source.leaves_nothing()
