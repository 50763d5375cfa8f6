from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import BadRequest, TailraceError, TooLarge
from services.scanning.source.clone_progress import CloneProgress
from services.scanning.source.source import Checkout, SourceLimits, unpack

LIMITS = SourceLimits(clone_timeout_s=30, repository_bytes=4 * 2**20, repository_files=100, upload_bytes=2 * 2**20)
FILES = {"project/a.py": b"a = 1\n", "project/package/b.py": b"b = 2\n"}


def make_zip(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in entries.items():
            file.writestr(zipfile.ZipInfo(name) if name.endswith("/") else name, content)
    return buffer.getvalue()


def make_tar(entries: dict[str, bytes]) -> bytes:
    return make_tar_of([_regular(name, content) for name, content in entries.items()])


def make_tar_of(entries: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        for info, content in entries:
            file.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def _regular(name: str, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    return info, content


def _special(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


def _member(name: str, kind: bytes, target: str) -> tuple[tarfile.TarInfo, bytes]:
    return _regular(name, b"x") if kind == tarfile.REGTYPE else _special(name, kind, target)


def zip_link(name: str, target: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        file.writestr(info, target)
        file.writestr("a.py", "a")
    return buffer.getvalue()


def try_unpack(folder: Path, content: bytes, limits: SourceLimits = LIMITS) -> Checkout:
    archive = folder / "upload"
    archive.write_bytes(content)
    return unpack(archive, folder / "tree", limits, lambda progress: None)


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


PACKERS: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "zip": make_zip,
    "zip stored": lambda entries: make_zip(entries, zipfile.ZIP_STORED),
    "zip bz2": lambda entries: make_zip(entries, zipfile.ZIP_BZIP2),
    "tar": make_tar,
    "tar.gz": lambda entries: gzip.compress(make_tar(entries)),
    "tar.bz2": lambda entries: bz2.compress(make_tar(entries)),
    "tar.xz": lambda entries: lzma.compress(make_tar(entries)),
}


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
class TestEveryKind:
    def test_the_single_top_folder_is_taken_off(
        self, tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
    ) -> None:
        checkout = try_unpack(tmp_path, pack(FILES))
        assert files_below(checkout.path) == {"a.py": b"a = 1\n", "package/b.py": b"b = 2\n"}
        assert sorted(path.name for path in tmp_path.iterdir()) == ["tree", "upload"]

    def test_several_at_the_top_stay_as_they_are(
        self, tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
    ) -> None:
        entries = {"a.py": b"a", "./b/c.py": b"c", "__MACOSX/._a.py": b"junk", "__MACOSX/b/._c.py": b"junk"}
        assert files_below(try_unpack(tmp_path, pack(entries)).path) == {"a.py": b"a", "b/c.py": b"c"}

    @pytest.mark.parametrize(
        "name",
        [
            "../x", "a/../../x", "a/..", "..", "/etc/passwd", "//x", "C:\\x", "C:/x", "c:x", "a\\b", "..\\x",
            "a/" * 100 + "x", "x" * 256, "/".join(["y" * 200] * 6),
        ],
    )  # fmt: skip
    def test_a_name_that_leads_out_or_cannot_be_is_refused(
        self, tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes], name: str
    ) -> None:
        with pytest.raises(BadRequest):
            try_unpack(tmp_path, pack({"ok.py": b"ok", name: b"evil"}))
        assert [path.name for path in tmp_path.iterdir()] == ["upload"]

    def test_more_bytes_than_allowed_are_refused_while_unpacking(
        self, tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
    ) -> None:
        content = pack({"a": os.urandom(400_000), "b": bytes(400_000)})
        with pytest.raises(TooLarge, match="TAILRACE_REPOSITORY_BYTES"):
            try_unpack(tmp_path, content, replace(LIMITS, repository_bytes=500_000))
        assert [path.name for path in tmp_path.iterdir()] == ["upload"]

    def test_more_files_than_allowed_are_refused(
        self, tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
    ) -> None:
        with pytest.raises(TooLarge, match="100 files"):
            try_unpack(tmp_path, pack({f"f{number}": b"" for number in range(101)}))

    def test_a_truncated_archive_is_said_to_be_damaged(
        self, tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
    ) -> None:
        content = pack({"a": os.urandom(50_000), "b": os.urandom(50_000)})
        for length in (len(content) // 2, len(content) // 3, 600):
            with pytest.raises(BadRequest, match="damaged"):
                try_unpack(tmp_path, content[:length])

    def test_an_archive_without_files_is_refused(
        self, tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]
    ) -> None:
        with pytest.raises(BadRequest, match=r"no files|not a readable archive"):
            try_unpack(tmp_path, pack({}))

    def test_the_same_name_twice_is_refused(self, tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]) -> None:
        with pytest.raises(BadRequest, match="twice"):
            try_unpack(tmp_path, pack({"a/x": b"1", "a//x": b"2"}))
        with pytest.raises(BadRequest, match="twice"):
            try_unpack(tmp_path, pack({"a": b"1", "a/x": b"2"}))

    def test_progress_ends_at_a_hundred(self, tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]) -> None:
        (tmp_path / "upload").write_bytes(pack(FILES))
        seen: list[CloneProgress] = []
        unpack(tmp_path / "upload", tmp_path / "tree", LIMITS, seen.append)
        assert (seen[-1].phase, seen[-1].percent, seen[-1].objects, seen[-1].bytes) == ("unpacking", 100, 2, 12)


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_stopped_by_its_ratio(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    bomb = compress(make_tar({"a": bytes(48 * 2**20)}))
    with pytest.raises(BadRequest, match=r"times its size|far more than its size"):
        try_unpack(tmp_path, bomb, replace(LIMITS, repository_bytes=2**30))


def test_a_zip_whose_entries_share_their_bytes_is_stopped(tmp_path: Path) -> None:
    """Fifield's bomb: many directory entries point at one compressed kernel, so no single entry looks large."""
    single = make_zip({"kernel": bytes(2**20)})
    end = single.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", single[end + 16 : end + 20])[0]
    entry = single[start:end]
    entries = b"".join(entry.replace(b"kernel", b"k%05d" % number) for number in range(90))
    bomb = single[:start] + entries + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 90, 90, len(entries), start, 0)
    with pytest.raises(BadRequest):
        try_unpack(tmp_path, bomb, replace(LIMITS, repository_bytes=2**30))


@pytest.mark.parametrize("make", [make_zip, make_tar])
@pytest.mark.parametrize("name", ["{}/" + "d/" * 60, "{}/" + "d/" * 60 + "a.py"], ids=["folders", "files"])
def test_folders_are_counted_with_those_above_them(
    tmp_path: Path, make: Callable[[dict[str, bytes]], bytes], name: str
) -> None:
    """Five short names make 300 folders."""
    with pytest.raises(TooLarge, match="more than 100 folders"):
        try_unpack(tmp_path, make({name.format(number): b"" for number in range(5)}))


def test_sizes_in_headers_are_not_believed(tmp_path: Path) -> None:
    content = bytearray(make_zip({"a": bytes(2**20)}))
    small = struct.pack("<I", 10)
    content[22:26] = small
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = small
    with pytest.raises(TailraceError):
        try_unpack(tmp_path, bytes(content), replace(LIMITS, repository_bytes=1000))


def test_an_encrypted_zip_is_said_to_be_so(tmp_path: Path) -> None:
    content = bytearray(make_zip({"a.py": b"a"}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadRequest, match="encrypted"):
        try_unpack(tmp_path, bytes(content))


GIANT = {"a.py": b"a"} | {f"__MACOSX/{number}": b"" for number in range(20_000)}
"""Most of it is left out, so it is the directory alone that is too large."""


def test_a_zip_with_a_giant_directory_is_refused_before_it_is_read(tmp_path: Path) -> None:
    content = make_zip(GIANT)
    with pytest.raises(TooLarge, match="100 files"):
        try_unpack(tmp_path, content, replace(LIMITS, upload_bytes=2**24))


def test_a_zip_that_states_its_directory_twice_is_judged_by_the_one_that_is_read(tmp_path: Path) -> None:
    content = make_zip(GIANT)
    start = content.index(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    size = end - start
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, len(GIANT), len(GIANT), size, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    small = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, 46, start, 0)
    with pytest.raises(TooLarge, match="100 files"):
        try_unpack(tmp_path, content[:end] + record + locator + small, replace(LIMITS, upload_bytes=2**24))


@pytest.mark.parametrize("target", ["/etc/passwd", "../x", "a/../../x", "..", "..\\x"])
@pytest.mark.parametrize("name", ["link", "./link"])
def test_a_link_that_leads_out_is_refused(tmp_path: Path, name: str, target: str) -> None:
    for content in (
        zip_link(name, target),
        make_tar_of([_special(name, tarfile.SYMTYPE, target), _regular("a.py", b"a")]),
        make_tar_of([_special(name, tarfile.LNKTYPE, target), _regular("a.py", b"a")]),
    ):
        with pytest.raises(BadRequest, match="link that leads out"):
            try_unpack(tmp_path, content)


def test_a_link_within_the_tree_is_left_out(tmp_path: Path) -> None:
    entries = [
        _regular("p/a.py", b"a"),
        _special("p/q/up", tarfile.SYMTYPE, "../a.py"),
        _special("p/q/hard", tarfile.LNKTYPE, "p/a.py"),
    ]
    assert files_below(try_unpack(tmp_path, make_tar_of(entries)).path) == {"a.py": b"a"}


def test_writing_through_a_link_of_the_archive_is_impossible(tmp_path: Path) -> None:
    entries = [_special("d", tarfile.SYMTYPE, "e"), _regular("d/x", b"x"), _regular("a.py", b"a")]
    checkout = try_unpack(tmp_path, make_tar_of(entries))
    assert files_below(checkout.path) == {"d/x": b"x", "a.py": b"a"}
    assert not (checkout.path / "d").is_symlink()


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_a_device_is_refused(tmp_path: Path, kind: bytes) -> None:
    with pytest.raises(BadRequest, match="device or pipe"):
        try_unpack(tmp_path, make_tar_of([_special("x", kind), _regular("a.py", b"a")]))


def test_a_giant_extended_header_is_not_read_into_memory(tmp_path: Path) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 64 * 2**20
    bomb = gzip.compress(header.tobuf() + bytes(64 * 2**20))
    with pytest.raises(BadRequest):
        try_unpack(tmp_path, bomb, replace(LIMITS, repository_bytes=2**30))


def test_a_negative_size_does_not_run_in_circles(tmp_path: Path) -> None:
    block = bytearray(tarfile.TarInfo("x").tobuf())
    block[124:136] = b"\xff" * 8 + struct.pack(">i", -1024)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    with pytest.raises(BadRequest):
        try_unpack(tmp_path, make_tar({"a": b"a"})[:1024] + bytes(block) + bytes(1024))


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"PK", b"\x1f\x8b", b"%PDF-1.4", b"Rar!\x1a\x07", b"7z\xbc\xaf", gzip.compress(b"text", mtime=0)],
)
def test_what_is_not_an_archive_is_said_so(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadRequest, match="archive"):
        try_unpack(tmp_path, content)


