"""The charts of monitoring: what each shows, in which unit, what it means and what is normal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from blueprints.edge.page_text import N_
from services.client_report import meter as client
from services.operations.samples.course import Measure
from services.operations.samples.measure import completion, doubled, growth, hourly, level, percentile, speed
from services.operations.samples.sample import Labels, Wanted
from services.streaming import meter as stream


def percent(value: float) -> str:
    """100 only if it is 100."""
    if value >= 100 or value == int(value):
        return f"{value:.0f} %"
    return f"{min(value, 99.99):.2f} %" if value >= 99 else f"{value:.1f} %"


def time_ms(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:.0f} s"
    if value >= 1000:
        return f"{value / 1000:.1f} s"
    return f"{value:.0f} ms" if value >= 10 or value == int(value) else f"{value:.1f} ms"


def amount(value: float) -> str:
    if value >= 10_000:
        return f"{value:,.0f}".replace(",", "\u202f")
    return f"{value:,.0f}".replace(",", "\u202f") if value == int(value) or value >= 100 else f"{value:.1f}"


def size(value: float) -> str:
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1000 or unit == "GiB":
            break
        value /= 1024
    return f"{value:.0f} {unit}" if value >= 10 or value == int(value) else f"{value:.1f} {unit}"


@dataclass(frozen=True, slots=True)
class Chart:
    """``lines`` are a name and a measure. ``limit`` is where normal ends: nothing should be above it, or, for a floor,
    below. ``now``: what counts is the newest value; else the whole time's.
    """

    key: str
    title: str
    unit: str
    meaning: str
    normal: str
    lines: tuple[tuple[str, Measure], ...]
    show: Callable[[float], str]
    form: Literal["line", "bar"] = "line"
    limit: float | None = None
    is_floor: bool = False
    now: bool = False
    least_top: float = 1.0
    from_clients: bool = True
    quiet: str = N_("No client reported any in this time.")

    @property
    def is_percent(self) -> bool:
        return self.is_floor


def on_network(name: str) -> Wanted:
    return lambda labels: labels[1] == name


def in_segment(name: str) -> Wanted:
    return lambda labels: labels[0] == name


def _of_kind(kind: str) -> Wanted:
    def wanted(labels: Labels) -> bool:
        return (labels[0] == stream.POLL) == (kind == stream.POLL)

    return wanted


def _networks() -> tuple[tuple[str, Measure], ...]:
    return tuple((name, hourly(client.RECONNECT_MS, on_network(name))) for name in client.NETWORK.values)


def charts() -> tuple[Chart, ...]:
    return (
        Chart(
            "completion",
            N_("Completion rate"),
            N_("percent"),
            N_("Of the streams that ended, how many came to their end instead of failing."),
            N_("99.5 percent or more."),
            ((N_("completed"), completion()),),
            percent,
            limit=99.5,
            is_floor=True,
            quiet=N_("No client reported a stream's end in this time."),
        ),
        Chart(
            "reconnect",
            N_("Reconnect time"),
            N_("milliseconds"),
            N_("How long a client was without events after it had lost its connection."),
            N_("95 of 100 are back within 5 s."),
            (("p50", percentile(client.RECONNECT_MS, 0.5)), ("p95", percentile(client.RECONNECT_MS, 0.95))),
            time_ms,
            limit=5000,
            least_top=1000,
            quiet=N_("No client had to reconnect in this time."),
        ),
        Chart(
            "streams",
            N_("Active streams"),
            N_("streams"),
            N_("How many streams are open, and how many polls wait in place of one."),
            N_("As many as pages are open; polls are few, unless a proxy holds streams back."),
            (
                (N_("streams"), level(stream.STREAMS, _of_kind("stream"))),
                (N_("polls"), level(stream.STREAMS, _of_kind(stream.POLL))),
            ),
            amount,
            now=True,
            least_top=10,
            from_clients=False,
        ),
        Chart(
            "losses",
            N_("Losses"),
            N_("gaps"),
            N_("How often an application was told that it misses events that it will never be given."),
            N_("None."),
            ((N_("gaps"), growth(client.LOSSES)),),
            amount,
            form="bar",
            limit=0,
            least_top=10,
        ),
        Chart(
            "stalls",
            N_("Stalls"),
            N_("stalls"),
            N_("How often no byte came for 30 s on an open stream, although heartbeats come every few seconds."),
            N_("Few, on bad networks. Many at once mean a proxy that holds back, or a worker that hangs."),
            ((N_("stalls"), growth(client.STALLS)),),
            amount,
            form="bar",
            least_top=10,
        ),
        Chart(
            "recovery",
            N_("Recovery from stalls"),
            N_("milliseconds"),
            N_("How long it took from noticing a stall until bytes came again."),
            N_("Seconds; as long as the network is away, if that is the cause."),
            (("p50", percentile(client.STALL_RECOVERY_MS, 0.5)), ("p95", percentile(client.STALL_RECOVERY_MS, 0.95))),
            time_ms,
            least_top=1000,
            quiet=N_("No client recovered from a stall in this time."),
        ),
        Chart(
            "networks",
            N_("Reconnects by network"),
            N_("an hour"),
            N_("How often clients lost their connection: browsers cannot see packet loss, so this stands for it."),
            N_("A few an hour and client; more on 2g and 3g than on 4g."),
            _networks(),
            amount,
            least_top=5,
            quiet=N_("No client had to reconnect in this time."),
        ),
        Chart(
            "delivery",
            N_("Delivery to clients"),
            N_("milliseconds"),
            N_("From the server's sending of a heartbeat until it arrived; clocks that differ are taken out."),
            N_("95 of 100 within 250 ms, on good networks."),
            tuple((f"p{int(share * 100)}", percentile(client.DELIVERY_MS, share)) for share in (0.5, 0.95, 0.99)),
            time_ms,
            least_top=50,
            quiet=N_("No client measured a delivery in this time."),
        ),
        Chart(
            "fed",
            N_("Delivery in the server"),
            N_("milliseconds"),
            N_("From the commit of an event until a worker had given it to all streams that waited for it."),
            N_("95 of 100 within 100 ms. Above 1 s the workers have too much to do."),
            tuple((f"p{int(share * 100)}", percentile(stream.FED_MS, share)) for share in (0.5, 0.95, 0.99)),
            time_ms,
            limit=1000,
            least_top=10,
            from_clients=False,
            quiet=N_("No stream was given events in this time."),
        ),
        Chart(
            "publish",
            N_("Publishing"),
            N_("milliseconds"),
            N_("From the handing over of an event until it was durable and acknowledged."),
            N_("95 of 100 within 50 ms. Above half a second the disk is the reason, as a rule."),
            tuple((f"p{int(share * 100)}", percentile(stream.PUBLISH_MS, share)) for share in (0.5, 0.95, 0.99)),
            time_ms,
            limit=500,
            least_top=10,
            from_clients=False,
            quiet=N_("Nothing was published in this time."),
        ),
        Chart(
            "bandwidth",
            N_("Bandwidth"),
            N_("bytes a second"),
            N_("Bytes of streams that the server sent, and what clients say arrived, after decompression."),
            N_("Both rise and fall together. Received is more than sent where streams are compressed."),
            ((N_("sent"), speed(stream.BYTES_SENT)), (N_("received"), speed(client.BYTES))),
            size,
            least_top=1024,
            from_clients=False,
        ),
        Chart(
            "doubled",
            N_("Duplicates"),
            N_("percent"),
            N_("Of the events that arrived, how many had come before; clients drop them."),
            N_("Below 1 percent."),
            ((N_("doubled"), doubled()),),
            percent,
            limit=1,
            least_top=1,
            quiet=N_("No client reported events in this time."),
        ),
    )
