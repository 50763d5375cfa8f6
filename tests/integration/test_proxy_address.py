"""Behind nginx, the client's real address counts, whatever it claims in its headers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.api import Api
from tests.support.network import Machine, Network
from tests.support.nginx import Nginx, StartNginx
from tests.support.raw_stream import RawStream
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, Server, StartServer

pytestmark = [pytest.mark.integration, pytest.mark.network]

STREAM = "/api/v1/stream?channel=jobs.address"
LIMIT = 2
ATTEMPTS = 3


@pytest.fixture
def server(start_server: StartServer) -> Server:
    env = {"TAILRACE_WORKERS": "1", "TAILRACE_PROXY_HOPS": "1", "TAILRACE_STREAMS_PER_ADDRESS": str(LIMIT)}
    return start_server(env | {"TAILRACE_LOGIN_ATTEMPTS": str(ATTEMPTS)})


@pytest.fixture
def nginx(server: Server, start_nginx: StartNginx) -> Nginx:
    return start_nginx(f"127.0.0.1:{server.port}")


@pytest.fixture(scope="module")
def alice(network: Network) -> Machine:
    return network.machine()


@pytest.fixture(scope="module")
def mallory(network: Network) -> Machine:
    return network.machine()


@pytest.fixture
def opened() -> Iterator[list[RawStream]]:
    """Streams to close after the test."""
    streams: list[RawStream] = []
    yield streams
    for stream in streams:
        stream.close()


def claims(address: str) -> dict[str, str]:
    """Return every header in which a client can claim another address."""
    return {"X-Forwarded-For": address, "X-Real-IP": address, "Forwarded": f"for={address}"}


def ask(machine: Machine, nginx: Nginx, fields: dict[str, str], opened: list[RawStream]) -> RawStream:
    tls = nginx.tls
    tls.check_hostname = False
    url = f"https://{machine.peer_address}:{nginx.port}{STREAM}"
    opened.append(machine.run(lambda: RawStream.open(url, headers=fields, tls=tls)))
    return opened[-1]


def sign_in(machine: Machine, nginx: Nginx, username: str, password: str, fields: dict[str, str]) -> int:
    """Try to sign in from ``machine`` and return the status."""

    def post() -> int:
        with Api(f"https://{machine.peer_address}:{nginx.port}", verify=False) as api:
            body = {"username": username, "password": password}
            return api.post("/api/v1/auth/login", json=body, headers=fields).status_code

    return machine.run(post)


def test_streams_are_counted_for_the_true_address(
    server: Server, nginx: Nginx, alice: Machine, mallory: Machine, opened: list[RawStream]
) -> None:
    bearer = server.api().bearer
    for number in range(LIMIT):
        assert ask(mallory, nginx, bearer | claims(f"203.0.113.{number}"), opened).status == 200
    refused = ask(mallory, nginx, bearer | claims("203.0.113.99"), opened)
    assert refused.status == 429
    assert b"address_streams" in refused.read_to_end()
    assert ask(mallory, nginx, bearer | claims(f"{alice.address}, {mallory.peer_address}"), opened).status == 429
    for _ in range(LIMIT):  # the claimed address is not charged for these attempts
        assert ask(alice, nginx, bearer, opened).status == 200
    assert ask(alice, nginx, bearer, opened).status == 429


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_failed_logins_are_counted_for_the_true_address(nginx: Nginx, alice: Machine, mallory: Machine) -> None:
    for number in range(ATTEMPTS):
        assert sign_in(mallory, nginx, f"user{number}", "a guess", claims(f"203.0.113.{number}")) == 401
    assert sign_in(mallory, nginx, "another", "a guess", claims("203.0.113.99")) == 429
    assert sign_in(mallory, nginx, "another", "a guess", claims(alice.address)) == 429
    assert sign_in(alice, nginx, ADMIN_USER, ADMIN_PASSWORD, {}) == 200


def test_a_proxy_in_front_of_nginx_is_believed_only_if_nginx_is_told_to_trust_it(
    server: Server, start_nginx: StartNginx, alice: Machine, mallory: Machine, opened: list[RawStream]
) -> None:
    """As docs/operations.md describes: nginx finds the client behind the other proxy,
    and Tailrace still trusts one hop.
    """
    bearer = server.api().bearer
    nginx = start_nginx(f"127.0.0.1:{server.port}", trusted=alice.address)
    for _ in range(LIMIT):  # the proxy passes on the client's forged address first
        passed_on = {"X-Forwarded-For": "203.0.113.7, 203.0.113.1"}
        assert ask(alice, nginx, bearer | passed_on, opened).status == 200
    assert ask(alice, nginx, bearer | {"X-Forwarded-For": "203.0.113.8, 203.0.113.1"}, opened).status == 429
    assert ask(alice, nginx, bearer | {"X-Forwarded-For": "203.0.113.2"}, opened).status == 200
    for status in [200] * LIMIT + [429]:
        assert ask(mallory, nginx, bearer | {"X-Forwarded-For": f"203.0.113.{len(opened)}"}, opened).status == status
