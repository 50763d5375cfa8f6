"""An archive (``.zip``, ``.tar``, ``.tar.gz``, ``.tar.bz2``, ``.tar.xz``), unpacked as if its author were hostile.

Nothing that an archive says of itself (sizes, counts, names) is trusted. Bytes are counted as they are unpacked, names
are checked segment by segment, and files are created with ``O_EXCL`` in a tree that never holds a symbolic link. The
content decides what kind of archive it is, not the name.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import os
import posixpath
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, cast

from services.errors import BadRequest, TooLarge
from services.files.forward_reader import ForwardReader
from services.files.sentence import readable_size, shown_name

MAX_DEPTH = 100
"""Folders within folders. People have a few dozen at most, and deleting a deeper tree could exhaust the stack."""
MAX_PATH_BYTES = 1024
MAX_NAME_BYTES = 255
MAX_LINK_BYTES = 4096
MAX_RATIO = 150
"""Source code packs to a fifth, sometimes a thirtieth. Only archives made to explode go beyond this."""
RATIO_FREE_BYTES = 32 * 2**20
_CHUNK_BYTES = 65_536
_READABLE_ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
_FLAG_ENCRYPTED = 0x1
_ZIP_DIRECTORY_BYTES = 5
"""Where zipfile's record of an archive's end has the length of its directory."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of an archive. ``link`` is a link's target, relative to the member's folder."""

    name: str
    kind: Literal["file", "folder", "link", "other"]
    content: IO[bytes] | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """How far unpacking has got."""

    files: int
    bytes: int
    is_all: bool = False


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """``setting`` is the name of the one that ``bytes`` comes from."""

    bytes: int
    setting: str
    files: int


OnUnpacked = Callable[[Unpacked], None]


def unpack_archive(archive: Path, destination: Path, limits: UnpackLimits, on_progress: OnUnpacked) -> None:
    """Unpack to ``destination``, which must not exist. A single top folder is dropped.

    Raises:
        BadRequest: not an archive, damaged, encrypted, or with names or links that lead out of it.
        TooLarge: it unpacks to more bytes or files than the limits allow.
    """
    size = archive.stat().st_size
    ceiling = min(limits.bytes, max(RATIO_FREE_BYTES, size * MAX_RATIO))
    unpacking = _Unpacking(destination, limits, ceiling, on_progress)
    destination.mkdir(parents=True)
    try:
        with archive.open("rb") as file:
            for member in _members(file, ceiling, limits.files):
                unpacking.add(member)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile):
        raise _damaged() from None
    except (OSError, ValueError, OverflowError, NotImplementedError) as error:
        # Decompressors and tarfile raise these for nonsense. With an errno it is the server's own problem: a full disk.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise _damaged() from None
    unpacking.finish()
    _strip_top_folder(destination)


class _Unpacking:
    def __init__(self, destination: Path, limits: UnpackLimits, ceiling: int, on_progress: OnUnpacked) -> None:
        self._destination = destination
        self._limits = limits
        self._ceiling = ceiling
        self._max_files = limits.files
        self._on_progress = on_progress
        self._files = 0
        self._bytes = 0
        self._folders = {""}

    def add(self, member: Member) -> None:
        path = safe_path(member.name)
        if member.kind == "other":
            raise BadRequest("The archive contains a device or pipe; pack regular files only.")
        if member.kind == "link":
            _check_link(path, member.link)
            return
        if path == "" or path.startswith("__MACOSX/") or path == "__MACOSX":
            return
        target = self._destination / path
        try:
            if member.kind == "folder":
                self._make_folder(path)
                return
            self._make_folder(path.rpartition("/")[0])
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        except (FileExistsError, NotADirectoryError):
            raise BadRequest(f"The archive contains {shown_name(path)} twice; pack it again.") from None
        self._files += 1
        if self._files > self._max_files:
            raise TooLarge(f"The archive has more than {self._max_files:,} files, the most this server accepts.")
        assert member.content is not None
        with os.fdopen(descriptor, "wb") as writer:
            self._copy(member.content, writer)
        self._on_progress(Unpacked(self._files, self._bytes))

    def _make_folder(self, path: str) -> None:
        """Make a folder and those above it. One short name in an archive can ask for a hundred."""
        new = path
        while new not in self._folders:
            self._folders.add(new)
            new = new.rpartition("/")[0]
        if len(self._folders) - 1 > self._max_files:
            raise TooLarge(f"The archive has more than {self._max_files:,} folders, the most this server accepts.")
        (self._destination / path).mkdir(parents=True, exist_ok=True)

    def _copy(self, reader: IO[bytes], writer: IO[bytes]) -> None:
        while piece := reader.read(_CHUNK_BYTES):
            self._bytes += len(piece)
            if self._bytes > self._limits.bytes:
                raise TooLarge(
                    f"The archive unpacks to more than {readable_size(self._limits.bytes)}, the most this server"
                    f" accepts (its operator can raise {self._limits.setting})."
                )
            if self._bytes > self._ceiling:
                raise BadRequest(f"The archive unpacks to more than {MAX_RATIO} times its size; unpacking was stopped.")
            writer.write(piece)

    def finish(self) -> None:
        if not self._files:
            raise BadRequest("The archive contains no files.")
        self._on_progress(Unpacked(self._files, self._bytes, is_all=True))


