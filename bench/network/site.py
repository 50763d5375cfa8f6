"""A server behind nginx, as Tailrace is run, and a machine at the other end of a link that can be shaped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.api import Api
from tests.support.network import Machine, Network
from tests.support.nginx import Nginx
from tests.support.server import Server
from tests.support.shared_server import BEHIND_NGINX


@dataclass(frozen=True)
class Site:
    """``url`` is how the far machine reaches the server; ``api`` reaches it from here, whatever the link does."""

    url: str
    api: Api
    token: str
    nginx: Nginx
    laptop: Machine


@contextmanager
def site(network: Network, folder: Path) -> Iterator[Site]:
    laptop = network.machine()
    (folder / "server").mkdir()
    (folder / "nginx").mkdir()
    server = Server(folder / "server" / "data", BEHIND_NGINX | {"TAILRACE_STREAMS_PER_USER": "10000"})
    nginx = Nginx(folder / "nginx", [f"127.0.0.1:{server.port}"], addresses=[laptop.peer_address])
    try:
        server.start()
        nginx.start()
        token = server.service_token(subscribe=["jobs.*"])
        yield Site(f"https://{laptop.peer_address}:{nginx.port}", server.api(), token, nginx, laptop)
    finally:
        nginx.stop()
        server.stop()
