"""An exchange: one HTTP request, and an answer whose bytes are handed on as they arrive.

The host is looked up once, checked by the host guard and connected to by an address that was found
(:func:`services.host_guard.addresses_of`); TLS and ``Host`` keep its name. Redirects are not followed (a credential
would go with them), proxies and passwords of the environment are not used.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from services.errors import Unavailable
from services.host_guard import LOOK_UP_S, LookUp, addresses_of
from services.http_exchange.address import Address
from services.http_exchange.cutter import Cutter
from services.http_exchange.failure import ExchangeFailed, OutOfTime
from services.http_exchange.patience import Patience

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

CHUNK_BYTES = 65_536
_CONNECT_S = 10.0


class Answer:
    """The head of an answer, and its body as it arrives."""

    def __init__(self, response: BaseHTTPResponse, cutter: Cutter) -> None:
        self._response = response
        self._cutter = cutter
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers
        self.media_type = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def read_some(self) -> bytes:
        """What has arrived, at most 64 KiB; waits for the first byte; empty at the end. Raises: ExchangeFailed."""
        with _said(self._cutter):
            return bytes(self._response.read1(CHUNK_BYTES))

    def read_all(self, most: int) -> bytes:
        """Raises: ExchangeFailed, also when it is longer than ``most`` bytes."""
        body = bytearray()
        while chunk := self.read_some():
            body += chunk
            if len(body) > most:
                raise ExchangeFailed(f"sent more than {most:,} bytes")
        return bytes(body)


@contextmanager
def exchange(
    method: str,
    address: Address,
    patience: Patience,
    *,
    allow_private: bool,
    may_be_compressed: bool = False,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    look_up: LookUp | None = None,
) -> Iterator[Answer]:
    """Ask, and read the answer within the block; the connection is closed with it.

    Compression is not asked for, and an answer that is compressed all the same is refused, unless the caller reads it.

    Raises: ExchangeFailed; BadRequest, the host is private.
    """
    cutter = Cutter(patience)
    with cutter.running(), ExitStack() as opened:
        addresses = _addresses(address, patience, allow_private=allow_private, look_up=look_up)
        pool = _pool(address, addresses, patience, cutter)
        opened.callback(pool.close)
        with _said(cutter):
            response = pool.urlopen(
                method,
                address.target,
                body=body,
                headers={"Accept-Encoding": "identity", "User-Agent": "Tailrace", **(headers or {})},
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
            )
            opened.callback(response.close)
        is_plain = response.headers.get("Content-Encoding", "identity").lower() == "identity"
        if not is_plain and not may_be_compressed:
            raise ExchangeFailed("sent a compressed answer, which was not asked for")
        yield Answer(response, cutter)


def _addresses(address: Address, patience: Patience, *, allow_private: bool, look_up: LookUp | None) -> list[str]:
    wait_s = min(LOOK_UP_S, patience.left_s)
    try:
        return addresses_of(address.host, address.port, allow_private=allow_private, look_up=look_up, wait_s=wait_s)
    except Unavailable:
        reason = "cannot be found: its name leads nowhere"
        raise ExchangeFailed(reason, was_sent=False, cause=socket.gaierror) from None


@contextmanager
def _said(cutter: Cutter) -> Iterator[None]:
    """What went wrong, in our words."""
    import urllib3.exceptions as wrong

    try:
        yield
        if cutter.is_over:  # a cut may look like the end of the answer
            raise OutOfTime
    except (wrong.NewConnectionError, wrong.ConnectTimeoutError) as error:
        reason = "cannot be reached: the connection was refused or timed out"
        raise ExchangeFailed(reason, was_sent=False, cause=_cause(error)) from None
    except (wrong.HTTPError, OSError, ValueError) as error:
        if cutter.is_over:
            raise OutOfTime from None
        if not isinstance(error, (wrong.SSLError, ssl.SSLError)):
            raise ExchangeFailed("broke the connection", cause=_cause(error)) from None
        was_sent = "CERTIFICATE" not in str(error).upper()
        reason = "broke TLS" if was_sent else "has no certificate for its name that this server trusts"
        raise ExchangeFailed(reason, was_sent=was_sent, cause=_cause(error)) from None


def _cause(error: Exception) -> type[BaseException]:
    """The library hands on what was raised below it as a cause, or in its arguments."""
    below = [one for one in (error.__cause__, *error.args) if isinstance(one, BaseException)]
    return type(below[0] if below else error)


def _pool(address: Address, addresses: Sequence[str], patience: Patience, cutter: Cutter) -> Any:
    """A pool for one connection, to the first of the addresses that takes it."""
    import urllib3  # only here: few processes ask servers elsewhere, and every one would pay for it at its start

    options: dict[str, Any] = {"ca_certs": None, "ssl_context": _tls()} if address.scheme == "https" else {}
    kind: Any = urllib3.HTTPSConnectionPool if address.scheme == "https" else urllib3.HTTPConnectionPool

    class Connection(kind.ConnectionCls):  # type: ignore[misc]
        def _new_conn(self) -> socket.socket:
            try:
                connection = _connected(addresses, address.port, patience)
            except OSError as error:
                raise urllib3.exceptions.NewConnectionError(self, str(error)) from error
            connection.settimeout(None)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            cutter.watch(connection)
            return connection

    pool = kind(address.host, address.port, timeout=None, maxsize=1, retries=False, **options)
    pool.ConnectionCls = Connection
    return pool


def _connected(addresses: Sequence[str], port: int, patience: Patience) -> socket.socket:
    """Raises: OSError, of the last address that was tried."""
    while True:
        address, *addresses = addresses
        try:
            return socket.create_connection((address, port), max(0.1, min(_CONNECT_S, patience.left_s)))
        except OSError:
            if not addresses or patience.is_over:
                raise


@cache
def _tls() -> ssl.SSLContext:
    """The system's authorities (SSL_CERT_FILE adds to them), and those that came with the packages."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
