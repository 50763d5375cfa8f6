"""Log lines: no credential appears, no value forges a line, and both formats have the same fields."""

from __future__ import annotations

import json
import logging
import logging.config
from typing import Any

import pytest

from services.settings.settings import Settings
from services.telemetry import trail
from services.telemetry.logging import ACCESS_LOG_FORMAT, JsonFormatter, TextFormatter, logging_config, redact

JWT = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ.eyJhdWQiOiJzdHJlYW0ifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ"


@pytest.fixture(autouse=True)
def _no_trail() -> None:
    trail.begin("")


def test_a_line_says_what_it_is_about_and_what_it_says_itself_wins() -> None:
    trail.begin("r1", "e1")
    trail.opened("c1")
    line = TextFormatter().format(record("stream_waits", client_id="c2"))
    assert line.endswith("stream_waits request_id=r1 client_id=c2 execution=e1")
    trail.begin("r2")
    assert TextFormatter().format(record("request_failed")).endswith("request_failed request_id=r2")


def record(message: str, **fields: Any) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "tests", "levelno": logging.INFO, "levelname": "INFO", "msg": message})
    vars(made).update(fields)
    return made


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (f"GET /api/v1/stream?channel=a&token={JWT}&named=1", "GET /api/v1/stream?channel=a&token=[redacted]&named=1"),
        ("/x?access_token=abc", "/x?access_token=[redacted]"),
        ("/x?TOKEN=abc#y", "/x?TOKEN=[redacted]"),
        (f"Authorization: Bearer {JWT}", "Authorization: Bearer [redacted]"),
        ("authorization: basic YWxpY2U6eA==", "authorization: basic [redacted]"),
        (f"a bare {JWT} in a sentence", "a bare [redacted] in a sentence"),
        (f"{JWT.rpartition('.')[0]}.", "[redacted]"),
        ('{"access_token": "abc", "n": 1}', '{"access_token": "[redacted]", "n": 1}'),
        ("{'password': 'secret'}", "{'password': '[redacted]'}"),
        ("Cookie: tailrace_session=abc.def.ghi", "Cookie: [redacted]"),
        ("tailrace_session=abc.def.ghi; other=1", "tailrace_session=[redacted]; other=1"),
        ("https://user:pa55@host/repo.git failed", "https://[redacted]@host/repo.git failed"),
        ("https://ghp_abcdef@host/repo.git", "https://[redacted]@host/repo.git"),
        ("postgresql://app:p@ss:w@rd@db:5432/app", "postgresql://[redacted]@db:5432/app"),
        ("amqp://:p@ss@queue/ and http://[::1]:80/@x", "amqp://[redacted]@queue/ and http://[::1]:80/@x"),
        ("https://registry.npmjs.org/@scope/name", "https://registry.npmjs.org/@scope/name"),
        ("TAILRACE_LLM_API_KEY=sk-123", "TAILRACE_LLM_API_KEY=[redacted]"),
        ("the tokens of a login end with it", "the tokens of a login end with it"),
        ("stream_opened channel=jobs.1 user_id=1a2b", "stream_opened channel=jobs.1 user_id=1a2b"),
        ("http://127.0.0.1:8000/path@v2", "http://127.0.0.1:8000/path@v2"),
    ],
)
def test_credentials_are_taken_out_and_nothing_else(text: str, safe: str) -> None:
    assert redact(text) == safe


def test_both_formats_hold_event_and_fields() -> None:
    opened = record("login_opened", user_id="1a2b", seconds=0.5, note="two words", nothing=None)
    line = TextFormatter().format(opened)
    assert line.endswith('info tests login_opened user_id=1a2b seconds=0.5 note="two words" nothing=None')
    as_json = json.loads(JsonFormatter().format(opened))
    assert {key: as_json[key] for key in ("event", "level", "user_id", "seconds", "note", "nothing")} == {
        "event": "login_opened",
        "level": "info",
        "user_id": "1a2b",
        "seconds": 0.5,
        "note": "two words",
        "nothing": None,
    }


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
def test_fields_and_tracebacks_are_redacted_too(formatter: logging.Formatter) -> None:
    try:
        raise ValueError(f"could not use token={JWT}")
    except ValueError as error:
        failed = record(
            "failed",
            exc_info=(type(error), error, error.__traceback__),
            token="abc",
            url=f"/x?token={JWT}",
            nested={"password": "p"},
        )
    line = formatter.format(failed)
    assert "ValueError" in line and "test_logging.py" in line
    assert JWT not in line and "abc" not in line and "'p'" not in line


def test_a_value_cannot_forge_a_line() -> None:
    line = TextFormatter().format(record("seen", path="/x\n2026-01-01 error forged", agent='a" admin=1'))
    assert "\n" not in line
    assert "\\n2026" in line and 'agent="a\\" admin=1"' in line
    assert "\n" not in TextFormatter().format(record("a message\nwith a line\r\x1b[31m"))
    assert "\x1b" not in TextFormatter().format(record("a message\x1b[31m"))


def test_an_access_line_has_no_query_referer_or_headers() -> None:
    atoms = {
        "h": "192.0.2.1", "m": "GET", "U": "/api/v1/stream", "q": f"token={JWT}", "r": f"GET /?token={JWT} HTTP/1.1",
        "s": "200", "B": 12, "M": 3, "f": f"https://x/?token={JWT}", "{authorization}i": "Bearer x",
    }  # fmt: skip
    access = logging.LogRecord("gunicorn.access", logging.INFO, "", 0, ACCESS_LOG_FORMAT, (atoms,), None)
    line = TextFormatter().format(access)
    assert line.endswith("request method=GET path=/api/v1/stream status=200 bytes=12 ms=3 address=192.0.2.1")
    fields = json.loads(JsonFormatter().format(access))
    assert (fields["event"], fields["path"], fields["status"], fields["ms"]) == ("request", "/api/v1/stream", "200", 3)
    assert "q" not in fields and JWT not in json.dumps(fields)


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_the_configuration_is_one_that_logging_takes(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        logging.config.dictConfig(logging_config(Settings().changed(server={"log_format": log_format})))
        logging.getLogger("gunicorn.error").info("Listening at: %s", "http://x/?token=abc")
        logging.getLogger("any.other").warning("warned")
        logging.getLogger("any.other").debug("too quiet")
    finally:
        logging.getLogger().handlers[:], logging.getLogger().level = before
        for name in ("gunicorn.error", "gunicorn.access"):
            logging.getLogger(name).handlers.clear()
            logging.getLogger(name).propagate = True
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "Listening at" in lines[0] and "abc" not in lines[0]
    assert "warned" in lines[1]


def test_a_long_value_is_cut_before_it_is_redacted() -> None:
    line = TextFormatter().format(record("seen", path="/" + "csrf_" * 5000))
    assert len(line) < 2200 and "(25,001 characters)" in line
    assert JWT not in TextFormatter().format(record("seen", path="x" * 2000 + JWT))
