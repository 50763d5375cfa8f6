"""The room for uploads: how many may be on their way, in several processes, some of which are killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from services.errors import LimitReached, TailraceError, Unavailable
from services.files.free_space import FreeSpace
from services.files.upload_room import FOLDER, UploadRoom
from tests.support.setting import settings_in

HOLD = """
import sys
from pathlib import Path
from tests.unit.files.test_upload_room import enter, make_room
with enter(make_room(Path(sys.argv[1])), "alice") as folder:
    (folder / "part").write_bytes(b"x")
    print("in", flush=True)
    sys.stdin.read()
"""


def make_room(data: Path) -> UploadRoom:
    limits = {"uploads": 3, "uploads_per_user": 2, "free_bytes": 1, "free_files": 0}
    return UploadRoom(settings_in(data, files=limits))


def enter(room: UploadRoom, owner: str, announced: int = 10, *, most: int = 20, most_bytes: int | None = None):  # type: ignore[no-untyped-def]
    return room.place(owner, announced, most_of_owner=most, most_bytes_of_owner=most_bytes)


@pytest.fixture
def hold(tmp_path: Path) -> Callable[[], subprocess.Popen[str]]:
    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None and process.stdout.readline() == "in\n"
        return process

    return start


def left(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / FOLDER).iterdir() if path.is_dir()]


def refused(room: UploadRoom, owner: str, **options: int) -> TailraceError:
    with pytest.raises(TailraceError) as error, enter(room, owner, **options):
        pass
    return error.value


def test_a_user_and_the_server_have_so_many_and_leave_nothing(tmp_path: Path) -> None:
    room = make_room(tmp_path)
    with ExitStack() as stack:
        folders = [stack.enter_context(enter(room, "alice")) for _ in range(2)]
        (folders[0] / "part").write_bytes(b"x")
        assert isinstance(refused(room, "alice"), LimitReached)
        stack.enter_context(enter(room, "bob"))
        assert (refused(room, "carol").code, type(refused(room, "carol"))) == ("uploads_full", Unavailable)
    assert left(tmp_path) == []
    with enter(room, "carol"):
        pass


@pytest.mark.parametrize("owner", ["alice", "../../etc", "a.b/c", "x" * 5000, "\N{SNOWMAN}"])
def test_any_name_of_a_user_will_do(tmp_path: Path, owner: str) -> None:
    with enter(make_room(tmp_path), owner) as folder, enter(make_room(tmp_path), owner):
        assert folder.parent == tmp_path / FOLDER
        assert refused(make_room(tmp_path), owner).code == "user_uploads"


def test_jobs_and_bytes_that_are_left_bound_what_is_on_its_way(tmp_path: Path) -> None:
    room = make_room(tmp_path)
    with enter(room, "alice", 60, most=1, most_bytes=100):
        assert refused(room, "alice", most=1).code == "user_uploads"
        assert refused(room, "alice", announced=41, most_bytes=100).code == "disk_quota"
        with enter(room, "alice", 40, most_bytes=100):
            pass


def test_what_is_announced_may_not_leave_too_little_free(tmp_path: Path) -> None:
    room, free = make_room(tmp_path), FreeSpace(settings_in(tmp_path)).left().bytes
    with enter(room, "alice", free // 2):
        assert refused(room, "bob", announced=free * 3 // 4).code == "disk_low"


def test_other_processes_count_and_a_killed_one_gives_its_place_back(
    tmp_path: Path, hold: Callable[[], subprocess.Popen[str]]
) -> None:
    room = make_room(tmp_path)
    first, second = hold(), hold()
    assert refused(room, "alice").code == "user_uploads"
    assert len(left(tmp_path)) == 2
    first.kill()
    first.communicate()
    with enter(room, "alice"):
        assert len(left(tmp_path)) == 2, "what the killed process had received is gone"
    second.communicate("")
    assert left(tmp_path) == []
