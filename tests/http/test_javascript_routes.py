"""Every path that a script calls is a route of this server, with the same method.

Searches the sources for the client's ``call(plan, …)``, for literal ``api/v1/`` and ``rlm/`` paths, and for paths built
on a run's own address (``run.api``). Placeholders for values (``${id}``) become an ``x``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

SCRIPTS = Path(__file__).resolve().parents[2] / "static/js"

LITERAL = r'(?:"([^"\n]*)"|`((?:[^`$]|\$\{[^}]*\})*)`)'
CLIENT_CALL = re.compile(r"\bcall\(\s*plan,\s*|\bcall\(\s*this\.#plan,\s*")
METHOD = re.compile(r'(?:request\(\s*"(?P<request>[A-Z]+)",\s*|\.open\("(?P<open>[A-Z]+)",\s*)$')
CLIENT_METHOD = re.compile(r'^\s*,\s*\{[^}]*?method: "([A-Z]+)"', re.DOTALL)

RUN_APIS = {"screening": "/api/v1/screenings/x"}
"""What ``about.api`` stands for in the scripts of a folder; elsewhere it is a scan's."""

SCAN_API = "/rlm/scans/x"
"""The value of ``data-api`` on a run's page."""


def calls(root: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the file, method and path of everything that the scripts request from the server."""
    for file in sorted(root.rglob("*.js")):
        source = re.sub(r"^\s*(?://|\*|/\*).*$", "", file.read_text(), flags=re.MULTILINE)
        for found in re.finditer(LITERAL, source):
            before, text = source[: found.start()], found[1] if found[1] is not None else found[2]
            if CLIENT_CALL.search(before[-40:]) and CLIENT_CALL.split(before[-40:])[-1] == "":
                told = CLIENT_METHOD.search(source[found.end() :])
                yield file.name, told[1] if told else "GET", "/api/v1/" + plain(text)
            elif path := server_path(text, RUN_APIS.get(file.parent.name, SCAN_API)):
                method = METHOD.search(before[-60:])
                yield file.name, (method["request"] or method["open"]) if method else "", path


def server_path(text: str, run_api: str) -> str | None:
    if on_run := re.match(r"\$\{(?:this\.)?(?:about|run)\.api\}(.*)", text):
        return run_api + plain(on_run[1])
    if named := re.search(r"(?:^|/|\})((?:api/v1|rlm|dashboard)/[^/\s].*)", text):
        return "/" + plain(named[1])
    return None


def plain(text: str) -> str:
    return re.sub(r"\$\{[^}]*\}", "x", text).split("?")[0]


def test_the_scripts_call_only_routes_that_exist(app: Flask) -> None:
    found = list(calls(SCRIPTS))
    assert len(found) > 12, "the calls were not understood"
    for expected in (
        ("token.js", "POST", "/api/v1/auth/stream-token"),
        ("progress.js", "GET", "/api/v1/sse/progress/status/x"),
        ("progress.js", "DELETE", "/api/v1/sse/progress/x"),
        ("publish.js", "POST", "/api/v1/publish"),
        ("analyze-form.js", "POST", "/rlm/analyze"),
        ("action.js", "POST", "/rlm/scans/x/cancel"),
        ("run-list.js", "", "/api/v1/stream"),
    ):
        assert expected in found
    assert not [call for call in found if not is_route(app, *call[1:])]


@pytest.mark.parametrize(
    "line",
    [
        'await call(plan, "telemetries", { method: "POST" });',
        "await call(\n  this.#plan,\n  `sse/progress/nothing/${id}`,\n);",
        'await request("PUT", `${root}api/v1/publish`);',
        "connect(`${root}api/v1/no-such-stream?channel=${name}`);",
        'await request("GET", `${about.api}/nothing`);',
    ],
)
def test_a_call_without_a_route_is_found(tmp_path: Path, app: Flask, line: str) -> None:
    (tmp_path / "bad.js").write_text(line)
    [(_, method, path)] = calls(tmp_path)
    assert not is_route(app, method, path)


def is_route(app: Flask, method: str, path: str) -> bool:
    """``method`` may be empty if the call does not name one; then any method will do."""
    routes = app.url_map.bind("localhost")
    for tried in [method] if method else ["GET", "POST", "DELETE"]:
        try:
            routes.match(path, method=tried)
        except RequestRedirect:
            return False
        except HTTPException:
            continue
        return True
    return False
