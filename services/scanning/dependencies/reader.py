"""The reader of manifests, in a process of its own: a file that kills or hangs it costs only itself."""

from __future__ import annotations

from pathlib import Path

import msgspec

from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.scanning.dependencies.manifest import manifest_of
from services.scanning.dependencies.manifest_search import MAX_FILE_BYTES
from services.scanning.dependencies.package import Found, Package
from services.scanning.dependencies.reading.value import Unreadable

MAX_PACKAGES = 20_000
"""Of one repository."""

_LIMITS = Limits(wall_s=10.0, memory_bytes=2**30, file_bytes=0, processes=4, open_files=64)
_MAX_NAME = 250
_MAX_VERSION = 100
_MAX_LICENCE = 200
_MAX_FAILURES = 3
"""Files that may kill or hang the process before the rest is given up."""


class ManifestRead(msgspec.Struct):
    """``problem`` is the rest of a sentence about the file."""

    packages: list[Package] = []
    problem: str = ""


def read_manifests(root: Path, paths: list[str]) -> tuple[list[Package], dict[str, str]]:
    """The packages that the files name, by file, and what is wrong with which file."""
    packages: list[Package] = []
    problems: dict[str, str] = {}
    failures = 0
    with Resident[ManifestRead](f"{__name__}:read_manifest", ManifestRead, _LIMITS, Access(read=(root,))) as resident:
        for path in paths:
            room = MAX_PACKAGES - len(packages)
            if room <= 0 or failures >= _MAX_FAILURES:
                problems[path] = "was not read: there were too many packages, or too many files that hang"
                continue
            try:
                read = resident.ask(str(root), path, room)
            except (ResidentFailed, RequestFailed, OSError) as error:
                failures += isinstance(error, ResidentFailed)
                problems[path] = f"could not be read ({error})"
                continue
            packages += read.packages
            if read.problem:
                problems[path] = read.problem
    return packages, problems


def read_manifest(root: str, path: str, room: int) -> ManifestRead:
    """Runs in the process."""
    manifest = manifest_of(path)
    if manifest is None:
        return ManifestRead()
    with (Path(root) / path).open("rb") as file:
        text = file.read(MAX_FILE_BYTES).decode("utf-8-sig", "replace")
    packages: list[Package] = []
    try:
        for found in manifest.read(text):
            if not _is_plausible(found):
                continue
            if len(packages) >= room:
                return ManifestRead(packages, "names more packages than are kept")
            packages.append(
                Package(
                    ecosystem=manifest.ecosystem,
                    path=path,
                    name=found.name,
                    version=found.version,
                    requirement=found.requirement[:_MAX_VERSION],
                    line=found.line,
                    relation=found.relation,
                    is_dev=found.is_dev,
                    licence=found.licence[:_MAX_LICENCE],
                )
            )
    except Unreadable as unreadable:
        return ManifestRead(packages, str(unreadable))
    return ManifestRead(packages)


def _is_plausible(found: Found) -> bool:
    """No registry has longer names; whoever writes such a file wants to fill what reads it."""
    return 0 < len(found.name) <= _MAX_NAME and len(found.version) <= _MAX_VERSION
