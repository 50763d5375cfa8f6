"""How the clients fare on bad networks: ``python -m bench.network.measure [--minutes N] [--profile NAME …]``.

The exit status is 1 if an aim is missed. `--trace FILE` keeps what each client said about itself.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench.network.crowd import KINDS, Crowd, chromium_on
from bench.network.outcome import Outcome, missed_aims
from bench.network.profile import profiles
from bench.network.run import run
from bench.network.site import site
from tests.support.network import Network

HEAD = (
    f"{'network':10} {'client':7} {'completed':>10} {'so at least':>11} {'lost':>5} {'doubled':>7} {'gaps':>5} "
    f"{'reconn.':>8} {'returns':>7} {'back: mean':>10} {'p50':>6} {'p95':>6} {'worst':>6} {'polled':>7}"
)


def row(name: str, kind: str, outcome: Outcome) -> str:
    if outcome.recoveries_s:
        times = [outcome.mean_s, outcome.recovered_within_s(0.5), outcome.recovered_within_s(0.95)]
        back = " ".join(f"{s:6.1f}" for s in [*times, max(outcome.recoveries_s)]).rjust(31)
    else:
        back = " " * 31
    return (
        f"{name:10} {kind:7} {outcome.completed:>5}/{outcome.started:<4} {100 * outcome.completes_at_least():10.2f}% "
        f"{outcome.total('lost'):>5} {outcome.total('doubled'):>7} {outcome.total('gaps'):>5} "
        f"{outcome.total('reconnects'):>8} {len(outcome.recoveries_s):>7} {back} "
        f"{100 * outcome.polled_share:6.1f}%"
    )


def add(found: dict[tuple[str, str], Outcome], name: str, outcomes: dict[str, Outcome]) -> None:
    for kind, outcome in outcomes.items():
        whole = found.setdefault((name, kind), Outcome())
        whole.followers += outcome.followers
        whole.recoveries_s += outcome.recoveries_s


def traces(found: dict[tuple[str, str], Outcome]) -> dict[str, list[Any]]:
    """What each client said about itself, when its events came, and how long after each outage."""
    return {
        f"{name} {kind}": [outcome.recoveries_s, *([one.states, one.at_s] for one in outcome.followers)]
        for (name, kind), outcome in found.items()
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=0, help="go on with further rounds for so long (one round)")
    parser.add_argument("--profile", action="append", choices=list(profiles()), help="repeat for more (all)")
    parser.add_argument("--pages", type=int, default=2, help="browser profiles for each kind of client (2)")
    parser.add_argument("--streams", type=int, default=3, help="streams on each page (3)")
    parser.add_argument("--trace", type=Path)
    return parser.parse_args()


def main() -> None:
    options = arguments()
    names = options.profile or list(profiles())
    found: dict[tuple[str, str], Outcome] = {}
    began, rounds = time.monotonic(), 0
    network = Network()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        try:
            with (
                site(network, folder) as place,
                sync_playwright() as playwright,
                chromium_on(place, folder, playwright.chromium) as browser,
            ):
                crowd = Crowd(place, browser, options.pages, options.streams)
                while rounds == 0 or time.monotonic() - began < 60 * options.minutes:
                    rounds += 1
                    for name in names:
                        add(found, name, run(place, crowd, profiles(seed=rounds)[name]))
                        print(
                            f"load {os.getloadavg()[0]:.1f}, longest stall of a page {crowd.longest_stall_s:.1f} s",
                            file=sys.stderr,
                        )
                        if options.trace:
                            options.trace.write_text(json.dumps(traces(found)))
                        for kind in KINDS:
                            print(row(name, kind, found[name, kind]), file=sys.stderr, flush=True)
        finally:
            network.close()
    print(f"\n{rounds} rounds, {(time.monotonic() - began) / 60:.0f} minutes; load {os.getloadavg()[0]:.1f}")
    print(
        "Packets are lost, delayed, cut off and readdressed in user space, between two TUN devices (no netem here).\n"
    )
    print(HEAD)
    for (name, kind), outcome in found.items():
        print(row(name, kind, outcome))
    missed = {
        f"{name}, {kind}": missed_aims(outcome, is_ours=kind == "ours" and profiles()[name].has_aims)
        for (name, kind), outcome in found.items()
    }
    for who, what in missed.items():
        for sentence in what:
            print(f"missed: {who}: {sentence}")
    sys.exit(any(missed.values()))


if __name__ == "__main__":
    main()
