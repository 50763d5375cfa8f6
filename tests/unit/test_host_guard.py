from __future__ import annotations

import ipaddress
import threading

import pytest

from services.errors import BadRequest, Unavailable
from services.host_guard import PinnedHost, check_host_name, is_private, pin, refuse_private_host


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


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.9.9.9", "169.254.169.254", "172.31.0.1",
        "192.0.0.1", "192.0.0.9", "192.0.0.192", "192.0.2.9", "192.31.196.1", "192.52.193.1", "192.88.99.1",
        "192.168.1.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:10.0.0.1", "::ffff:192.0.0.192", "::ffff:0:10.0.0.1",
        "64:ff9b::10.0.0.1", "64:ff9b::192.0.0.192", "64:ff9b:1::1", "64:ff9b:1::8.8.8.8", "100::1", "2001::1",
        "2001:2::1", "2001:4:112::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:a00:1::1", "2002:7f00:1::",
        "2620:4f:8000::1", "3fff::1", "3fff:fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1",
        "feff::1", "ff02::1", "4000::1", "e000::1",
    ],
)  # fmt: skip
def test_an_address_of_a_special_range_is_private(address: str) -> None:
    assert is_private(ipaddress.ip_address(address))
    with pytest.raises(BadRequest, match="private network"):
        pin("name.example.com", 443, allow_private=False, look_up=lambda host, port: [address])


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "192.0.1.1", "198.20.0.1", "223.255.255.255",
     "168.63.129.17", "2606:4700::1111", "2a00:1450::1", "2001:4860::8888", "2001:200::1", "3ffe::1",
     "::ffff:140.82.121.4", "64:ff9b::140.82.121.4"],
)  # fmt: skip
def test_every_other_address_is_public(address: str) -> None:
    assert not is_private(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["2606:4700::1%a;touch x;", "[2606:4700::1%25eth0]", "fe80::1%eth0", "a%2eb.example"])
@pytest.mark.parametrize("allow_private", [True, False])
def test_a_zone_is_free_text_and_refused(host: str, allow_private: bool) -> None:
    with pytest.raises(BadRequest, match="percent sign"):
        check_host_name(host, allow_private=allow_private)
