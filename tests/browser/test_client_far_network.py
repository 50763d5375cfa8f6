"""The client in a browser on another machine, whose network loses or delays packets,
or carries nothing for a while.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.client_flow import expect_numbers, follow, publish, wait_for_state
from tests.browser.page_flow import sign_in_by_form
from tests.support.api import Api
from tests.support.chromium import ARGUMENTS, executable
from tests.support.network import Machine, Network
from tests.support.nginx import Nginx
from tests.support.port import free_port
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.integration, pytest.mark.network]


@dataclass(frozen=True)
class FarSite:
    """A server as the browser on the other machine reaches it.
    ``api`` reaches it from here, whatever happens to that network.
    """

    url: str
    api: Api


@pytest.fixture(scope="module")
def laptop(network: Network) -> Machine:
    return network.machine()


@pytest.fixture(scope="module")
def far_chromium(laptop: Machine, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium on the other machine, driven through a pipe and not over the network."""
    script: Path = tmp_path_factory.mktemp("chromium") / "chromium"
    script.write_text(f'#!/bin/sh\nexec {" ".join(laptop.command([executable()]))} "$@"\n')
    script.chmod(0o755)
    browser = chromium.browser_type.launch(executable_path=script, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="module", params=["nginx", "direct"])
def site(
    request: pytest.FixtureRequest, laptop: Machine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FarSite]:
    """A server reached through nginx (TLS, HTTP/2), or directly by plain HTTP/1.1,
    where the browser has no locks and each tab has its own connection.
    """
    is_direct = request.param == "direct"
    port = free_port()
    behind = {"TAILRACE_PROXY_HOPS": "1", "TAILRACE_SECURE_COOKIES": "1"}
    env = {"TAILRACE_BIND": f"0.0.0.0:{port}"} if is_direct else behind
    server = Server(tmp_path_factory.mktemp("server") / "data", {"TAILRACE_HEARTBEAT_S": "1", **env}, port=port)
    nginx = Nginx(tmp_path_factory.mktemp("nginx"), [f"127.0.0.1:{port}"])
    server.start()
    if is_direct:
        yield FarSite(f"http://{laptop.peer_address}:{port}", server.api())
    else:
        nginx.start()
        yield FarSite(f"https://{laptop.peer_address}:{nginx.port}", server.api())
    nginx.stop()
    server.stop()


@pytest.fixture
def tab(far_chromium: Browser, site: FarSite, laptop: Machine) -> Iterator[Page]:
    """A signed-in page on a healthy network."""
    context = far_chromium.new_context(ignore_https_errors=True)
    page = context.new_page()
    sign_in_by_form(page, site)
    yield page
    laptop.link.is_cut, laptop.link.loss, laptop.link.delay_s = False, 0.0, 0.0
    context.close()


def test_silence_is_a_stall_and_the_stream_goes_on_when_the_network_is_back(
    tab: Page, site: FarSite, laptop: Machine
) -> None:
    follow(tab, stallMs=5000)
    publish(site.api, 1, 5)
    expect_numbers(tab, 5)
    laptop.link.is_cut = True
    publish(site.api, 6, 10)
    tab.wait_for_function("() => window.statuses.some(({ state }) => state === 'stalled')", timeout=30_000)
    assert tab.evaluate("window.numbers.length") == 5
    laptop.link.is_cut = False
    expect_numbers(tab, 10, within_s=90)
    publish(site.api, 11, 15)
    expect_numbers(tab, 15)
    assert tab.evaluate("window.stream.counts.stalls") == 1


def test_a_network_that_is_gone_for_long_is_found_again(tab: Page, site: FarSite, laptop: Machine) -> None:
    follow(tab, stallMs=2000)
    publish(site.api, 1, 5)
    expect_numbers(tab, 5)
    laptop.link.is_cut = True
    publish(site.api, 6, 10)
    wait_for_state(tab, "polling", within_s=60)
    laptop.link.is_cut = False
    expect_numbers(tab, 10, within_s=60)
    wait_for_state(tab, "connected", within_s=60)
    publish(site.api, 11, 15)
    expect_numbers(tab, 15)


def test_a_network_that_loses_a_fifth_of_its_packets_loses_and_doubles_no_event(
    tab: Page, site: FarSite, laptop: Machine
) -> None:
    lost_before = laptop.link.lost
    laptop.link.delay_s = 0.1
    laptop.link.loss = 0.2
    follow(tab, stallMs=5000)
    for first in range(1, 301, 10):
        publish(site.api, first, first + 9)
        tab.wait_for_function("last => window.numbers.at(-1) >= last || window.stream.state !== 'connected'", arg=first)
    expect_numbers(tab, 300, within_s=60)
    assert laptop.link.lost - lost_before > 5
