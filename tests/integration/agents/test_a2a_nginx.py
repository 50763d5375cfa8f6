"""Case 12: behind nginx, with TLS and a prefix, every address that agents tell of is the public one."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from tests.support.a2a_client import SCRIPTED, A2aClient, task_of, text_of
from tests.support.condition import wait_until
from tests.support.nginx import Nginx, StartNginx
from tests.support.shared_server import BEHIND_NGINX, ServerWith

pytestmark = pytest.mark.integration


def put_below(nginx: Nginx, prefix: str) -> None:
    """Have nginx serve everything below a prefix, as an operator would."""
    path = nginx.folder / "tailrace.conf"
    text = path.read_text().replace('X-Forwarded-Prefix "";', f'X-Forwarded-Prefix "{prefix}";')
    path.write_text(text.replace("    server_tokens off;", f"    server_tokens off;\n    rewrite ^{prefix}(/.*)$ $1;"))
    nginx.reload()


@pytest.mark.long
def test_a_card_and_a_task_name_the_public_address(server_with: ServerWith, start_nginx: StartNginx) -> None:
    server = server_with(BEHIND_NGINX | SCRIPTED)
    bearer = server.api().bearer
    nginx = start_nginx(f"127.0.0.1:{server.port}")
    put_below(nginx, "/tr")
    public = f"{nginx.url}/tr"
    with httpx.Client(verify=nginx.tls, trust_env=False, timeout=30) as http:

        def card(path: str) -> httpx.Response:
            return http.get(f"{public}{path}/.well-known/agent-card.json")

        wait_until(lambda: card("").status_code == 200, "nginx has reloaded")
        for path, agent in (("", "auto"), ("/agents/scripted", "scripted"), ("/agents/auto", "auto")):
            shown = card(path).json()
            addresses = re.findall(r'"(https?://[^"]*)"', json.dumps(shown))
            assert addresses
            assert all(address.startswith(f"{public}/") for address in addresses), addresses
            assert (
                {one["url"] for one in shown["supportedInterfaces"]} == {shown["url"]} == {f"{public}/agents/{agent}"}
            )
        client = A2aClient(public, bearer, tls=nginx.tls)
        task = task_of(client.send("say 5 100\nfile note.txt 40"))
        assert text_of(task) == "w1 w2 w3 w4 w5 "
        (file,) = task.artifacts[1].parts
        assert file.url.startswith(f"{public}/agents/scripted/artifacts/")
        assert len(http.get(file.url, headers=bearer).content) == 40
        (whole,) = A2aClient(public, bearer, "0.3", tls=nginx.tls).send("say 2", streaming=False)
        assert text_of(whole.task) == "w1 w2 "
