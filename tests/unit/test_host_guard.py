from __future__ import annotations

import threading

import pytest

from services.errors import BadRequest, Unavailable
from services.host_guard import PinnedHost, pin, refuse_private_host


def test_the_address_is_looked_up_once_and_kept() -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])  # a name that changes its address after the check
    pinned = pin("rebind.example.com", 443, allow_private=False, look_up=lambda host, port: next(answers))
    assert pinned == PinnedHost("rebind.example.com", 443, "93.184.216.34")
    assert pinned.curl_resolve == "rebind.example.com:443:93.184.216.34"


def test_one_private_address_refuses_the_name() -> None:
    with pytest.raises(BadRequest, match="private network"):
        pin(
            "mixed.example.com",
            443,
            allow_private=False,
            look_up=lambda host, port: ["93.184.216.34", "169.254.169.254"],
        )


def test_a_private_address_is_pinned_where_it_is_allowed() -> None:
    assert (
        pin("git.lan", 3000, allow_private=True, look_up=lambda host, port: ["fe80::1%eth0", "10.0.0.2"]).address
        == "10.0.0.2"
    )


def test_an_ipv6_address_is_pinned_in_brackets() -> None:
    pinned = pin("six.example.com", 443, allow_private=False, look_up=lambda host, port: ["2606:4700::1111"])
    assert pinned.curl_resolve == "six.example.com:443:[2606:4700::1111]"


def test_a_name_that_leads_nowhere_is_said_so() -> None:
    with pytest.raises(Unavailable, match="cannot be found"):
        pin("nowhere.example.com", 443, allow_private=False, look_up=lambda host, port: [])


def test_a_slow_look_up_does_not_hold_the_request_up() -> None:
    release = threading.Event()

    def never(host: str, port: int) -> list[str]:
        release.wait(30)
        return ["127.0.0.1"]

    refuse_private_host("slow.example.com", 443, wait_s=0.05, look_up=never)
    release.set()
