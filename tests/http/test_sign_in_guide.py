"""What docs/sign-in.md shows works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

from services.settings.settings import read_settings
from services.settings.sign_in import SignInSettings
from tests.http.conftest import make_app
from tests.support.oidc_provider import NODE, ROOT, Visitor
from tests.support.port import free_port
from tests.support.program import Program
from tests.support.setting import settings_in

GUIDE = (ROOT / "docs/sign-in.md").read_text()


def test_the_example_signs_somebody_in(tmp_path: Path) -> None:
    """On another port: somebody may be trying it on this machine."""
    port = str(free_port())
    shown = re.search(r"oidc_provider\.mjs '(\{.*?\})'", GUIDE, re.DOTALL)
    assert shown is not None
    block = GUIDE[shown.end() :].partition("```sh")[2].partition("```")[0]
    environment = dict(re.findall(r'(TAILRACE_OIDC_\w+)=("[^"]*"|\S+)', block))
    environment = {name: value.strip('"').replace("9000", port) for name, value in environment.items()}
    read = read_settings((), environment).sign_in
    settings = {field.name: getattr(read, field.name) for field in SignInSettings.settings()}
    assert settings["issuer"].endswith(port)
    command = [str(NODE), "tests/support/oidc_provider.mjs", shown[1].replace("9000", port)]
    provider = Program(command, tmp_path / "provider.log", cwd=ROOT)
    provider.start(lambda: "listening" in provider.log)
    app = make_app(settings_in(tmp_path, sign_in=settings))
    try:
        client = app.test_client()
        leaving = client.get("/login/provider", base_url="http://127.0.0.1:8000").headers["Location"]
        back = Visitor(settings["issuer"], "4711").sign_in(leaving)
        assert back.startswith("http://127.0.0.1:8000/login/provider/callback?")
        assert client.get(back, base_url="http://127.0.0.1:8000").status_code == 302
        assert client.get("/api/v1/auth/me", base_url="http://127.0.0.1:8000").json["username"] == "ada"
    finally:
        app.extensions["tailrace"].close()
        provider.stop()
