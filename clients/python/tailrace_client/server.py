"""The server: its address, the token, and requests to it over kept connections.

Safe for threads, greenlets and forks: a session serves one request at a time, and a child process never touches a
connection of its parent.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit  # noqa: TID251 – it raises the ValueError that `Server` promises

import requests

_TOKEN = re.compile(r"[!-~]+")
_MAX_IDLE = 16


class Server:
    """``url`` may have a path, for a server behind a prefix.
    Raises: ValueError, for an address or a token that can't be one.
    """

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.query
            or parts.fragment
            or "@" in parts.netloc
        ):
            raise ValueError(
                "The address of the server is a URL such as https://tailrace.example.com, without a user or a query."
            )
        if not _TOKEN.fullmatch(token):
            raise ValueError(
                "The token is empty, or has characters that no token has (a line end at its end, perhaps)."
            )
        self.url = url.rstrip("/")
        self._token = token
        self._idle: list[requests.Session] = []
        self._pid = os.getpid()

    def __repr__(self) -> str:
        return f"Server({self.url!r})"

    def request(
        self,
        method: str,
        path: str,
        *,
        timeout_s: float,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """One exchange, read to its end. Raises: requests.RequestException."""
        with self._session() as session:
            return self._send(session, method, path, timeout_s, data=body, headers=headers)

    @contextmanager
    def open_stream(
        self, path: str, params: list[tuple[str, str]], *, timeout_s: float, headers: Mapping[str, str]
    ) -> Iterator[requests.Response]:
        """A response whose body is read as it comes, over a connection of its own.
        Raises: requests.RequestException.
        """
        with self._new_session() as session:
            response = self._send(session, "GET", path, timeout_s, params=params, headers=headers, stream=True)
            with response:
                yield response

    def _send(
        self, session: requests.Session, method: str, path: str, timeout_s: float, **options: Any
    ) -> requests.Response:
        # A redirect is not followed: it would turn POST into GET and carry the token to where nobody meant it to go.
        return session.request(
            method, self.url + path, timeout=(timeout_s, timeout_s), allow_redirects=False, **options
        )

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        if self._pid != os.getpid():
            self._idle, self._pid = [], os.getpid()
        try:
            session = self._idle.pop()
        except IndexError:
            session = self._new_session()
        try:
            yield session
        except BaseException:
            session.close()
            raise
        if len(self._idle) < _MAX_IDLE:
            self._idle.append(session)
        else:
            session.close()

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        session.auth = self._authorise  # given so, no .netrc takes its place
        return session

    def _authorise(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


def limit_silence(response: requests.Response, silence_s: float) -> None:
    """Wait no longer than this for the next bytes of an answer that is under way.

    ``requests`` takes a timeout with the request alone, and what is right is known once the answer has begun. Where
    another version keeps the socket elsewhere, the timeout stays as it was.
    """
    found: Any = response.raw
    for name in ("_fp", "fp", "raw", "_sock"):
        found = getattr(found, name, None)
    if isinstance(found, socket.socket):
        found.settimeout(silence_s)


def error_of(response: requests.Response) -> tuple[str, str]:
    """Code and message of an error answer, also when it is not the server's own (a proxy's page)."""
    if 300 <= response.status_code < 400:
        return "redirected", f"The server's address leads elsewhere ({response.status_code}); use its real address."
    try:
        error = response.json()["error"]
        return str(error["code"]), str(error["message"])
    except (ValueError, KeyError, TypeError):
        return f"http_{response.status_code}", f"The server answered {response.status_code} {response.reason}."


def from_environment(environ: Mapping[str, str]) -> tuple[str, str]:
    """``TAILRACE_URL``, and ``TAILRACE_TOKEN`` or the file that ``TAILRACE_TOKEN_FILE`` names.

    Raises: ValueError, naming what is missing.
    """
    url = environ.get("TAILRACE_URL", "")
    if not url:
        raise ValueError("TAILRACE_URL is not set: the address of the Tailrace server.")
    token = environ.get("TAILRACE_TOKEN", "")
    if not token and environ.get("TAILRACE_TOKEN_FILE"):
        try:
            token = Path(environ["TAILRACE_TOKEN_FILE"]).read_text(encoding="utf-8")
        except OSError as error:
            raise ValueError(f"TAILRACE_TOKEN_FILE cannot be read: {error.strerror}.") from None
    if not token.strip():
        raise ValueError(
            "TAILRACE_TOKEN is not set (nor TAILRACE_TOKEN_FILE): a service token of `flask token create`."
        )
    return url, token.strip()
