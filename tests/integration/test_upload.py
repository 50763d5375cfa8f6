"""Uploading archives of many sizes to the real server, directly and through nginx."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.nginx import Nginx
from tests.support.random_archive import random_archive
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, Server

pytestmark = pytest.mark.integration

MIB = 2**20
SIZES = [200_000, 700_000, MIB, 20 * MIB]
LIMIT = 30 * MIB


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    env = {"TAILRACE_UPLOAD_BYTES": str(LIMIT), "TAILRACE_JOBS_PER_USER": "50", "TAILRACE_WORKERS": "1"}
    server = Server(tmp_path_factory.mktemp("server") / "data", env)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def nginx(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    nginx = Nginx(tmp_path_factory.mktemp("nginx"), [f"127.0.0.1:{server.port}"])
    nginx.start()
    yield nginx
    nginx.stop()


def expect_analysed(api: Api, answer: requests.Response) -> None:
    assert answer.status_code == 202, answer.text
    scan: dict[str, Any] = {}

    def has_ended() -> bool:
        scan.update(api.get(f"/rlm/scans/{answer.json()['scan_id']}").json())
        return scan["status"] not in ("queued", "running")

    wait_until(has_ended, "the analysis has ended", within_s=60)
    assert (scan["status"], scan["summary"]["total_files"]) == ("succeeded", 1), scan


def uploads(server: Server) -> list[Path]:
    return [path for name in ("uploads", "arriving") for path in (server.data / name).glob("*") if path.name != "lock"]


@pytest.mark.parametrize("size", SIZES)
def test_an_archive_of_random_bytes_is_analysed(server: Server, size: int) -> None:
    api = server.api()
    expect_analysed(api, api.post("/rlm/analyze", files={"file": ("sources.tar.gz", random_archive(size))}))
    assert uploads(server) == []


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
def test_an_archive_of_random_bytes_passes_nginx(nginx: Nginx, size: int) -> None:
    api = Api(nginx.url, verify=str(nginx.certificate)).login(ADMIN_USER, ADMIN_PASSWORD)
    expect_analysed(api, api.post("/rlm/analyze", files={"file": ("sources.tar.gz", random_archive(size))}))


def test_an_archive_whose_length_was_not_announced_is_analysed(server: Server) -> None:
    api = server.api()
    form = requests.Request("POST", server.url, files={"file": ("sources.tar.gz", random_archive(MIB))}).prepare()
    assert isinstance(form.body, bytes)
    pieces = (form.body[start : start + 10_000] for start in range(0, len(form.body), 10_000))
    answer = api.post("/rlm/analyze", data=pieces, headers={"Content-Type": form.headers["Content-Type"]})
    expect_analysed(api, answer)


def test_an_archive_over_the_limit_is_refused_by_name_through_nginx_and_leaves_nothing(
    nginx: Nginx, server: Server
) -> None:
    api = Api(nginx.url, verify=str(nginx.certificate)).login(ADMIN_USER, ADMIN_PASSWORD)
    answer = api.post("/rlm/analyze", files={"file": ("big.zip", bytes(LIMIT + 1))})
    assert answer.status_code == 413
    assert answer.json()["error"]["message"] == "big.zip is larger than 30 MiB, the most this server accepts."
    assert uploads(server) == []
