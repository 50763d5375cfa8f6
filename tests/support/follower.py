"""``python -m tests.support.follower CLIENT URL [BEARER]``: follow a stream with a third-party Python client.

Uses each client as its own documentation shows. If a client does not reconnect by itself, this program reconnects with
``Last-Event-ID``. Prints a JSON line for every event that the library yields. Ends at ``done`` or a `204`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator

import aiohttp
import httpx
import httpx_sse
import requests
import requests_sse
import sseclient
from aiosseclient import aiosseclient
from ld_eventsource import SSEClient
from ld_eventsource.config import ConnectStrategy, ErrorStrategy

PAUSE_S = 0.5

Heard = tuple[str | None, str | None, str | None]
"""The event's name, id and data, as the library reports them."""


def follow_with_httpx_sse(url: str, headers: dict[str, str]) -> Iterator[Heard]:
    while True:
        try:
            with (
                httpx.Client(trust_env=False, timeout=30) as client,
                httpx_sse.connect_sse(client, "GET", url, headers=headers) as source,
            ):
                if source.response.status_code == 204:
                    return
                for event in source.iter_sse():
                    headers |= {"Last-Event-ID": event.id} if event.id else {}
                    yield event.event, event.id, event.data
        except httpx.TransportError:
            pass
        time.sleep(PAUSE_S)


def follow_with_sseclient_py(url: str, headers: dict[str, str]) -> Iterator[Heard]:
    while True:
        try:
            with requests.get(url, headers=headers, stream=True, timeout=30) as response:
                if response.status_code == 204:
                    return
                for event in sseclient.SSEClient(response).events():
                    headers |= {"Last-Event-ID": event.id} if event.id else {}
                    yield event.event, event.id, event.data
        except requests.RequestException:
            pass
        time.sleep(PAUSE_S)


def follow_with_requests_sse(url: str, headers: dict[str, str]) -> Iterator[Heard]:
    try:
        with requests_sse.EventSource(url, headers=headers, timeout=30) as source:
            for event in source:
                yield event.type, event.last_event_id, event.data
    except requests_sse.InvalidStatusCodeError as error:
        assert error.status_code == 204, error


def follow_with_launchdarkly(url: str, headers: dict[str, str]) -> Iterator[Heard]:
    # not its default
    client = SSEClient(ConnectStrategy.http(url, headers=headers), error_strategy=ErrorStrategy.always_continue())
    for event in client.events:
        yield event.event, event.last_event_id, event.data


def follow_with_aiosseclient(url: str, headers: dict[str, str]) -> Iterator[Heard]:
    with asyncio.Runner() as runner:
        while True:
            events = aiosseclient(url, headers=headers)
            try:
                while True:
                    event = runner.run(anext(events))
                    headers |= {"Last-Event-ID": event.id} if event.id else {}
                    yield event.event, event.id, event.data
            except (StopAsyncIteration, aiohttp.ClientError, RuntimeError):
                pass  # aiohttp raises RuntimeError when a connection closes between two reads
            time.sleep(PAUSE_S)


CLIENTS: dict[str, Callable[[str, dict[str, str]], Iterator[Heard]]] = {
    "httpx-sse": follow_with_httpx_sse,
    "sseclient-py": follow_with_sseclient_py,
    "requests-sse": follow_with_requests_sse,
    "launchdarkly-eventsource": follow_with_launchdarkly,
    "aiosseclient": follow_with_aiosseclient,
}


def main(client: str, url: str, bearer: str = "") -> None:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    for name, id, data in CLIENTS[client](url, headers):
        print(json.dumps({"name": name, "id": id, "data": data}), flush=True)
        if name == "done":
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
