"""An exchange with the operator's endpoint: what goes wrong is an `AttemptFailed`, and a compressed answer is read too.

The operator chose the address, so private hosts are fine. Every byte is counted.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from services.http_exchange import exchange as http
from services.http_exchange.address import operators_address
from services.http_exchange.failure import ExchangeFailed, OutOfTime
from services.http_exchange.patience import Patience
from services.language_model.failure import AttemptFailed

MAX_BYTES = 64 * 2**20
"""Of one answer. A token takes about 300 of them."""
_READ_BYTES = 65_536
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class Answer:
    """``status`` and ``headers`` have arrived; the body comes with `received`."""

    def __init__(self, answer: http.Answer) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self._answer = answer

    def received(self) -> Iterator[bytes]:
        """The body, piece by piece.

        Raises:
            AttemptFailed: it breaks off, or is too slow or too large.
        """
        try:
            yield from _decoded(self._parts(), self.headers.get("Content-Encoding", ""))
        except OutOfTime:
            raise AttemptFailed("did not answer in time", "timeout", is_final=True) from None
        except (ExchangeFailed, EOFError, zlib.error):
            raise AttemptFailed("broke off its answer") from None

    def _parts(self) -> Iterator[bytes]:
        total = 0
        while part := self._answer.read_some():
            total += len(part)
            if total > MAX_BYTES:
                raise _too_large()
            yield part
            time.sleep(0)  # a fast server would keep other greenlets from their turn


@contextmanager
def post(url: str, headers: Mapping[str, str], body: bytes, patience: Patience) -> Iterator[Answer]:
    """Send a request, and close its connection after the block.

    Raises:
        AttemptFailed: nobody answers.
    """
    address = operators_address(url)
    if address is None:
        raise AttemptFailed("has an address that is no http:// or https:// URL", "unreachable", is_final=True)
    headers = {**headers, "Connection": "close"}
    try:
        with http.exchange(
            "POST", address, patience, allow_private=True, may_be_compressed=True, headers=headers, body=body
        ) as answer:
            yield Answer(answer)
    except OutOfTime:
        raise AttemptFailed("did not answer in time", "timeout", is_final=True) from None
    except ExchangeFailed as failed:
        raise _unreachable(failed.cause or ExchangeFailed) from None


def _unreachable(cause: type[BaseException]) -> AttemptFailed:
    if issubclass(cause, TimeoutError):
        return AttemptFailed("did not answer in time", "timeout")
    if issubclass(cause, ValueError) and not issubclass(cause, OSError):  # UnicodeError, a header with a line break
        return AttemptFailed("has an address or a key that HTTP cannot send", "unreachable", is_final=True)
    return AttemptFailed(f"could not be reached ({cause.__name__})", "unreachable")


def _too_large() -> AttemptFailed:
    return AttemptFailed("did not stop answering", is_final=True)


def _decoded(parts: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Compression was not asked for; some servers compress all the same."""
    if encoding.lower() in ("", "identity"):
        yield from parts
        return
    if encoding.lower() not in ("gzip", "x-gzip", "deflate"):
        raise AttemptFailed("compresses its answer in a way that was not asked for", is_final=True)
    inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
    total = 0
    for part in parts:
        while part:
            inflated = inflate.decompress(part, _READ_BYTES)
            part = inflate.unconsumed_tail
            total += len(inflated)
            if total > MAX_BYTES:
                raise _too_large()
            if inflated:
                yield inflated
    if not inflate.eof:
        raise EOFError
