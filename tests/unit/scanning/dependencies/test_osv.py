"""The vulnerability database is asked over HTTP, in batches and within limits; what it does not tell is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.scanning.dependencies.osv import endpoint
from services.scanning.dependencies.osv.client import OsvClient
from services.scanning.dependencies.osv.cvss import base_score
from services.scanning.dependencies.osv.endpoint import OsvEndpoint
from services.scanning.dependencies.package import Ecosystem, Package
from tests.support.osv_server import OsvServer, record
from tests.support.port import free_port

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def package(name: str = "lodash", version: str = "4.17.20", ecosystem: Ecosystem = "npm") -> Package:
    return Package(ecosystem=ecosystem, name=name, version=version, path="package-lock.json", line=3)


LODASH = record(
    "GHSA-35jh-r3h4-6jhm",
    "npm",
    "lodash",
    ["4.17.20"],
    fixed="4.17.21",
    summary="Command injection in lodash",
    aliases=["CVE-2021-23337"],
    database_specific={"severity": "HIGH"},
)


@pytest.fixture
def osv() -> Iterator[OsvServer]:
    with OsvServer(LODASH).running() as server:
        yield server


def ask(server: OsvServer, *packages: Package) -> endpoint.Answer:
    return OsvEndpoint(server.url, 20).ask(packages)


def test_a_vulnerable_package_is_named_with_what_mends_it(osv: OsvServer) -> None:
    answer = ask(osv, package(), package("left-pad", "1.3.0"))
    [found] = answer.vulnerabilities
    assert (found.id, found.source_id, found.severity) == ("CVE-2021-23337", "GHSA-35jh-r3h4-6jhm", "high")
    assert found.summary == "Command injection in lodash"
    assert found.affects == {"pkg:npm/lodash@4.17.20": "4.17.21"}
    assert answer.problems == []


def test_only_names_and_versions_leave_the_server(osv: OsvServer) -> None:
    ask(osv, package())
    assert osv.asked[0] == (
        "/v1/querybatch",
        {"queries": [{"package": {"name": "lodash", "ecosystem": "npm"}, "version": "4.17.20"}]},
    )


@pytest.mark.parametrize(
    ("ecosystem", "name", "version", "asked"),
    [
        ("PyPI", "Typing_Extensions", "4.0", ("typing-extensions", "4.0")),
        ("Go", "golang.org/x/net", "v0.7.0", ("golang.org/x/net", "0.7.0")),
        ("NuGet", "Newtonsoft.Json", "12.0.1", ("Newtonsoft.Json", "12.0.1")),
        ("Packagist", "Symfony/Http-Kernel", "5.4.0", ("symfony/http-kernel", "5.4.0")),
    ],
)
def test_packages_are_asked_for_as_the_database_names_them(
    osv: OsvServer, ecosystem: Ecosystem, name: str, version: str, asked: tuple[str, str]
) -> None:
    ask(osv, package(name, version, ecosystem))
    [query] = osv.asked[0][1]["queries"]
    assert (query["package"]["name"], query["version"]) == asked


def test_what_has_no_version_is_not_asked_for_and_nothing_twice(osv: OsvServer) -> None:
    ask(osv, package(), package(), package(version=""))
    assert len(osv.asked[0][1]["queries"]) == 1


def test_many_packages_are_asked_for_in_batches(osv: OsvServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "BATCH", 2)
    ask(osv, *(package(f"p{number}") for number in range(5)))
    assert [len(body["queries"]) for path, body in osv.asked if path == "/v1/querybatch"] == [2, 2, 1]


def test_an_answer_in_pages_is_read_to_its_end() -> None:
    records = [record(f"OSV-{number}", "npm", "lodash", ["4.17.20"]) for number in range(5)]
    with OsvServer(*records, page=2).running() as server:
        answer = ask(server, package())
    assert [found.id for found in answer.vulnerabilities] == [f"OSV-{number}" for number in range(5)]
    assert len(server.paths("/v1/querybatch")) == 3


def test_pages_without_end_are_given_up(osv: OsvServer) -> None:
    osv.bodies["/v1/querybatch"] = b'{"results": [{"vulns": [{"id": "X-1"}], "next_page_token": "again"}]}'
    answer = ask(osv, package())
    assert len(osv.paths("/v1/querybatch")) == endpoint.MAX_PAGES
    assert "did not stop naming" in answer.problems[0]


def test_two_records_of_one_fault_are_one_vulnerability() -> None:
    other = record("PYSEC-1", "PyPI", "jinja2", ["3.1.2"], aliases=["CVE-2024-1"])
    github = record("GHSA-1", "PyPI", "jinja2", ["3.1.2"], aliases=["CVE-2024-1"], summary="XSS", fixed="3.1.3")
    with OsvServer(other, github).running() as server:
        [found] = ask(server, package("jinja2", "3.1.2", "PyPI")).vulnerabilities
    assert (found.id, found.aliases, found.summary) == ("CVE-2024-1", ["GHSA-1", "PYSEC-1"], "XSS")
    assert found.affects == {"pkg:pypi/jinja2@3.1.2": "3.1.3"}


def test_what_was_withdrawn_is_none() -> None:
    with OsvServer(record("X-1", "npm", "lodash", ["4.17.20"], withdrawn="2024-01-01T00:00:00Z")).running() as server:
        assert ask(server, package()).vulnerabilities == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"database_specific": {"severity": "MODERATE"}}, "medium"),
        ({"severity": [{"type": "CVSS_V3", "score": VECTOR}]}, "critical"),
        ({"severity": [{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N"}]}, "medium"),
        ({"database_specific": {"severity": 3}}, "medium"),
        ({}, "medium"),
    ],
)
def test_its_severity_is_the_databases_or_its_scores(more: dict[str, object], expected: str) -> None:
    with OsvServer(record("X-1", "npm", "lodash", ["4.17.20"], **more)).running() as server:
        assert ask(server, package()).vulnerabilities[0].severity == expected


@pytest.mark.parametrize(
    ("vector", "score"),
    [  # of the examples of the specification, and of the National Vulnerability Database
        (VECTOR, 9.8),
        ("CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H", 7.2),
        ("CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:2.0/AV:N", None),
        ("CVSS:3.1/AV:N", None),
        ("nonsense", None),
    ],
)
def test_a_vectors_score_is_that_of_the_specification(vector: str, score: float | None) -> None:
    assert base_score(vector) == score


def test_a_failure_that_passes_is_asked_again(osv: OsvServer) -> None:
    osv.failing["/v1/querybatch"] = 503, 1
    answer = ask(osv, package())
    assert len(answer.vulnerabilities) == 1 and answer.problems == []


def test_a_batch_that_fails_loses_only_itself(osv: OsvServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "BATCH", 1)
    osv.failing["/v1/querybatch"] = 500, 2
    answer = ask(osv, package("left-pad"), package())
    assert [found.id for found in answer.vulnerabilities] == ["CVE-2021-23337"]
    assert answer.problems == [
        "The vulnerability database answered 500; vulnerabilities may be missing or lack details."
    ]


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"results": []}', b'{"results": 3}', b"[" * 10**5, b"\xff"])
def test_an_answer_that_is_none_is_said(osv: OsvServer, body: bytes) -> None:
    osv.bodies["/v1/querybatch"] = body
    answer = ask(osv, package())
    assert answer.vulnerabilities == [] and "cannot be read" in answer.problems[0]


def test_a_vulnerability_that_cannot_be_described_is_named_all_the_same(osv: OsvServer) -> None:
    osv.bodies["/v1/vulns/GHSA-35jh-r3h4-6jhm"] = b'{"id": 3}'
    answer = ask(osv, package())
    [found] = answer.vulnerabilities
    assert (found.id, found.severity, found.affects) == (
        "GHSA-35jh-r3h4-6jhm",
        "medium",
        {"pkg:npm/lodash@4.17.20": ""},
    )
    assert "lack details" in answer.problems[0]


def test_a_name_that_would_lead_elsewhere_is_not_asked_for(osv: OsvServer) -> None:
    osv.bodies["/v1/querybatch"] = b'{"results": [{"vulns": [{"id": "../../admin?x="}, {"id": "a b"}, {"id": ""}]}]}'
    assert ask(osv, package()).vulnerabilities == []
    assert [path for path, _ in osv.asked] == ["/v1/querybatch"]


def test_a_client_in_a_process_of_its_own_answers_the_same(osv: OsvServer) -> None:
    client = OsvClient(osv.url, 20)
    try:
        assert client.host == "127.0.0.1"
        assert client.ask([package()]) == ask(osv, package())
    finally:
        client.close()


def test_an_endpoint_that_nobody_answers_at_is_said() -> None:
    client = OsvClient(f"http://127.0.0.1:{free_port()}", 5)
    try:
        answer = client.ask([package()])
    finally:
        client.close()
    assert answer.vulnerabilities == [] and "cannot be reached" in answer.problems[0]
