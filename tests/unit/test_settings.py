"""Settings: what the environment says, what it may leave out, and what stops the start."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services.errors import SettingsError
from services.settings import read_settings


def test_nothing_has_to_be_said() -> None:
    settings = read_settings({})
    assert (settings.bind, settings.workers, settings.max_streams) == ("127.0.0.1:8000", 2, 10_000)
    assert settings.data == Path("data").absolute()


def test_empty_is_absent() -> None:
    assert read_settings({"TAILRACE_WORKERS": "", "TAILRACE_HEARTBEAT_S": "", "TAILRACE_DATA": ""}) == read_settings({})


@pytest.mark.parametrize("beside", [{}, {"TAILRACE_ADMIN_PASSWORD": ""}])
def test_a_secret_comes_from_a_file(tmp_path: Path, beside: dict[str, str]) -> None:
    file = tmp_path / "password"
    file.write_text("correct horse\n")
    assert read_settings({"TAILRACE_ADMIN_PASSWORD_FILE": str(file), **beside}).admin_password == "correct horse"
    both = {"TAILRACE_ADMIN_PASSWORD_FILE": str(file), "TAILRACE_ADMIN_PASSWORD": "said outright"}
    assert read_settings(both).admin_password == "said outright"


def test_a_secret_file_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TAILRACE_LLM_API_KEY_FILE"):
        read_settings({"TAILRACE_LLM_API_KEY_FILE": str(tmp_path / "nothing")})


@pytest.mark.parametrize("streams", [1, 5, 10_000, 20_000, 1_000_000])
def test_connections_follow_the_streams_that_are_allowed(streams: int) -> None:
    settings = read_settings({"TAILRACE_MAX_STREAMS": str(streams)})
    assert settings.max_streams == streams
    assert settings.worker_connections >= streams + 500


def test_streams_that_leave_no_connection_stop_the_start() -> None:
    with pytest.raises(SettingsError, match="TAILRACE_MAX_STREAMS"):
        read_settings({"TAILRACE_MAX_STREAMS": "100", "TAILRACE_WORKER_CONNECTIONS": "100"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TAILRACE_WORKERS", "0"), ("TAILRACE_WORKERS", "two"), ("TAILRACE_HEARTBEAT_S", "nan"), ("TAILRACE_HEARTBEAT_S", "-1"),
        ("TAILRACE_STREAM_TOKEN_S", "301"), ("TAILRACE_ALLOW_PRIVATE_HOSTS", "maybe"), ("TAILRACE_LOG_FORMAT", "xml"),
        ("TAILRACE_BIND", "127.0.0.1:99999"), ("TAILRACE_BIND", "127.0.0.1:http"), ("TAILRACE_BIND", "::1:8000"),
        ("TAILRACE_DATA", "what?"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(f"{name}: '{value}' cannot be used")):
        read_settings({name: value})


@pytest.mark.parametrize("bind", ["[::1]:8000", "0.0.0.0:80", "localhost:8000", ":8000", "unix:/run/tailrace.sock", "127.0.0.1"])
def test_addresses_that_gunicorn_takes(bind: str) -> None:
    assert read_settings({"TAILRACE_BIND": bind}).bind == bind
