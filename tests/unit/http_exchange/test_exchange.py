"""Exchanges, against servers that behave badly on real sockets."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from pathlib import Path

import pytest

from services.errors import BadRequest
from services.http_exchange.address import Address, check_url
from services.http_exchange.exchange import exchange
from services.http_exchange.failure import ExchangeFailed
from services.http_exchange.patience import Patience
from tests.support.certificate import write_certificate
from tests.support.raw_server import Asked, Behaviour, RawServer, raw_server, sends, whole

SOON_S = 0.3
LONG_S = 10.0


def ask(server: RawServer, seconds: float = LONG_S, most: int = 1000) -> tuple[int, bytes]:
    with exchange("GET", at(server), Patience(seconds), allow_private=True) as answer:
        return answer.status, answer.read_all(most)


def at(server: RawServer) -> Address:
    return check_url(f"{server.url}/card?x=1", allow_private=True)


def test_an_answer_is_read_and_nothing_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with raw_server(sends(whole(b"{}"))) as server:
        assert ask(server) == (200, b"{}")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("GET", "/card?x=1")
    assert asked.headers["host"] == f"127.0.0.1:{server.port}"
    assert asked.headers["accept-encoding"] == "identity"


def test_the_pinned_address_is_used_and_the_name_is_kept() -> None:
    with raw_server(sends(whole(b"{}"))) as server:
        address = check_url(f"http://agent.example:{server.port}/", allow_private=True)
        looked_up: list[str] = []

        def look_up(host: str, _port: int) -> list[str]:
            looked_up.append(host)
            return ["127.0.0.1"]

        with exchange("GET", address, Patience(LONG_S), allow_private=True, look_up=look_up) as answer:
            assert answer.status == 200
        assert server.asked[0].headers["host"] == f"agent.example:{server.port}"
        assert looked_up == ["agent.example"]


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "10.0.0.1"])
def test_a_name_that_leads_to_a_private_address_is_refused_at_the_connection(address: str) -> None:
    """Case 11: the name was public when it was checked."""
    checked = check_url("https://agent.example/", allow_private=False)
    with (
        pytest.raises(BadRequest, match="private network"),
        exchange("GET", checked, Patience(LONG_S), allow_private=False, look_up=lambda *_: [address]),
    ):
        pass


def test_a_redirect_is_not_followed() -> None:
    with raw_server(sends(whole(b"", status="302 Found", head="Location: http://127.0.0.1:9/\r\n"))) as server:
        assert ask(server) == (302, b"")
        assert len(server.asked) == 1


def trickles(text: bytes) -> Behaviour:
    def behave(connection: socket.socket, _asked: Asked) -> None:
        connection.sendall(text)
        while True:
            time.sleep(0.05)
            connection.sendall(b"x")

    return behave


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_a_server_that_trickles_is_cut_at_the_deadline(text: bytes) -> None:
    with raw_server(trickles(text)) as server:
        begun = time.monotonic()
        with pytest.raises(ExchangeFailed, match="in time"):
            ask(server, SOON_S, 10**9)
        assert time.monotonic() - begun < LONG_S


def test_whoever_says_something_is_waited_for() -> None:
    def behave(connection: socket.socket, _asked: Asked) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(6):
            time.sleep(0.1)
            connection.sendall(b"x")

    with raw_server(behave) as server:
        patience = Patience(LONG_S, SOON_S)
        with exchange("GET", at(server), patience, allow_private=True) as answer:
            received = b""
            while chunk := answer.read_some():
                received += chunk
                patience.heard()
        assert received == b"x" * 6


def test_patience_may_end_earlier_while_something_is_waited_for() -> None:
    never = threading.Event()

    def behave(connection: socket.socket, _asked: Asked) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nx")
        never.wait(LONG_S)

    try:
        with raw_server(behave) as server:
            patience = Patience(LONG_S)
            begun = time.monotonic()
            with exchange("GET", at(server), patience, allow_private=True) as answer:
                assert answer.read_some() == b"x"
                patience.end_within(SOON_S)
                with pytest.raises(ExchangeFailed, match="in time"):
                    answer.read_some()
            assert time.monotonic() - begun < LONG_S
    finally:
        never.set()


def test_an_address_where_nobody_listens_is_not_the_last_that_is_tried() -> None:
    with raw_server(sends(whole(b"{}"))) as server:
        address = check_url(f"http://agent.example:{server.port}/", allow_private=True)
        with exchange(
            "GET", address, Patience(LONG_S), allow_private=True, look_up=lambda *_: ["127.0.0.2", "127.0.0.1"]
        ) as answer:
            assert answer.read_all(1000) == b"{}"


def test_a_name_that_nobody_looks_up_is_waited_for_no_longer_than_the_answer() -> None:
    found = threading.Event()

    def look_up(_host: str, _port: int) -> list[str]:
        found.wait(LONG_S)
        return ["127.0.0.1"]

    address = check_url("http://agent.example/", allow_private=True)
    begun = time.monotonic()
    with (
        pytest.raises(ExchangeFailed, match="cannot be found") as failed,
        exchange("GET", address, Patience(SOON_S), allow_private=True, look_up=look_up),
    ):
        pass
    assert time.monotonic() - begun < LONG_S / 2
    assert not failed.value.was_sent
    found.set()


def test_of_many_addresses_no_more_are_tried_than_there_is_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[float] = []

    def silent(_address: object, timeout: float) -> socket.socket:
        tried.append(timeout)
        time.sleep(timeout)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", silent)
    address = check_url("http://agent.example/", allow_private=True)
    with (
        pytest.raises(ExchangeFailed, match="cannot be reached"),
        exchange("GET", address, Patience(SOON_S), allow_private=True, look_up=lambda *_: ["127.0.0.1"] * 200),
    ):
        pass
    assert len(tried) == 1


def test_a_body_that_is_not_chunked_is_read_as_it_arrives() -> None:
    """Case 4."""
    go_on = threading.Event()

    def behave(connection: socket.socket, _asked: Asked) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nfirst")
        go_on.wait(LONG_S)
        connection.sendall(b"second")

    with raw_server(behave) as server, exchange("GET", at(server), Patience(LONG_S), allow_private=True) as answer:
        assert answer.read_some() == b"first"
        go_on.set()
        assert answer.read_some() == b"second"
        assert answer.read_some() == b""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (whole(b"x" * 5000), "more than 1,000 bytes"),
        (whole(b"x", head="Content-Encoding: gzip\r\n"), "compressed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", "broke the connection"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "broke the connection"),
        (b"220 smtp.example ESMTP\r\n", "broke the connection"),
        (b"", "broke the connection"),
    ],
)
def test_an_answer_that_is_none_says_why(text: bytes, reason: str) -> None:
    with raw_server(sends(text)) as server, pytest.raises(ExchangeFailed, match=reason) as failed:
        ask(server)
    assert failed.value.was_sent


def test_nothing_was_sent_where_nobody_listens() -> None:
    with raw_server(sends(b"")) as server:
        address = at(server)
    with (
        pytest.raises(ExchangeFailed, match="cannot be reached") as failed,
        exchange("GET", address, Patience(LONG_S), allow_private=True),
    ):
        pass
    assert not failed.value.was_sent


def test_leaving_the_block_closes_the_connection() -> None:
    closed = threading.Event()

    def behave(connection: socket.socket, _asked: Asked) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nx")
        if connection.recv(1) == b"":
            closed.set()

    with raw_server(behave) as server:
        with exchange("GET", at(server), Patience(LONG_S), allow_private=True) as answer:
            answer.read_some()
        assert closed.wait(LONG_S)


def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with raw_server(sends(whole(b"{}")), tls) as server:
        address = check_url(f"https://127.0.0.1:{server.port}/", allow_private=True)
        with (
            pytest.raises(ExchangeFailed, match="certificate") as failed,
            exchange("GET", address, Patience(LONG_S), allow_private=True),
        ):
            pass
        assert not failed.value.was_sent
        assert not server.asked
