"""An upload becomes a stack: archives are unpacked within bounds, and a hostile one costs only itself."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from services.screening.reading.limits import ReadingLimits
from services.screening.reading.reading import read_document
from services.screening.reading.unreadable import UnreadableFile
from services.screening.screening_folder import Arrived, ScreeningFolder, UnreadFile
from services.screening.unpacking import Unpacking

RESUME = b"Ines Halvorsen\nines@example.org\n"
MOST_BYTES = 2**20
WORD_PARTS = {"[Content_Types].xml": b"", "word/document.xml": b""}


def zipped(files: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return archive.getvalue()


def with_password(archive: bytes) -> bytes:
    """The same archive, saying of its first file that it is encrypted."""
    content = bytearray(archive)
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


class Upload:
    """What became of each file, by its name: what is in the stack, or why it is not read."""

    def __init__(self, data: Path, files: dict[str, bytes], most_bytes: int = MOST_BYTES) -> None:
        self.folder = ScreeningFolder(data, "abc")
        self.folder.create()
        self.workdir = data / "work"
        arrived = []
        for number, (name, content) in enumerate(files.items()):
            (self.folder.arrived_folder / str(number)).write_bytes(content)
            arrived.append(Arrived(str(number), name))
        self.folder.write_arrived(arrived)
        stack = Unpacking(self.folder, self.workdir, most_files=20, most_bytes=most_bytes).run()
        self.files = {file.name: self.folder.file(file.file_id) for file in stack}
        outcomes = {file.name: self.folder.outcome(file.candidate_id) for file in stack}
        self.refused = {name: one for name, one in outcomes.items() if isinstance(one, UnreadFile)}

    def left_unpacked(self) -> list[Path]:
        return [path for path in self.workdir.rglob("*") if path.is_file()]


def test_an_archive_in_an_archive_is_a_file_that_is_not_read(tmp_path: Path) -> None:
    inner = zipped({"deep.txt": RESUME})
    upload = Upload(tmp_path, {"all.zip": zipped({"ines.txt": RESUME, "inner.zip": inner})})
    assert set(upload.files) == {"ines.txt", "inner.zip"}
    assert upload.files["inner.zip"].read_bytes() == inner
    with pytest.raises(UnreadableFile, match="archive of other files"):
        read_document(upload.files["inner.zip"], ReadingLimits())


@pytest.mark.parametrize(
    ("archive", "why"),
    [
        (with_password(zipped({"ines.txt": RESUME})), "without a password"),
        (zipped({"zeros.txt": bytes(2 * MOST_BYTES)}), "more than 1 MiB"),
        (zipped(WORD_PARTS | {f"word/{number}": b"" for number in range(20_000)}), "more than 40 files"),
        (zipped({f"{number}/": b"" for number in range(50)} | {"ines.txt": RESUME}), "more than 40 folders"),
        (zipped({"d/" * 200 + "deep.txt": RESUME}), "too long or too deep"),
        (zipped({"fine.txt": b"fine", "../../out.txt": RESUME}), "leads out of it"),
        (zipped({"/etc/out.txt": RESUME}), "absolute path"),
    ],
    ids=["password", "bomb", "giant directory", "folders", "deep", "leads out", "absolute"],
)
def test_a_hostile_archive_costs_only_itself(tmp_path: Path, archive: bytes, why: str) -> None:
    upload = Upload(tmp_path, {"evil.zip": archive, "ines.txt": RESUME})
    assert set(upload.files) == {"evil.zip", "ines.txt"}
    assert set(upload.refused) == {"evil.zip"}
    refused = upload.refused["evil.zip"]
    assert (refused.code, why in refused.error) == ("archive", True), refused.error
    assert "evil" not in refused.told
    assert upload.left_unpacked() == []


def test_a_cut_archive_is_a_file_that_is_not_read(tmp_path: Path) -> None:
    upload = Upload(tmp_path, {"cut.zip": zipped({"ines.txt": RESUME * 50})[:-40], "ines.txt": RESUME})
    assert set(upload.files) == {"cut.zip", "ines.txt"}
    with pytest.raises(UnreadableFile, match="damaged"):
        read_document(upload.files["cut.zip"], ReadingLimits())


def test_a_bomb_is_stopped_by_its_ratio(tmp_path: Path) -> None:
    upload = Upload(tmp_path, {"evil.zip": zipped({"zeros.txt": bytes(40 * 2**20)})}, most_bytes=2**30)
    assert "150 times its size" in upload.refused["evil.zip"].error
    assert upload.left_unpacked() == []


def test_archives_share_what_they_may_unpack_to(tmp_path: Path) -> None:
    def noise(number: int) -> bytes:
        return zipped({f"{number}.txt": os.urandom(300_000), f"{number}.md": os.urandom(300_000)})

    upload = Upload(tmp_path, {"1.zip": noise(1), "2.zip": noise(2), "3.zip": zipped({"ines.txt": RESUME})})
    assert set(upload.files) == {"1.txt", "1.md", "2.zip", "ines.txt"}
    assert "together unpack to more than 1 MiB (TAILRACE_SCREENING_BYTES)" in upload.refused["2.zip"].error


def test_archives_share_how_many_files_they_may_have(tmp_path: Path) -> None:
    noise = zipped({f"{number}/.DS_Store": b"" for number in range(30)} | {"ines.txt": RESUME})
    upload = Upload(tmp_path, {"1.zip": noise, "2.zip": noise})
    assert set(upload.files) == {"ines.txt", "2.zip"}
    assert "or 40 files" in upload.refused["2.zip"].error


def test_what_a_refused_archive_unpacked_to_counts_for_those_after_it(tmp_path: Path) -> None:
    evil = zipped({"big.txt": os.urandom(700_000), "../../out.txt": RESUME})
    upload = Upload(tmp_path, {"evil.zip": evil, "big.zip": zipped({"ines.txt": os.urandom(700_000)})})
    assert "leads out of it" in upload.refused["evil.zip"].error
    assert "together unpack to more than 1 MiB" in upload.refused["big.zip"].error


def test_archives_share_how_many_folders_they_may_have(tmp_path: Path) -> None:
    folders = zipped({f"{number}/": b"" for number in range(30)} | {"ines.txt": RESUME})
    upload = Upload(tmp_path, {"1.zip": folders, "2.zip": folders})
    assert set(upload.files) == {"ines.txt", "2.zip"}
    assert "or 40 files" in upload.refused["2.zip"].error
