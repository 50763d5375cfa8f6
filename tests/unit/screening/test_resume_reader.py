"""A stack is read in processes of their own: a file that hangs, bloats or crashes one costs only itself."""

from __future__ import annotations

import zipfile
from pathlib import Path

from services.screening.reading_work import Read, Unread
from services.screening.resume_reader import Answer, ResumeReader
from services.screening.settings import ScreeningSettings
from tests.unit.screening.reading.test_ocr import LINES, scan
from tests.unit.screening.reading.word_file import W

RESUME = "Ines Halvorsen\nines@example.org\n\nExperience\nData Engineer, Fjordlys AS      03/2019 - 02/2021\n"


def read_all(folder: Path, files: dict[str, Path], **settings: float) -> dict[str, Answer]:
    reader = ResumeReader(list(files.items()), folder, "2026-11-25", ScreeningSettings(**settings))
    return dict(reader.answers())


def docx_of(path: Path, paragraph: str, megabytes: int) -> Path:
    """A small file whose text is large once it is unpacked."""
    text = paragraph * (megabytes * 2**20 // len(paragraph))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{text}</w:body></w:document>')
    return path


def test_a_file_that_bloats_its_process_costs_only_itself(tmp_path: Path) -> None:
    files = {"bloat": docx_of(tmp_path / "bloat", "<w:p/>", 60)}
    for number in range(3):
        files[f"good {number}"] = tmp_path / str(number)
        files[f"good {number}"].write_text(RESUME)
    answers = read_all(tmp_path, files, file_memory_bytes=300 * 2**20)
    bloat = answers.pop("bloat")
    assert isinstance(bloat, Unread)
    assert bloat.code == "memory"
    assert "300 MiB" in bloat.error
    assert set(answers) == {"good 0", "good 1", "good 2"}
    assert all(isinstance(answer, Read) and answer.profile.name for answer in answers.values())


def test_a_file_that_takes_too_long_is_stopped_and_named_so(tmp_path: Path) -> None:
    answer = read_all(tmp_path, {"cv": docx_of(tmp_path / "cv", "<w:p><w:r/></w:p>", 40)}, file_s=3.0)["cv"]
    assert isinstance(answer, Unread)
    assert answer.code == "timeout"
    assert "3 s" in answer.error


def test_each_file_of_a_stack_has_its_own_answer(tmp_path: Path) -> None:
    """One stack, since starting the processes costs most. Tesseract runs inside of them."""
    folder = tmp_path / "files"
    folder.mkdir()
    contents = {"empty": b"", "unsupported": b"\x89PNG\r\n\x1a\n...", "corrupt": b"%PDF-1.7\n%%EOF"}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (tmp_path / "outside").write_text(RESUME)
    (folder / "outside").symlink_to(tmp_path / "outside")
    scan(folder, LINES)
    answers = read_all(folder, {name: folder / name for name in (*contents, "outside", "scan.pdf")})
    assert {name: answer.code for name, answer in answers.items() if isinstance(answer, Unread)} == {
        "empty": "empty", "unsupported": "unsupported", "corrupt": "corrupt", "outside": "crashed",
    }  # fmt: skip
    read = answers["scan.pdf"]
    assert isinstance(read, Read)
    assert read.profile.name is not None
    assert read.profile.name.text == "Bronagh Tierney"
    assert [email.text for email in read.profile.emails] == ["bronagh.t@example.org"]
