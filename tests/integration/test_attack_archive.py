"""Attacks by archive, scanned by a member on a server with one worker. Each leaves the neighbour's work as it was."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.api import Api
from tests.support.neighbour import PASSWORD, Neighbour, ended, upload, zipped
from tests.support.server import Server
from tests.support.shared_server import ONE_WORKER, ServerWith

pytestmark = pytest.mark.integration

MIB = 2**20
WITHIN_S = 150


@pytest.fixture(scope="module")
def server(server_with: ServerWith) -> Server:
    return server_with(ONE_WORKER | {"TAILRACE_REPOSITORY_FILES": "20000"})


@pytest.fixture(scope="module")
def neighbour(server: Server) -> Iterator[Neighbour]:
    neighbour = Neighbour(server, "archive.neighbour")
    yield neighbour
    neighbour.api.close()


@pytest.fixture(scope="module")
def member(server: Server) -> Iterator[Api]:
    server.add_user("archive.member", PASSWORD)
    with Api(server.url).login("archive.member", PASSWORD) as member:
        yield member


def scanned(member: Api, archive: bytes) -> dict[str, object]:
    answer = upload(member, archive)
    assert answer.status_code == 202, answer.text
    return ended(member, answer.json()["scan_id"], within_s=WITHIN_S)


def test_more_issues_than_anybody_reads_fill_no_memory(member: Api, neighbour: Neighbour) -> None:
    archive = zipped({f"{number}.js": "debugger;\n" * 4000 for number in range(5)})
    with neighbour.unharmed():
        older, newer = (scanned(member, archive) for _ in range(2))
        for scan in (older, newer):
            assert (scan["status"], scan["issues_found"]) == ("succeeded", 5000), scan
        scan_id = newer["scan_id"]
        paths = [f"/analysis/{scan_id}", "/analysis", "/rlm/scans", f"/rlm/scans/{older['scan_id']}/compare/{scan_id}"]
        paths += [f"/rlm/scans/{scan_id}?format={form}" for form in ("json", "sarif", "html", "md")]
        paths += [f"/rlm/scans/{scan_id}/files/0.js", f"/analysis/{scan_id}/files/0.js"] * 5
        with ThreadPoolExecutor(10) as readers:
            answers = list(readers.map(lambda path: (path, member.get(path, timeout=60).status_code), paths))
        assert {status for _, status in answers} == {200}, answers
    assert member.get(f"/rlm/scans/{scan_id}/files/0.js").json()["not_kept"] == 3000


MANIFESTS = ["go.mod", "package.json", "pyproject.toml", "requirements.txt", "Cargo.toml", "setup.cfg", "tsconfig.json"]


@pytest.mark.long
@pytest.mark.parametrize("fragment", [b"\n", b"module ", b"name = ", b"\r\n\t "], ids=repr)
def test_no_manifest_of_fragments_holds_a_job_up(member: Api, neighbour: Neighbour, fragment: bytes) -> None:
    files = {name: fragment * (MIB // len(fragment) - 1) for name in MANIFESTS}
    with neighbour.unharmed():
        scan = scanned(member, zipped({**files, "run.py": b"import os\nos.system(input())\n"}))
    assert (scan["status"], scan["issues_found"]) == ("succeeded", 1), scan


def tarred(*members: tuple[str, bytes, int]) -> bytes:
    """Members by name, type and declared size, without any content."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as archive:
        for name, kind, size in members:
            member = tarfile.TarInfo(name)
            member.type, member.size = kind, size
            archive.addfile(member)
    return packed.getvalue()


GROWING = {
    "folders": lambda: tarred(*((f"{number}", tarfile.DIRTYPE, 0) for number in range(24_000))),
    "deep": lambda: tarred(("a/" * 400 + "a.py", tarfile.REGTYPE, 0)),
    "deep folders": lambda: tarred(*((f"{number}/" + "a/" * 99, tarfile.DIRTYPE, 0) for number in range(240))),
    "declared": lambda: tarred(("a.py", tarfile.REGTYPE, 2**40)),
    "sparse": lambda: tarred(("a.py", tarfile.GNUTYPE_SPARSE, 2**40)),
    "zeros": lambda: zipped({f"{number}.py": b"\0" * MIB for number in range(60)}),
}


@pytest.mark.long
@pytest.mark.parametrize("name", GROWING)
def test_no_archive_grows_beyond_its_limits(server: Server, member: Api, neighbour: Neighbour, name: str) -> None:
    archive = GROWING[name]()
    with neighbour.unharmed():
        scan = scanned(member, archive)
    assert scan["status"] == "failed" and "archive" in str(scan["error"]), scan
    assert not list((server.data / "uploads").glob(f"{scan['scan_id']}*"))
