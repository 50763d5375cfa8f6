"""The Python client notices a stream that died without a word, by the heartbeats that the server has promised."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from tailrace_client import Publisher, Subscription

from tests.support.condition import wait_until
from tests.support.network import Machine, Network
from tests.support.port import free_port
from tests.support.server import Server, stop_all

pytestmark = [pytest.mark.integration, pytest.mark.network]

HEARTBEAT_S = 0.5
NOTICED_S = 15.0
"""Two heartbeats and a second, on a machine that has much to do; without the promise it would be 35 s."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that other machines reach."""
    port = free_port()
    env = {"TAILRACE_HEARTBEAT_S": str(HEARTBEAT_S), "TAILRACE_BIND": f"0.0.0.0:{port}"}
    server = Server(tmp_path_factory.mktemp("silence") / "data", env, port=port)
    server.start()
    yield server
    stop_all([server])


class Follower:
    """A subscription on another machine. ``interrupted_at`` has the times at which it gave a connection up."""

    def __init__(self, server: Server, machine: Machine, channel: str) -> None:
        self.token = server.service_token(publish=["jobs.*"], subscribe=["jobs.*"])
        self.numbers: list[int] = []
        self.interrupted_at: list[float] = []
        url = f"http://{machine.peer_address}:{server.port}"
        self.subscription: Subscription = Publisher(url, self.token).subscribe(
            channel, on_interruption=lambda _why: self.interrupted_at.append(time.monotonic())
        )
        self.thread = threading.Thread(target=machine.run, args=(self._follow,), daemon=True)
        self.thread.start()
        wait_until(lambda: self.subscription.last_event_id is not None, "the stream is open")

    def _follow(self) -> None:
        for event in self.subscription:
            self.numbers.append(event.data["n"])


@pytest.mark.parametrize(
    "move", [Machine.change_address, Machine.change_disguise], ids=["its-own-address", "its-routers-address"]
)
def test_a_change_of_address_is_noticed_within_a_few_heartbeats(
    server: Server, network: Network, move: Callable[[Machine], None], request: pytest.FixtureRequest
) -> None:
    machine, channel = network.machine(), f"jobs.{request.node.callspec.id}"
    follower = Follower(server, machine, channel)
    publisher = Publisher(server.url, follower.token)
    publisher.publish(channel, "note", {"n": 1})
    wait_until(lambda: follower.numbers == [1], "the event arrives")
    moved_at = time.monotonic()
    move(machine)
    publisher.publish(channel, "note", {"n": 2})
    wait_until(lambda: follower.interrupted_at, "the client notices")
    assert follower.interrupted_at[0] - moved_at < NOTICED_S
    wait_until(lambda: follower.numbers == [1, 2], "what was missed arrives")
    publisher.publish(channel, "note", {"n": 3})
    publisher.close(channel)
    follower.thread.join(30)
    assert follower.numbers == [1, 2, 3]


def test_a_quiet_stream_is_left_alone(server: Server, network: Network) -> None:
    machine, channel = network.machine(), "jobs.quiet"
    follower = Follower(server, machine, channel)
    time.sleep(2 * (2 * HEARTBEAT_S + 1))  # twice as long as a silence may last: heartbeats come meanwhile
    assert not follower.interrupted_at
    publisher = Publisher(server.url, follower.token)
    publisher.publish(channel, "note", {"n": 1})
    publisher.close(channel)
    follower.thread.join(30)
    assert follower.numbers == [1]
