"""One-time codes, by the vectors of RFC 6238 (appendix B, SHA-1, their last six digits)."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from services.auth.second_factor.one_time_code import STEP_S, address_of, is_one_time_code, new_secret, step_of
from services.auth.second_factor.picture import qr_picture

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_the_standard(at: int, code: str) -> None:
    step = at // STEP_S
    assert step_of(SECRET, code, at) == step
    assert step_of(SECRET, code, at + STEP_S) == step_of(SECRET, code, at - STEP_S) == step
    assert step_of(SECRET, code, at + 2 * STEP_S) is None
    assert step_of(SECRET, code, at - 2 * STEP_S) is None


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "１２３４５６", "٣٤٥٦٧٨"])
def test_what_is_no_code(text: str) -> None:
    assert not is_one_time_code(text)
    assert step_of(SECRET, text, 2e9) is None


def test_an_app_is_given_what_it_needs() -> None:
    secret = new_secret()
    assert len(base64.b32decode(secret)) == 20
    parts = urlsplit(address_of(secret, "ada@example.com"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path == "/Tailrace:ada%40example.com"
    assert parse_qs(parts.query) == {"secret": [secret], "issuer": ["Tailrace"]}


def test_the_picture_is_an_element_that_fits_into_a_page() -> None:
    picture = qr_picture(address_of(SECRET, "<script>"))
    assert picture.startswith("<svg ") and picture.endswith("</svg>")
    assert "script" not in picture and "style=" not in picture and "http" not in picture
