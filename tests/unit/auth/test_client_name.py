"""A User-Agent in plain words."""

from __future__ import annotations

import pytest

from services.auth.client_name import client_name, kept_client

MOZILLA = "Mozilla/5.0 "


@pytest.mark.parametrize(
    ("user_agent", "program", "system"),
    [
        (MOZILLA + "(X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox", "Linux"),
        (
            MOZILLA + "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
            " Safari/537.36 Edg/142.0.0.0",
            "Edge",
            "Windows",
        ),
        (
            MOZILLA + "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0"
            " Safari/605.1.15",
            "Safari",
            "macOS",
        ),
        (
            MOZILLA + "(iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/142.0 Mobile/15E148"
            " Safari/604.1",
            "Chrome",
            "iPhone",
        ),
        (MOZILLA + "(Linux; Android 15; Pixel 9) Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome", "Android"),
        (MOZILLA + "(X11; CrOS x86_64 14541) Chrome/142.0.0.0 Safari/537.36", "Chrome", "ChromeOS"),
        ("curl/8.14.1", "curl", ""),
        ("python-requests/2.33.0", "python-requests", ""),
        ("Wget/1.24.5 (linux-gnu)", "Wget", ""),
        (MOZILLA, "", ""),
        ("", "", ""),
        ("x" * 300, "x" * 40, ""),
    ],
)
def test_it_names_the_program_and_the_system(user_agent: str, program: str, system: str) -> None:
    assert client_name(user_agent) == (program, system)


def test_what_is_kept_fits_and_can_be_shown() -> None:
    assert kept_client("a\x1b[31m\u202eb" + "c" * 300) == "a[31mb" + "c" * 247