def test_an_upload_over_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        try_unpack(tmp_path, make_tar({"a": b"a"}), replace(LIMITS, upload_bytes=100))


def test_files_are_not_executable(tmp_path: Path) -> None:
    info, content = _regular("run.sh", b"#!/bin/sh\n")
    info.mode = 0o6777
    path = try_unpack(tmp_path, make_tar_of([(info, content), _regular("b", b"")])).path / "run.sh"
    assert stat.S_IMODE(path.stat().st_mode) & 0o7111 == 0


NAMES = st.lists(
    st.sampled_from(["..", ".", "", "a", "b", "~", "C:", "\\", "a\\..", " ", "…", "x.py"]), min_size=1, max_size=6
).map("/".join)
KINDS = st.sampled_from([tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(NAMES, KINDS, NAMES), min_size=1, max_size=6), st.booleans())
def test_nothing_is_ever_written_outside(entries: list[tuple[str, bytes, str]], as_zip: bool) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "outside").mkdir()
        inner = folder / "inner"
        inner.mkdir()
        if as_zip:
            content = make_zip({path or "e": b"x" for path, _, _ in entries})
        else:
            content = make_tar_of([_member(*entry) for entry in entries])
        try:
            checkout = try_unpack(inner, content)
        except TailraceError:
            assert sorted(path.name for path in inner.iterdir()) == ["upload"]
        else:
            assert sorted(path.name for path in inner.iterdir()) == ["tree", "upload"]
            assert not any(path.is_symlink() for path in checkout.path.rglob("*"))
        assert sorted(path.name for path in folder.iterdir()) == ["inner", "outside"]
        assert not any((folder / "outside").iterdir())
