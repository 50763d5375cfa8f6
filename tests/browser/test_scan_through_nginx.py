"""A whole scan in a real browser through nginx (HTTP/2, TLS): every event of the contract, in the contract's order."""

from __future__ import annotations

from pathlib import Path

from tests.support.api import Api
from tests.support.chromium import NewContext
from tests.support.condition import wait_until
from tests.support.nginx import StartNginx
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER
from tests.support.shared_server import BEHIND_NGINX, ServerWith

WATCH = """url => {
    window.seen = [];
    const source = new EventSource(url);
    source.onmessage = event => seen.push(JSON.parse(event.data).type);
    source.addEventListener("done", () => { seen.push("done"); source.close(); });
}"""
ORDER = [
    "connected",
    "graph_building",
    "graph_complete",
    "collecting_files",
    "files_collected",
    "rlm_started",
    "batch_complete",
]


def test_a_scan_is_watched_through_nginx_in_the_contracts_order(
    server_with: ServerWith, start_nginx: StartNginx, new_context: NewContext, git_repository: Path
) -> None:
    server = server_with(BEHIND_NGINX | {"TAILRACE_LOCAL_ROOTS": str(git_repository.parent)})
    nginx = start_nginx(f"127.0.0.1:{server.port}")
    admin = Api(nginx.url, verify=str(nginx.certificate)).login(ADMIN_USER, ADMIN_PASSWORD)
    scan = admin.post("/rlm/analyze", json={"url": str(git_repository)}).json()
    page = new_context().new_page()
    page.goto(f"{nginx.url}/login")
    page.evaluate(WATCH, f"{scan['stream_url']}&token={admin.stream_token(scan['channel'])}")
    wait_until(lambda: "done" in page.evaluate("seen"), "the scan is done", within_s=120)
    seen = page.evaluate("seen")
    first = [kind for number, kind in enumerate(seen) if kind in ORDER and kind not in seen[:number]]
    assert first == ORDER
    assert seen[-3:] == ["analysis_complete", "stream_end", "done"]
