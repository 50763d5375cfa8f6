"""Data folders of any name: the database is made in exactly that folder. And the SQLite that it needs."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app import FACES, create_app
from services.errors import SettingsError
from services.face import setting_groups
from services.preparation.preparation import prepare
from services.settings.settings import read_settings
from services.streaming.log.sqlite_schema import check_sqlite


@pytest.mark.parametrize(
    "name", ["My%20Data", "100%", "50%off", "what?", "a#b", "with space", "a:b@c", "ünï – 漢字", "a&b=c", "%(here)s"]
)
def test_every_file_is_made_in_exactly_that_folder(tmp_path: Path, name: str) -> None:
    groups = setting_groups([surface.face for surface in FACES if surface.face])
    settings = read_settings(groups, {"TAILRACE_DATA": str(tmp_path / name)})
    with closing(create_app(settings).extensions["tailrace"]) as container:
        prepare(container)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "tailrace.db").is_file()
    assert (tmp_path / name / "log" / "events.db").is_file()


@pytest.mark.parametrize("found", [(3, 34, 1), (3, 7, 17), (2, 8, 17)])
def test_a_sqlite_that_is_too_old_is_refused_by_name(found: tuple[int, ...]) -> None:
    with pytest.raises(SettingsError, match=r"SQLite \d+\.\d+\.\d+, and Tailrace needs 3\.35\.0 or newer"):
        check_sqlite(found)


@pytest.mark.parametrize("found", [(3, 35, 0), (3, 35, 4), (3, 40, 1), (4, 0, 0)])
def test_a_newer_one_is_good(found: tuple[int, ...]) -> None:
    check_sqlite(found)