def safe_path(name: str) -> str:
    """A member's name as a path inside the destination; empty for the top folder itself.

    Raises:
        BadRequest: the name leads out, is absolute, or is not a valid file name here.
    """
    if "\0" in name or "\\" in name:
        raise BadRequest(
            f"The archive contains a name with a backslash or NUL ({shown_name(name)}); separate folders by /."
        )
    if name.startswith("/") or (len(name) > 1 and name[1] == ":" and name[0].isalpha()):
        raise BadRequest(f"The archive contains an absolute path ({shown_name(name)}); pack it with relative paths.")
    segments = [segment for segment in name.split("/") if segment not in ("", ".")]
    if ".." in segments:
        raise BadRequest(f"The archive contains a path that leads out of it ({shown_name(name)}); it was not unpacked.")
    path = "/".join(segments)
    lengths = [len(os.fsencode(segment)) for segment in segments]
    if (
        len(segments) > MAX_DEPTH
        or sum(lengths) + len(segments) > MAX_PATH_BYTES
        or max(lengths, default=0) > MAX_NAME_BYTES
    ):
        raise BadRequest(f"The archive contains a path that is too long or too deep ({shown_name(path)}).")
    return path


def _check_link(path: str, link: str) -> None:
    """Links within the tree are left out. A link that leads out of it makes the whole archive unacceptable."""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
    if link.startswith("/") or "\\" in link or "\0" in link or target == ".." or target.startswith(("../", "/")):
        raise BadRequest(f"The archive contains a link that leads out of it ({shown_name(path)}); it was not unpacked.")


def _members(file: IO[bytes], ceiling: int, max_files: int) -> Iterator[Member]:
    start = file.read(512)
    file.seek(0)
    if start.startswith(b"PK"):
        yield from _zip_members(file, max_files)
        return
    opened: Any
    if start.startswith(b"\x1f\x8b"):
        opened = gzip.GzipFile(fileobj=file)
    elif start.startswith(b"BZh"):
        opened = bz2.BZ2File(file)
    elif start.startswith(b"\xfd7zXZ\0"):
        opened = lzma.LZMAFile(file)  # noqa: SIM115 (closed by _tar_members)
    elif start[257:262] == b"ustar":
        opened = file
    else:
        raise BadRequest("This file is not a readable archive; upload a .zip or a .tar.gz.")
    yield from _tar_members(opened, ceiling, max_files)


def _zip_members(file: IO[bytes], max_files: int) -> Iterator[Member]:
    check_zip_directory(file, max_files)
    with zipfile.ZipFile(file) as opened:
        for info in opened.infolist():
            if info.flag_bits & _FLAG_ENCRYPTED:
                raise BadRequest("The archive is encrypted; pack it without a password.")
            if info.compress_type not in _READABLE_ZIP_METHODS:
                raise BadRequest("The archive uses an unusual compression; pack it as a plain .zip or .tar.gz.")
            # zipfile cuts ZipInfo.filename at NUL and replaces backslashes: judge the name that is in the file.
            name = info.orig_filename
            mode = info.external_attr >> 16
            if info.is_dir():
                yield Member(name, "folder")
            elif stat.S_ISLNK(mode):
                with opened.open(info) as content:
                    yield Member(name, "link", link=content.read(MAX_LINK_BYTES).decode("utf-8", "surrogateescape"))
            elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                yield Member(name, "other")
            else:
                with opened.open(info) as content:
                    yield Member(name, "file", content)


def check_zip_directory(file: IO[bytes], max_files: int) -> None:
    """zipfile makes an object of every entry before anybody sees one: check the directory's length first.

    Raises: BadRequest, there is no directory. TooLarge, it has more than that many files.
    """
    try:
        # zipfile's own view: an archive may state its directory twice (zip64), and differently.
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    except zipfile.BadZipFile:
        end = None
    file.seek(0)
    if end is None:
        raise _damaged()
    if end[_ZIP_DIRECTORY_BYTES] > max(2**20, max_files * 300):
        raise TooLarge(f"The archive has more than {max_files:,} files, the most this server accepts.")


def _tar_members(opened: IO[bytes], ceiling: int, max_files: int) -> Iterator[Member]:
    # Headers and padding are unpacked bytes too: allow three blocks per entry.
    reader = ForwardReader(opened, max_bytes=ceiling + 3 * 512 * (max_files * 2 + 64))
    with contextlib.closing(opened), tarfile.open(fileobj=reader, mode="r:") as tar:
        entries = 0
        while (info := tar.next()) is not None:
            cast(Any, tar).members.clear()  # tarfile would keep every one of them
            entries += 1
            if entries > 2 * max_files + 64:
                raise TooLarge(f"The archive has more than {max_files:,} files, the most this server accepts.")
            if info.isdir():
                yield Member(info.name, "folder")
            elif info.issym():
                yield Member(info.name, "link", link=info.linkname)
            elif info.islnk():
                # A hard link's target starts at the archive's top. Seen from the member's folder, it is:
                up = "../" * info.name.strip("/").count("/")
                target = info.linkname if info.linkname.startswith("/") else up + info.linkname
                yield Member(info.name, "link", link=target)
            elif info.isreg():
                content = tar.extractfile(info)
                yield Member(info.name, "file", content)
            else:
                yield Member(info.name, "other")


def _strip_top_folder(destination: Path) -> None:
    entries = list(destination.iterdir())
    if len(entries) == 1 and entries[0].is_dir():
        aside = destination.with_name(destination.name + ".top")
        entries[0].rename(aside)
        destination.rmdir()
        aside.rename(destination)


def _damaged() -> BadRequest:
    return BadRequest("The archive is damaged or incomplete; pack and upload it again.")
