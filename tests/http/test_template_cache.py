"""A page's first visit compiles no template that was compiled before, and needs no disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, FileSystemLoader

from blueprints.edge.template_cache import TemplateCache, keep_compiled

TEXT = "Hello {{ name }}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this process keeps what is temporary."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "page.html").write_text(TEXT)
    yield tmp_path


class Counting(Environment):
    """How many templates it compiled."""

    compiled = 0

    def _generate(self, *args: object, **more: object) -> str:
        self.compiled += 1
        return super()._generate(*args, **more)  # type: ignore[arg-type]


def environment(folder: Path) -> Counting:
    made = Counting(loader=FileSystemLoader(folder))
    keep_compiled(made)
    return made


def said(one: Environment) -> str:
    return one.get_template("page.html").render(name="Ada")


def test_the_next_process_compiles_nothing_until_the_text_changes(folder: Path) -> None:
    first, second = environment(folder), environment(folder)
    assert (said(first), said(second)) == ("Hello Ada", "Hello Ada")
    assert (first.compiled, second.compiled) == (1, 0)
    (folder / "page.html").write_text("Bye {{ name }}")
    third = environment(folder)
    assert (said(third), third.compiled) == ("Bye Ada", 1)


def test_pages_use_it(app: Flask) -> None:
    assert isinstance(app.jinja_env.bytecode_cache, TemplateCache)


def test_what_was_kept_in_part_is_compiled_anew(folder: Path) -> None:
    said(environment(folder))
    (kept,) = (folder / "temporary").glob("*/*.cache")
    kept.write_bytes(kept.read_bytes()[:-10])
    again = environment(folder)
    assert (said(again), again.compiled) == ("Hello Ada", 1)


def test_a_disk_that_takes_nothing_costs_no_page(folder: Path) -> None:
    cache = TemplateCache(Path("/dev/full"))
    assert said(Environment(loader=FileSystemLoader(folder), bytecode_cache=cache)) == "Hello Ada"


def test_who_renders_nothing_leaves_nothing(folder: Path) -> None:
    environment(folder)
    assert list((folder / "temporary").iterdir()) == []


@pytest.mark.parametrize("how", ["leads elsewhere", "is open to others", "is a file"])
def test_a_folder_that_others_could_write_to_is_not_used(folder: Path, how: str) -> None:
    said(environment(folder))
    (made,) = (folder / "temporary").iterdir()
    if how == "is open to others":
        made.chmod(0o770)
    else:
        kept = made.rename(folder / "kept")
        made.symlink_to(kept) if how == "leads elsewhere" else made.write_text("")
    again = environment(folder)
    assert (said(again), again.compiled) == ("Hello Ada", 1)
