"""Two workloads that the load generator does not have: durable publishing in batches, and everybody coming back at
once.

    python extra.py URL TOKEN [--connections 5000] [--seconds 5]

Prints one JSON object. One thread, epoll; start the server on another core than this.
"""

from __future__ import annotations

import argparse
import json
import select
import socket
import time
from urllib.parse import urlsplit


def connect(host: str, port: int, source: str | None = None) -> socket.socket:
    connection = socket.create_connection((host, port), source_address=(source, 0) if source else None)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def read_answer(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65_536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65_536)
    assert head.startswith(b"HTTP/1.1 201"), head + body
    return body


def publish_request(url: str, token: str, channel: str, count: int) -> bytes:
    event = {"channel": channel, "type": "e", "data": {"n": 1, "pad": "x" * 200}}
    body = json.dumps([event] * count).encode()
    head = (
        f"POST /api/v1/publish HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def durable_batches(url: str, token: str, seconds: float, publishers: int = 4, batch: int = 100) -> dict[str, float]:
    """Acknowledged events a second, by parallel publishers of batches over kept connections."""
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 80
    request = publish_request(url, token, "c-batches", batch)
    connections = {connection.fileno(): connection for connection in (connect(host, port) for _ in range(publishers))}
    poll = select.epoll()
    for fd, connection in connections.items():
        poll.register(fd, select.EPOLLIN)
        connection.sendall(request)
    started, answered = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        for fd, _ in poll.poll(1):
            read_answer(connections[fd])
            answered += 1
            connections[fd].sendall(request)
    elapsed = time.perf_counter() - started
    for connection in connections.values():
        connection.close()
    return {"events_per_s": answered * batch / elapsed, "batches_per_s": answered / elapsed}


def everybody_returns(url: str, token: str, clients: int, behind: int = 100) -> dict[str, float]:
    """Seconds until all clients, each ``behind`` events behind, have been sent what they missed."""
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 80
    with connect(host, port) as publisher:
        publisher.sendall(publish_request(url, token, "c-returns", behind + 1))
        ids = json.loads(read_answer(publisher))["ids"]
    request = (
        f"GET /api/v1/stream?channel=c-returns HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n"
        f"Authorization: Bearer {token}\r\nLast-Event-ID: {ids[0]}\r\n\r\n"
    ).encode()
    last = b"id: %d\n" % ids[-1]
    poll = select.epoll()
    waiting: dict[int, socket.socket] = {}
    tails: dict[int, bytes] = {}
    started = time.perf_counter()
    for number in range(clients):
        client = connect(host, port, f"127.0.0.{1 + number % 8}")
        client.setblocking(False)
        client.send(request)
        waiting[client.fileno()] = client
        tails[client.fileno()] = b""
        poll.register(client, select.EPOLLIN)
    connected = time.perf_counter() - started
    done: list[socket.socket] = []
    while waiting and time.perf_counter() - started < 60:
        for fd, _ in poll.poll(1):
            data = waiting[fd].recv(262_144)
            if last in tails[fd] + data:
                poll.unregister(fd)
                done.append(waiting.pop(fd))
            elif not data:
                raise SystemExit(f"a stream ended early: {tails[fd]!r}")
            tails[fd] = data[-64:]
    elapsed = time.perf_counter() - started
    for client in [*done, *waiting.values()]:
        client.close()
    return {"clients": clients, "caught_up": len(done), "all_connected_s": connected, "all_caught_up_s": elapsed}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("token")
    parser.add_argument("--connections", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    found = {
        "durable_batches": durable_batches(options.url, options.token, options.seconds),
        "everybody_returns": everybody_returns(options.url, options.token, options.connections),
    }
    print(json.dumps({name: {key: round(value, 3) for key, value in values.items()} for name, values in found.items()}))


if __name__ == "__main__":
    main()
