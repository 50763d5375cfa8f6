"""An address on the web, checked before anybody connects to it: one that a stranger chose, or the operator."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult

from services.errors import BadRequest
from services.host_guard import check_host_name
from services.url import split_url

_LONGEST_URL = 2_000
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """A checked URL."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        is_usual = self.port == _PORTS[self.scheme]
        return f"{self.scheme}://{host}" if is_usual else f"{self.scheme}://{host}:{self.port}"

    @property
    def url(self) -> str:
        return self.origin + self.target


def check_url(text: str, *, allow_private: bool) -> Address:
    """The parts of a URL, checked by its spelling alone; ``http`` only where private hosts are allowed.

    Raises: BadRequest.
    """
    parts = split_url(text.strip())
    if parts is None or len(text) > _LONGEST_URL or not text.isascii() or not text.strip().isprintable():
        raise BadRequest("The URL cannot be read; write it like https://agent.example.com/.")
    if parts.scheme not in _PORTS or not parts.hostname:
        raise BadRequest("The URL must begin with https://, and name a host.")
    if parts.username is not None or parts.password is not None:
        raise BadRequest("The URL has a user or password in it; give the credential in its own field.")
    if " " in text.strip():
        raise BadRequest("The URL has a space in it.")
    host = check_host_name(parts.hostname, allow_private=allow_private)
    if parts.scheme == "http" and not allow_private:
        raise BadRequest("The URL must begin with https://: plain http can be read and changed on the way.")
    return _address(parts, host)


def operators_address(url: str) -> Address | None:
    """The parts of a URL that the operator set: any host that the system can find. None if HTTP cannot ask it."""
    parts = split_url(url)
    try:
        host = (parts.hostname or "").encode("idna").decode() if parts is not None else ""
    except UnicodeError:
        host = ""
    if parts is None or parts.scheme not in _PORTS or not host or "@" in parts.netloc:
        return None
    return _address(parts, host)


def _address(parts: SplitResult, host: str) -> Address:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, host, parts.port or _PORTS[parts.scheme], target)
