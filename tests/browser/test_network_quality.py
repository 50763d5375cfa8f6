"""The soak of `bench/network` in short: over a bad network, whichever client follows a job gets each event once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bench.network.crowd import KINDS, Crowd, chromium_on
from bench.network.profile import Outage, Profile
from bench.network.run import run
from bench.network.site import site
from tests.support.network import Machine, Network

pytestmark = [pytest.mark.browser, pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(300)]

BAD = Profile(
    "bad",
    job_s=14,
    delay_s=0.03,
    loss=0.05,
    outages=[Outage(2, 6), Outage(9, 10, Machine.change_address)],
)


def test_no_client_loses_or_doubles_an_event_on_a_network_that_loses_packets_goes_away_and_moves(
    network: Network, chromium: Browser, tmp_path: Path
) -> None:
    with site(network, tmp_path) as place, chromium_on(place, tmp_path, chromium.browser_type) as browser:
        outcomes = run(place, Crowd(place, browser, pages=1, count=1, silence_s=5), BAD)
    for kind in KINDS:
        (follower,) = outcomes[kind].followers
        assert follower.is_complete, kind
        assert list(follower.numbers) == list(range(1, follower.published + 1)), kind
        assert follower.gaps == 0, kind
