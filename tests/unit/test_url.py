"""URLs from strangers: any text either parses or is rejected."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from services.url import split_url


@given(st.text(alphabet="/:[]@?#.%a0\u2100 ", max_size=20))
@example("//[")
@example("http://a:99999/")
@example("http://a:x/")
@example("http://\u2100/")
def test_every_text_is_taken_apart_or_is_none(text: str) -> None:
    parts = split_url(text)
    if parts is not None:
        assert (parts.port is None or 0 <= parts.port <= 65535) and parts.hostname != ""


def test_a_url_has_its_parts() -> None:
    parts = split_url("https://example.com:8443/a?b=c")
    assert parts is not None
    assert (parts.netloc, parts.path, parts.query, parts.port) == ("example.com:8443", "/a", "b=c", 8443)
    assert split_url("//[") is None
