"""A look that found nothing is repeated as soon as anybody has committed, and not before."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from services.database.database import Database
from services.database.idle_look import IdleLook


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'work.db'}")
    with database.session() as session:
        session.execute(text("CREATE TABLE work (name TEXT)"))
    return database


class Work:
    """A table with work, and how often somebody looked at it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.looks = 0

    def look(self) -> list[str]:
        self.looks += 1
        with self._database.session() as session:
            return list(session.scalars(text("SELECT name FROM work")))

    def add(self, name: str) -> None:
        with self._database.session() as session:
            session.execute(text("INSERT INTO work VALUES (:name)"), {"name": name})

    def clear(self) -> None:
        with self._database.session() as session:
            session.execute(text("DELETE FROM work"))


def test_nothing_is_looked_for_once(database: Database) -> None:
    work, idle = Work(database), IdleLook(database)
    assert [list(idle.find(work.look)) for _ in range(50)] == [[]] * 50
    assert work.looks == 1


@pytest.mark.parametrize("is_same_database", [True, False])
def test_what_is_committed_is_found_at_once(database: Database, tmp_path: Path, is_same_database: bool) -> None:
    other = database if is_same_database else Database(f"sqlite:///{tmp_path / 'work.db'}")
    work, idle = Work(database), IdleLook(database)
    for round_ in range(20):
        assert list(idle.find(work.look)) == []
        Work(other).add(f"{round_}")
        assert list(idle.find(work.look)) == [f"{round_}"]
        Work(other).clear()


def test_work_that_stays_is_found_again_and_again(database: Database) -> None:
    work, idle = Work(database), IdleLook(database)
    work.add("a")
    assert [list(idle.find(work.look)) for _ in range(5)] == [["a"]] * 5


def test_what_is_committed_while_one_looks_is_found_next(database: Database) -> None:
    work, idle = Work(database), IdleLook(database)

    def look() -> list[str]:
        found = work.look()
        if work.looks == 1:
            work.add("late")
        return found

    assert list(idle.find(look)) == []
    assert list(idle.find(look)) == ["late"]


def test_another_question_is_another_look(database: Database) -> None:
    work, idle = Work(database), IdleLook(database)
    for asked in (1, 1, 2, 2, 1):
        idle.find(work.look, asked)
    assert work.looks == 3


def test_a_look_that_fails_is_repeated(database: Database) -> None:
    work, idle = Work(database), IdleLook(database)

    def fail() -> list[str]:
        raise OSError

    for _ in range(2):
        with pytest.raises(OSError):
            idle.find(fail)
    assert list(idle.find(work.look)) == []
    assert work.looks == 1
