"""The code graph over HTTP: all of it, its files alone, one file's symbols; compressed, and sent once."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient

from services.container import Container
from services.scanning.face import FACE
from tests.http.conftest import error_code
from tests.support.git_repository import make_repository
from tests.support.scan_job import Running
from tests.support.scan_start import Headers, start


@pytest.fixture
def wide(client: FlaskClient, alice: Headers, repository: Path, running: Running) -> str:
    """A finished analysis of 30 files with ten functions each."""
    files = {
        f"p/m{n}.py": f"import p.m{n // 2}\n" + "\n".join(f"def f{k}(): pass" for k in range(10)) for n in range(30)
    }
    folder = make_repository(repository.parent / "wide", files)
    scan_id = str(start(client, alice, folder)["scan_id"])
    running.run_next()
    return scan_id


def test_the_file_level_is_a_small_part_of_the_whole(client: FlaskClient, alice: Headers, wide: str) -> None:
    whole = client.get(f"/rlm/scans/{wide}/graph", headers=alice)
    files = client.get(f"/rlm/scans/{wide}/graph?level=file", headers=alice)
    scan = client.get(f"/rlm/scans/{wide}", headers=alice).json
    assert len(whole.json["nodes"]) == scan["graph"]["nodes"] == 30 * 11
    assert len(whole.json["edges"]) == scan["graph"]["edges"]
    assert {node["kind"] for node in files.json["nodes"]} == {"file"} and len(files.json["nodes"]) == 30
    assert {node["symbols"] for node in files.json["nodes"]} == {10}
    ids = {node["id"] for node in files.json["nodes"]}
    assert ids == {node["id"] for node in whole.json["nodes"] if node["kind"] == "file"}
    assert all({edge["from"], edge["to"]} <= ids for edge in files.json["edges"]) and files.json["edges"]
    assert len(files.data) < len(whole.data) / 5


@pytest.mark.parametrize("query", ["", "?level=file"])
def test_it_is_compressed_for_whoever_takes_gzip(client: FlaskClient, alice: Headers, wide: str, query: str) -> None:
    url = f"/rlm/scans/{wide}/graph{query}"
    plain = client.get(url, headers=alice)
    packed = client.get(url, headers={**alice, "Accept-Encoding": "br, gzip"})
    assert (plain.headers.get("Content-Encoding"), packed.headers["Content-Encoding"]) == (None, "gzip")
    assert (plain.headers.get("Content-Length"), int(packed.headers["Content-Length"])) == (None, len(packed.data))
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    refused = client.get(url, headers={**alice, "Accept-Encoding": "gzip;q=0, identity"})
    assert refused.data == plain.data


def test_what_a_client_has_is_not_sent_again(client: FlaskClient, alice: Headers, bob: Headers, wide: str) -> None:
    for url in (f"/rlm/scans/{wide}/graph?level=file", f"/rlm/scans/{wide}?format=json"):
        for encoding in ("gzip", "identity"):
            first = client.get(url, headers={**alice, "Accept-Encoding": encoding})
            known = {"If-None-Match": first.headers["ETag"], "Accept-Encoding": encoding}
            again = client.get(url, headers={**alice, **known})
            assert (again.status_code, again.data) == (304, b"")
            assert client.get(url, headers={**bob, **known}).status_code == 404
            other = {"gzip": "identity", "identity": "gzip"}[encoding]
            assert client.get(url, headers={**alice, **known, "Accept-Encoding": other}).status_code == 200


def test_a_report_is_compressed_on_its_way(client: FlaskClient, alice: Headers, wide: str) -> None:
    plain = client.get(f"/rlm/scans/{wide}?format=json", headers=alice)
    packed = client.get(f"/rlm/scans/{wide}?format=json", headers={**alice, "Accept-Encoding": "gzip"})
    assert (int(plain.headers["Content-Length"]), packed.headers.get("Content-Length")) == (len(plain.data), None)
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3


def test_one_file_tells_what_it_holds(client: FlaskClient, alice: Headers, bob: Headers, wide: str) -> None:
    url = f"/rlm/scans/{wide}/graph?path=p/m7.py"
    found = client.get(url, headers=alice).json
    assert found["path"] == "p/m7.py"
    assert [node["name"] for node in found["nodes"]] == [f"f{k}" for k in range(10)]
    assert found["nodes"][0].keys() >= {"id", "kind", "line", "size", "severity", "issues"}
    assert client.get(url, headers=bob).status_code == 404
    assert error_code(client.get(f"/rlm/scans/{wide}/graph?path=p/none.py", headers=alice)) == "no_file"
    assert client.get(f"/rlm/scans/{wide}/graph?path=../report.json", headers=alice).status_code == 400
    assert client.get(f"/rlm/scans/{wide}/graph?level=function", headers=alice).status_code == 400


def test_the_graph_of_an_older_analysis_can_still_be_read(
    client: FlaskClient, alice: Headers, wide: str, container: Container
) -> None:
    whole = client.get(f"/rlm/scans/{wide}/graph", headers=alice).json
    folder = container.service(FACE).folder(wide)
    for stored in folder.path.glob("graph*.gz"):
        stored.unlink()
    (folder.path / "graph.json").write_bytes(msgspec.json.encode(whole))
    for query in ("", "?level=file"):
        assert client.get(f"/rlm/scans/{wide}/graph{query}", headers=alice).json == whole
