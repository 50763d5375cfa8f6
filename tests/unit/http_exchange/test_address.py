"""Which addresses can be asked, by their spelling alone."""

from __future__ import annotations

import pytest

from services.errors import BadRequest
from services.http_exchange.address import Address, check_url, operators_address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "agent.example",
        "ftp://agent.example/",
        "file:///etc/passwd",
        "https://",
        "https:///card",
        "//[",
        "https://a.example:99999/",
        "https://user:word@a.example/",
        "https://a.example/\r\nX: y",
        "https://a.example/a b",
        "https://ä.example/",
        "http://a.example/",
        "http://169.254.169.254/latest",
        "http://[::ffff:127.0.0.1]/",
        "https://2130706433/",
        "https://localhost/",
        "https://a.example/" + "x" * 3000,
    ],
)
def test_a_url_that_cannot_be_asked_is_refused(url: str) -> None:
    with pytest.raises(BadRequest):
        check_url(url, allow_private=False)


def test_the_parts_of_a_url() -> None:
    address = check_url("https://Agent.Example:8443/a/b?c=d#e", allow_private=False)
    assert address == Address("https", "agent.example", 8443, "/a/b?c=d")
    assert (address.origin, address.url) == ("https://agent.example:8443", "https://agent.example:8443/a/b?c=d")
    assert check_url("https://[2606:4700::1111]", allow_private=False).url == "https://[2606:4700::1111]/"
    for url in ("https://agent.example:443/", "HTTPS://Agent.Example./x"):
        assert check_url(url, allow_private=False).origin == "https://agent.example"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost:9000/keys", Address("http", "localhost", 9000, "/keys")),
        ("https://schlüssel.example/a?b=c", Address("https", "xn--schlssel-95a.example", 443, "/a?b=c")),
        ("http://[::1]/", Address("http", "::1", 80, "/")),
        ("https://user:word@a.example/", None),
        ("https://" + "ü" * 64 + ".example/", None),
        ("ftp://a.example/", None),
        ("https:///keys", None),
        ("//[", None),
    ],
)
def test_an_operator_may_name_any_host(url: str, address: Address | None) -> None:
    assert operators_address(url) == address
