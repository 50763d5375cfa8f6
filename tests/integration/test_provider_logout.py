"""Somebody signs out at the provider itself, which tells the server: their open streams end at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.condition import wait_until
from tests.support.oidc_provider import OidcProvider, Visitor
from tests.support.port import free_port
from tests.support.raw_stream import RawStream
from tests.support.server import StartServer

pytestmark = pytest.mark.integration

CHANNEL = "jobs.provider-logout"
WITHIN_S = 10.0
"""For a stream that does not end. It takes a second."""


@pytest.mark.parametrize("is_session_named", [True, False])
def test_streams_end_when_the_provider_says_so(
    tmp_path: Path, start_server: StartServer, is_session_named: bool
) -> None:
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    client: dict[str, Any] = {
        "backchannel_logout_uri": f"{site}/api/v1/auth/provider/logout",
        "backchannel_logout_session_required": is_session_named,
    }
    provider = OidcProvider(tmp_path, [f"{site}/login/provider/callback"], client=client)
    with provider.running():
        server = start_server({**provider.environment, "TAILRACE_OIDC_NEW_USERS": "1"}, port=port)
        browser, visitor = requests.Session(), Visitor(provider.issuer, "4711")
        leaving = browser.get(f"{site}/login/provider", allow_redirects=False, timeout=20)
        browser.get(visitor.sign_in(leaving.headers["Location"]), timeout=20)
        server.flask("user", "grant", "ada", "--subscribe", CHANNEL)
        asked = browser.post(f"{site}/api/v1/auth/stream-token", json={"channels": [CHANNEL]}, timeout=20)
        token = asked.json()["token"]
        with RawStream.open(f"{site}/api/v1/stream?channel={CHANNEL}&token={token}") as stream:
            visitor.sign_out()
            assert b'"revoked"' in stream.read_to_end(within_s=WITHIN_S)
        wait_until(lambda: "told tailrace" in provider.log, "the provider's word was taken")
        assert browser.get(f"{site}/api/v1/auth/me", timeout=20).status_code == 401
