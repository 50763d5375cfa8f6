"""A real nginx with the configuration of ``deploy/nginx``, in a temporary folder and without root."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.certificate import write_certificate
from tests.support.network import Machine
from tests.support.port import free_port
from tests.support.program import Program
from tests.support.server import ROOT

# The parts of a distribution's nginx.conf that conf.d relies on, with every path inside the temporary folder.
FRAME = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 2048; }}
http {{
    include {mime_types};
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    access_log {folder}/default-access.log;
    {real_ip}
    include {folder}/tailrace.conf;
}}
"""


class Nginx:
    """HTTPS on ``url``, in front of the given ``host:port`` upstreams, on this host or on a ``machine`` in a test's
    network. ``trusted`` is the address of another proxy in front. ``origins`` are those whose pages may read answers.
    The certificate is also good for ``addresses``.
    """

    def __init__(
        self,
        folder: Path,
        upstreams: Sequence[str],
        machine: Machine | None = None,
        trusted: str = "",
        origins: Sequence[str] = (),
        addresses: Sequence[str] = (),
    ) -> None:
        self.folder = folder
        self.port, self.http_port = free_port(), free_port()
        self.url = f"https://localhost:{self.port}"
        self.certificate, key = write_certificate(folder, addresses)
        self._machine = machine
        command = [_executable(), "-e", f"{folder}/start.log", "-c", f"{folder}/nginx.conf"]
        self._program = Program(machine.command(command) if machine else command, folder / "output.log")
        self.configuration = folder / "nginx.conf"
        self.configuration.write_text(
            FRAME.format(
                user="user root;" if os.geteuid() == 0 else "",  # or its workers cannot enter the temporary folder
                folder=folder,
                real_ip=f"set_real_ip_from {trusted}; real_ip_header X-Forwarded-For;" if trusted else "",
                mime_types=next(path for path in (Path("/etc/nginx/mime.types"),) if path.exists()),
            )
        )
        (folder / "tailrace.conf").write_text(
            render(
                "--server-name=localhost",
                *(f"--upstream={address}" for address in upstreams),
                *(f"--cors-origin={origin}" for origin in origins),
                f"--https-port={self.port}",
                f"--http-port={self.http_port}",
                f"--certificate={self.certificate}",
                f"--key={key}",
                f"--static={ROOT / 'static'}",
                f"--log-folder={folder}",
            )
        )

    def start(self) -> None:
        self._program.start(self._accepts)

    def stop(self) -> None:
        self._program.stop()

    def reload(self) -> None:
        os.kill(self._program.pid, signal.SIGHUP)

    @property
    def tls(self) -> ssl.SSLContext:
        """Return a context that trusts this nginx: always a new one, because HTTP clients set their protocols in it."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def browser(self) -> httpx.Client:
        """Return a client that speaks HTTP/2 over TLS, as a browser would here."""
        return httpx.Client(http2=True, http1=False, verify=self.tls, trust_env=False, timeout=60)

    def _accepts(self) -> bool:
        def connects() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0

        return self._machine.run(connects) if self._machine else connects()

    @property
    def access_log(self) -> str:
        return (self.folder / "tailrace-access.log").read_text()

    @property
    def all_logs(self) -> str:
        """Return everything this nginx has logged."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


def render(*options: str) -> str:
    """Return the configuration that ``deploy/nginx/render.py`` prints."""
    command = [sys.executable, str(ROOT / "deploy/nginx/render.py"), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _executable() -> str:
    path = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    assert path, "nginx is missing: `make test` installs it, or says how to"
    return path


StartNginx = Callable[..., Nginx]


@pytest.fixture
def start_nginx(tmp_path: Path) -> Iterator[StartNginx]:
    """``start_nginx("127.0.0.1:port", …)``, with the options of `Nginx`, returns once nginx accepts connections.
    nginx stops when the test ends.
    """
    started: list[Nginx] = []

    def start(*upstreams: str, **options: Any) -> Nginx:
        folder = tmp_path / f"nginx-{len(started)}"
        folder.mkdir()
        nginx = Nginx(folder, upstreams, **options)
        started.append(nginx)
        nginx.start()
        return nginx

    yield start
    for nginx in started:
        nginx.stop()
