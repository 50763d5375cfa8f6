"""The host guard: which hosts the server may be asked to connect to (SSRF, OWASP A10).

A host is looked up once, and the server connects to the address it found (:class:`PinnedHost`), so a name that answers
first with a public address and then with a private one (DNS rebinding) gains nothing. Every address of a name must be
public: a single private one refuses the name.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.errors import BadRequest, Unavailable

LOOK_UP_S = 10.0
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".localdomain")
_LOCAL_NAMES = frozenset(("localhost", "ip6-localhost", "ip6-loopback", "broadcasthost", "localdomain"))
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
# What inet_aton() and browsers take for an IPv4 address without dotted decimals: 2130706433, 0x7f.1, 0177.0.0.1.
_NUMERIC_LABEL = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z")
# IANA's special-purpose registries of IPv4 and IPv6 addresses, as of November 2026, by range and not by Python's own
# list, which differs between versions and misses 192.0.0.192 (a cloud's metadata service), fec0::/10, 3fff::/20 …
_SPECIAL_IPV4 = tuple(map(ipaddress.IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    "168.63.129.16/32",  # in no registry: Azure's own services, seen from its machines
)))  # fmt: skip
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_IPV6 = tuple(map(ipaddress.IPv6Network, (
    "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
)))  # fmt: skip
# Networks that have only IPv6 reach every IPv4 host by such an address.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LookUp = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class PinnedHost:
    """A host and the one address to connect to."""

    host: str
    port: int
    address: str

    @property
    def curl_resolve(self) -> str:
        """The value of git's ``http.curloptResolve`` (curl's ``CURLOPT_RESOLVE``)."""
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.host}:{self.port}:{address}"


def check_host_name(host: str, *, allow_private: bool) -> str:
    """The host in lower case, checked by its spelling alone.

    Raises:
        BadRequest: it is not a host name, it is a disguised address, or it is private and that is not allowed.
    """
    name = host.lower().removesuffix(".")
    if not name.isascii():
        raise BadRequest("The host name has letters outside ASCII; write it in its registered form (xn--…).")
    if "%" in name:
        raise BadRequest("The host has a percent sign, as an IPv6 zone does; write the address without it.")
    literal = _literal(name)
    if literal is not None:
        if not allow_private and is_private(literal):
            raise _private(name)
        return str(literal)
    labels = name.split(".")
    if not name or len(name) > 253 or not all(_LABEL.match(label) for label in labels):
        raise BadRequest("The URL has no usable host name; write it like https://github.com/owner/repository.")
    if _NUMERIC_LABEL.match(labels[-1]):
        raise BadRequest("The host is a number that is not a plain IP address; write the host by its name.")
    if not allow_private and (len(labels) == 1 or name in _LOCAL_NAMES or name.endswith(_LOCAL_SUFFIXES)):
        raise _private(name)
    return name


def refuse_private_host(host: str, port: int, *, wait_s: float = 3.0, look_up: LookUp | None = None) -> None:
    """Refuse a name that leads to a private address; a name that cannot be looked up within ``wait_s`` passes.

    For a quick answer when something is submitted; :func:`pin` decides before any connection is made.

    Raises:
        BadRequest: one of the host's addresses is private.
    """
    try:
        addresses = _addresses(host, port, wait_s, look_up)
    except Unavailable:
        return
    if any(is_private(address) for address in addresses):
        raise _private(host)


def addresses_of(
    host: str, port: int, *, allow_private: bool, look_up: LookUp | None = None, wait_s: float = LOOK_UP_S
) -> list[str]:
    """Look the host up once. IPv4 first: it works where IPv6 is half set up.

    Raises:
        BadRequest: one of the host's addresses is private and that is not allowed.
        Unavailable: the name leads nowhere, or nobody says within ``wait_s`` where.
    """
    addresses = _addresses(host, port, wait_s, look_up)
    if not allow_private and any(is_private(address) for address in addresses):
        raise _private(host)
    return [str(address) for address in sorted(addresses, key=lambda address: address.version)]


def pin(host: str, port: int, *, allow_private: bool, look_up: LookUp | None = None) -> PinnedHost:
    """Look the host up once and choose the address to connect to. Raises: as :func:`addresses_of`."""
    return PinnedHost(host, port, addresses_of(host, port, allow_private=allow_private, look_up=look_up)[0])


def leads_to_private(host: str, port: int, *, look_up: LookUp | None = None) -> bool:
    """Whether every address of the host is private; false if it cannot be looked up."""
    try:
        return all(is_private(address) for address in _addresses(host, port, 3.0, look_up))
    except Unavailable:
        return False


def is_private(address: Address) -> bool:
    """Whether an address is anything but public; an IPv4 address wrapped in IPv6 counts as the address it wraps."""
    if isinstance(address, ipaddress.IPv4Address):
        return any(address in network for network in _SPECIAL_IPV4)
    if address.ipv4_mapped is not None:
        return is_private(address.ipv4_mapped)
    if address in _NAT64:
        return is_private(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address not in _GLOBAL_IPV6 or any(address in network for network in _SPECIAL_IPV6)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def _addresses(host: str, port: int, wait_s: float, look_up: LookUp | None) -> list[Address]:
    literal = _literal(host)
    if literal is not None:
        return [literal]
    found: list[str] = []

    def ask() -> None:
        # An empty result stands for every kind of failure: the caller gives the same message for all of them.
        try:
            found.extend((look_up or _getaddrinfo)(host, port))
        except (OSError, UnicodeError):
            found.clear()

    # getaddrinfo() has no deadline of its own, and without a network it can take half a minute.
    asking = threading.Thread(target=ask, name="look-up", daemon=True)
    asking.start()
    asking.join(wait_s)
    addresses = [address for text in list(found) if (address := _literal(text.partition("%")[0])) is not None]
    if not addresses:
        raise Unavailable(f"The host {host} cannot be found; check its spelling and the server's network.")
    return addresses


def _getaddrinfo(host: str, port: int) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _private(host: str) -> BadRequest:
    return BadRequest(
        f"The host {host} is on a private network, which this server does not connect to"
        " (its operator can allow that with TAILRACE_ALLOW_PRIVATE_HOSTS=1)."
    )
