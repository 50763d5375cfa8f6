"""Human-readable sizes and names."""

from __future__ import annotations

import pytest

from services.files.sentence import readable_size, shown_name


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1023, "1,023 bytes"),
        (200_000, "195.3 KiB"),
        (2**20, "1 MiB"),
        (3 * 2**19, "1.5 MiB"),
        (200 * 2**20, "200 MiB"),
        (2**40, "1,024 GiB"),
    ],
)
def test_a_size_is_a_short_number_with_its_unit(size: int, text: str) -> None:
    assert readable_size(size) == text


@pytest.mark.parametrize(
    ("name", "text"), [("a b.zip", "a b.zip"), ("a\n\x1b[2J\u202e", "a??[2J?"), ("", "?"), ("x" * 500, "x" * 80)]
)
def test_a_hostile_name_becomes_printable_and_short(name: str, text: str) -> None:
    assert shown_name(name) == text
