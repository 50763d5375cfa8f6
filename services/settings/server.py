"""The server's settings: where it lives, who may reach it, how it logs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from services.settings import parse
from services.settings.origin import origins
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class ServerSettings(Group):
    key: ClassVar = "server"
    title: ClassVar = "The server"

    data: Path = setting(
        "TAILRACE_DATA",
        Path("data"),
        parse.folder,
        "Data folder: database, event log, secrets, uploads.",
    )
    bind: str = setting("TAILRACE_BIND", "127.0.0.1:8000", parse.address, "Address and port that gunicorn listens on.")
    workers: int = setting("TAILRACE_WORKERS", 2, parse.whole(1, 256), "gunicorn worker processes; about one per core.")
    worker_connections: int = setting(
        "TAILRACE_WORKER_CONNECTIONS",
        10_500,
        parse.whole(20),
        "Connections per worker; more than TAILRACE_MAX_STREAMS, so that pages still answer. Follows it when unset.",
    )
    cors_origins: tuple[str, ...] = setting(
        "TAILRACE_CORS_ORIGINS", (), origins, "Origins (commas between) that may call the API from a browser."
    )
    proxy_hops: int = setting(
        "TAILRACE_PROXY_HOPS",
        0,
        parse.whole(0, 10),
        "Trusted proxies in front, for X-Forwarded-For, -Proto and -Prefix.",
    )
    secure_cookies: bool = setting(
        "TAILRACE_SECURE_COOKIES",
        False,
        parse.flag,
        "Mark the session cookie Secure; set it wherever browsers use HTTPS.",
    )
    allow_private_hosts: bool = setting(
        "TAILRACE_ALLOW_PRIVATE_HOSTS",
        False,
        parse.flag,
        "Let the hosts that people name be on private and loopback addresses.",
    )
    log_format: str = setting(
        "TAILRACE_LOG_FORMAT", "text", parse.one_of("text", "json"), "Log lines for people or for a log collector."
    )
    error_log_bytes: int = setting(
        "TAILRACE_ERROR_LOG_BYTES",
        8 * 2**20,
        parse.whole(0),
        "Bytes of warnings and errors of the last day that are kept for `flask support`; 0: none.",
    )
    log_level: str = setting(
        "TAILRACE_LOG_LEVEL",
        "info",
        parse.one_of("debug", "info", "warning", "error"),
        "Least severe line that is logged.",
    )
