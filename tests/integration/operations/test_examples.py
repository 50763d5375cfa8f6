"""The guide for programs that report: its examples run unchanged, each as its own program, against the real server."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from tests.support.condition import wait_until
from tests.support.server import ROOT, Server

pytestmark = pytest.mark.integration

GUIDE = ROOT / "docs" / "executions.md"
WORKFLOW = ROOT / "docs" / "n8n-workflow.json"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLE = "https://tailrace.example.com"
N8N_HEADERS = {
    "Accept": "application/json,text/html,application/xhtml+xml,application/xml,text/*;q=0.9, image/*;q=0.8, */*;q=0.7",
    "Accept-Encoding": "gzip, compress, deflate, br",
    "User-Agent": "axios/1.12.0",
}
"""What the node sends beside what its parameters say."""


def blocks(language: str) -> list[str]:
    return [text for found, text in BLOCK.findall(GUIDE.read_text()) if found == language]


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "JPEG")
    return file.getvalue()


class Guide:
    """A folder with what the examples need, and a token of its own."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.token = server.service_token(publish=["jobs.*"])
        (folder / "gate.jpg").write_bytes(picture())
        (folder / "token").write_text(f"{self.token}\n")
        command = folder / "tailrace-run"  # as pip installs it
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -m tailrace_client.run "$@"\n')
        command.chmod(0o755)
        self.env = {
            "PATH": f"{folder}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "clients" / "python"),
            "TAILRACE_URL": server.url,
            "TAILRACE_TOKEN": self.token,
        }

    def run(self, *command: str, env: dict[str, str] | None = None) -> None:
        ended = subprocess.run(
            command, env=env or self.env, cwd=self.folder, capture_output=True, text=True, timeout=60, check=False
        )
        assert (ended.returncode, ended.stderr) == (0, ""), ended

    def ended(self, number: int) -> list[dict[str, Any]]:
        """The executions that were reported with this token, once so many have ended."""
        api = self.server.api()

        def found() -> list[dict[str, Any]] | None:
            page = api.get("/dashboard/api/executions", params={"limit": 100}).json()
            own = [one for one in page["executions"] if one["publisher"] == self.publisher]
            return own if len([one for one in own if one["finished_at"]]) == number else None

        return wait_until(found, f"{number} executions have ended")

    @property
    def publisher(self) -> str:
        api = requests.get(
            f"{self.server.url}/api/v1/auth/me", headers={"Authorization": f"Bearer {self.token}"}, timeout=20
        )
        return str(api.json()["user_id"])


@pytest.fixture
def guide(server: Server, tmp_path: Path) -> Iterator[Guide]:
    return Guide(server, tmp_path)


def test_curl(guide: Guide) -> None:
    (report,) = (block for block in blocks("sh") if "report()" in block)
    guide.run("sh", "-e", "-c", report)
    (one,) = guide.ended(1)
    assert (one["status"], one["title"], one["kind"], one["alert"]) == ("failed", "Nightly import", "etl", "high")


def test_a_picture_by_curl(guide: Guide) -> None:
    (upload,) = (block for block in blocks("sh") if "/pictures" in block)
    guide.run("sh", "-e", "-c", upload)


def test_a_command(guide: Guide) -> None:
    (command,) = (block for block in blocks("sh") if "tailrace-run" in block)
    guide.run("sh", "-e", "-c", command)
    (one,) = guide.ended(1)
    assert (one["status"], one["title"], one["kind"]) == ("succeeded", "Nightly backup", "backup")


def test_a_line_of_a_crontab(guide: Guide) -> None:
    (crontab,) = blocks("crontab")
    *settings, line = crontab.splitlines()
    env = {"PATH": guide.env["PATH"], "PYTHONPATH": guide.env["PYTHONPATH"], "HOME": str(guide.folder)}
    env |= dict(setting.split("=", 1) for setting in settings)  # type: ignore[misc]
    assert env["TAILRACE_URL"] == EXAMPLE
    env |= {"TAILRACE_URL": guide.server.url, "TAILRACE_TOKEN_FILE": str(guide.folder / "token")}
    command = line.split(None, 5)[5].replace(r"\%", "%")  # as cron does
    for _ in range(2):
        guide.run("/bin/sh", "-c", command, env=env)
    (one,) = guide.ended(1)
    assert (one["status"], one["title"], one["kind"]) == ("succeeded", "tar", "backup")
    assert re.fullmatch(r"etc-\d{4}-\d\d-\d\d", one["execution_id"])


def test_a_program_in_python(guide: Guide) -> None:
    (source,) = (block for block in blocks("python") if "nightly" in block)
    guide.run(sys.executable, "-c", source)
    both = guide.ended(2)
    assert {(one["status"], one["title"], one["kind"]) for one in both} == {("succeeded", "Nightly ETL", "etl")}


def test_a_program_that_watches_a_camera(guide: Guide) -> None:
    (source,) = (block for block in blocks("python") if "camera" in block)
    guide.run(sys.executable, "-c", source)
    (one,) = guide.ended(1)
    assert (one["title"], one["alert"], bool(one["picture"])) == ("Gate camera", "high", True)


def test_a_workflow_of_n8n(guide: Guide) -> None:
    flow = json.loads(WORKFLOW.read_text())
    assert {link["node"] for main in flow["connections"].values() for (link,) in main["main"]} <= {
        node["name"] for node in flow["nodes"]
    }
    answer: dict[str, Any] = {}
    for node in flow["nodes"]:
        answer = sent_by_n8n(guide, node, answer)
    (one,) = guide.ended(1)
    assert (one["execution_id"], one["title"], one["kind"]) == ("n8n-231", "Gate", "n8n")
    assert (one["status"], one["alert"], bool(one["picture"])) == ("succeeded", "high", True)
    (body,) = blocks("js")
    assert evaluated("=" + body.strip(), {}) == evaluated(flow["nodes"][0]["parameters"]["jsonBody"], {})


def sent_by_n8n(guide: Guide, node: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """What the *HTTP Request* node does with these parameters."""
    parameters = node["parameters"]
    assert (node["type"], parameters["genericAuthType"]) == ("n8n-nodes-base.httpRequest", "httpHeaderAuth")
    assert parameters["url"].startswith(EXAMPLE)
    headers = {**N8N_HEADERS, "Authorization": f"Bearer {guide.token}"}
    for header in parameters.get("headerParameters", {}).get("parameters", ()):
        headers[header["name"]] = evaluated(header["value"], item)
    if parameters.get("contentType") == "binaryData":
        headers["Content-Type"] = "image/jpeg"
        content = picture()
    else:
        headers["Content-Type"] = "application/json"
        content = evaluated(parameters["jsonBody"], item).encode()
    url = parameters["url"].replace(EXAMPLE, guide.server.url)
    answer = requests.request(parameters["method"], url, data=content, headers=headers, timeout=20)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def evaluated(text: str, item: dict[str, Any]) -> str:
    """An expression of n8n: a text that begins with `=`, with JavaScript between braces."""
    if not text.startswith("="):
        return text
    names = "const $execution = {id: '231'}, $workflow = {name: 'Gate'}, $json = JSON.parse(process.argv[1]);"

    def value(found: re.Match[str]) -> str:
        script = f"{names} process.stdout.write(String({found[1]}))"
        ran = subprocess.run(
            ["node", "-e", script, json.dumps(item)], capture_output=True, text=True, timeout=60, check=True
        )
        return ran.stdout

    return re.sub(r"\{\{(.*?)\}\}(?!\))", value, text[1:], flags=re.DOTALL)
