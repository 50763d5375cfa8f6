"""A Git host: repositories over HTTP by Git's own ``http-backend``, with optional password, redirects and stalls."""

from __future__ import annotations

import base64
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.port import free_port


@dataclass
class GitServer:
    """``redirects`` maps a path prefix to its replacement (a path, or a URL on another host)."""

    root: Path
    port: int
    password: str = ""
    redirects: dict[str, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)
    stalls: threading.Event = field(default_factory=threading.Event)
    """While set, requests get no answer."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serve_repositories(root: Path, *, password: str = "") -> Iterator[GitServer]:
    """Serve every repository below ``root`` at its path; with ``password``, only to clients that send it."""
    server = GitServer(root, free_port(), password)

    class Handler(_Handler):
        git_server = server

    with ThreadingHTTPServer(("127.0.0.1", server.port), Handler) as http:
        http.daemon_threads = True
        http.handle_error = lambda request, address: None  # type: ignore[method-assign]  # clients that hang up are expected
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stalls.clear()
            http.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    git_server: GitServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.git_server
        server.requests.append(self.path)
        while server.stalls.is_set():
            server.stalls.wait(0.05)
            if not _is_connected(self):
                return
        for beginning, replacement in server.redirects.items():
            if self.path.startswith(beginning):
                self._answer(301, {"Location": replacement + self.path.removeprefix(beginning)})
                return
        if server.password and not self._is_authorised():
            self._answer(401, {"WWW-Authenticate": 'Basic realm="git"'})
            return
        self._run_backend()

    do_POST = do_GET

    def _is_authorised(self) -> bool:
        _, _, encoded = self.headers.get("Authorization", "").partition(" ")
        if not encoded:
            return False
        given = base64.b64decode(encoded).decode()
        self.git_server.passwords.append(given)
        return given.partition(":")[2] == self.git_server.password

    def _run_backend(self) -> None:
        url = urlsplit(self.path)
        body = (
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if "Content-Length" in self.headers
            else self._chunks()
        )
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.git_server.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
            "GIT_CONFIG_KEY_1": "uploadpack.allowAnySHA1InWant",
            "GIT_CONFIG_VALUE_1": "true",
            "PATH_INFO": url.path,
            "QUERY_STRING": url.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line)
        self._answer(int(headers.pop("Status", "200").split()[0]), headers, content)

    def _chunks(self) -> bytes:
        body = b""
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        return body

    def _answer(self, status: int, headers: dict[str, str], content: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def _is_connected(handler: BaseHTTPRequestHandler) -> bool:
    handler.connection.settimeout(0.01)
    try:
        return bool(handler.connection.recv(1, 2))  # MSG_PEEK
    except TimeoutError:
        return True
    except OSError:
        return False
    finally:
        handler.connection.settimeout(None)
