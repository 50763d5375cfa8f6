"""Every setting, its environment variable, unit, default and reason. Nothing else reads the environment.

A setting is a field of :class:`Settings`; its metadata names the variable and says why one would change it. Secrets
can also be given as ``NAME_FILE``, a file that holds the value (for Docker and systemd secrets). A value that cannot be used
stops the start with one sentence that names the variable.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from services.errors import SettingsError


def _text(raw: str) -> str:
    return raw


def _folder(raw: str) -> Path:
    return Path(raw).expanduser().absolute()


def _data_folder(raw: str) -> Path:
    if "?" in raw:  # the database's URL would end there, and its file be made somewhere else
        raise ValueError("must not contain a question mark")
    return _folder(raw)


def _folders(raw: str) -> tuple[Path, ...]:
    return tuple(_folder(part) for part in raw.split(":") if part.strip())


def _names(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def _flag(raw: str) -> bool:
    if raw.lower() in ("1", "true", "yes", "on"):
        return True
    if raw.lower() in ("0", "false", "no", "off", ""):
        return False
    raise ValueError("must be 0 or 1")


def _whole(minimum: int, maximum: int = 2**53) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        value = int(raw)
        if not minimum <= value <= maximum:
            raise ValueError(f"must be a whole number from {minimum} to {maximum}")
        return value

    return parse


def _number(minimum: float, maximum: float = 1e12) -> Callable[[str], float]:
    def parse(raw: str) -> float:
        value = float(raw)
        if not minimum <= value <= maximum:  # also refuses NaN
            raise ValueError(f"must be a number from {minimum:g} to {maximum:g}")
        return value

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return raw

    return parse


def _address(raw: str) -> str:
    if raw.startswith(("unix:", "fd://")) or (":" not in raw or raw.endswith("]")):
        return raw  # a socket of another kind, or a host alone, to which gunicorn adds port 8000
    host, _, port = raw.rpartition(":")
    is_host = ":" not in host or (host.startswith("[") and host.endswith("]"))
    if not (is_host and port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65_535):
        raise ValueError("must be HOST:PORT, [IPv6]:PORT or unix:PATH")
    return raw


def _setting(name: str, default: Any, parse: Callable[[str], Any], why: str, *, is_secret: bool = False) -> Any:
    return field(default=default, metadata={"name": name, "parse": parse, "why": why, "is_secret": is_secret})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, parsed. Made by :func:`read_settings`; tests make it directly or with ``dataclasses.replace``."""

    # -- where things are ---------------------------------------------------------------------------------------
    data: Path = _setting("TAILRACE_DATA", Path("data"), _data_folder, "Data folder: database, event log, secrets, uploads.")
    bind: str = _setting("TAILRACE_BIND", "127.0.0.1:8000", _address, "Address and port that gunicorn listens on.")
    workers: int = _setting("TAILRACE_WORKERS", 2, _whole(1, 256), "gunicorn worker processes; about one a core.")
    database_url: str = _setting(
        "DATABASE_URL", "", _text, "PostgreSQL (or other SQLAlchemy) URL; empty: SQLite in the data folder.", is_secret=True
    )
    redis_url: str = _setting("REDIS_URL", "", _text, "Redis Streams as the event log, for several hosts.", is_secret=True)

    # -- first start ----------------------------------------------------------------------------------------------
    admin_user: str = _setting("TAILRACE_ADMIN_USER", "admin", _text, "Name of the first admin, when the database is new.")
    admin_password: str = _setting(
        "TAILRACE_ADMIN_PASSWORD", "", _text, "The first admin's password; empty: random, printed once.", is_secret=True
    )

    # -- HTTP edge --------------------------------------------------------------------------------------------------
    cors_origins: tuple[str, ...] = _setting(
        "TAILRACE_CORS_ORIGINS", (), _names, "Origins (commas between) that may call the API from a browser."
    )
    proxy_hops: int = _setting(
        "TAILRACE_PROXY_HOPS", 0, _whole(0, 10), "Trusted proxies in front, for X-Forwarded-For, -Proto and -Prefix."
    )
    secure_cookies: bool = _setting(
        "TAILRACE_SECURE_COOKIES", False, _flag, "Mark the session cookie Secure (set it wherever browsers use HTTPS)."
    )
    log_format: str = _setting(
        "TAILRACE_LOG_FORMAT", "text", _one_of("text", "json"), "Log lines for people or for a log collector."
    )
    log_level: str = _setting(
        "TAILRACE_LOG_LEVEL", "info", _one_of("debug", "info", "warning", "error"), "Least severe line that is logged."
    )
    worker_connections: int = _setting(
        "TAILRACE_WORKER_CONNECTIONS",
        10_500,
        _whole(20),
        "Connections per worker; above TAILRACE_MAX_STREAMS, so pages answer, and grows with it when left out.",
    )

    # -- logins and tokens --------------------------------------------------------------------------------------------
    login_s: int = _setting("TAILRACE_LOGIN_S", 43_200, _whole(60), "Seconds that a login (access token, session) lasts.")
    stream_token_s: int = _setting(
        "TAILRACE_STREAM_TOKEN_S", 300, _whole(1, 300), "Seconds in which a stream token can open a stream."
    )
    login_attempts: int = _setting(
        "TAILRACE_LOGIN_ATTEMPTS", 10, _whole(1), "Failed logins per name and per address in 5 minutes before 429."
    )
    jwks_url: str = _setting("TAILRACE_JWKS_URL", "", _text, "Key set of an outside issuer whose access tokens are accepted.")
    jwt_public_key: str = _setting(
        "TAILRACE_JWT_PUBLIC_KEY", "", _text, "PEM public key of an outside issuer, instead of a JWKS.", is_secret=True
    )
    jwt_algorithm: str = _setting(
        "TAILRACE_JWT_ALGORITHM", "RS256", _one_of("RS256", "EdDSA"), "The outside issuer's algorithm; never read from a token."
    )
    jwt_issuer: str = _setting("TAILRACE_JWT_ISSUER", "", _text, "Required `iss` of the outside issuer's tokens.")
    jwt_audience: str = _setting("TAILRACE_JWT_AUDIENCE", "tailrace", _text, "Required `aud` of the outside issuer's tokens.")

    # -- streams -----------------------------------------------------------------------------------------------------
    heartbeat_s: float = _setting(
        "TAILRACE_HEARTBEAT_S", 10.0, _number(0.05, 3600), "Seconds without other output before a heartbeat."
    )
    stream_timeout_s: float = _setting(
        "TAILRACE_STREAM_TIMEOUT_S", 180.0, _number(0.1), "Seconds without an event of its scan before a scan stream times out."
    )
    stream_max_age_s: float = _setting(
        "TAILRACE_STREAM_MAX_AGE_S", 3600.0, _number(0.2), "Age (jittered by 10 %) at which a stream is asked to reconnect."
    )
    drain_s: float = _setting("TAILRACE_DRAIN_S", 10.0, _number(0, 600), "Window over which a stopping worker ends its streams.")
    streams_per_user: int = _setting(
        "TAILRACE_STREAMS_PER_USER", 100, _whole(1), "Streams and waiting polls of one user before 429."
    )
    streams_per_address: int = _setting(
        "TAILRACE_STREAMS_PER_ADDRESS", 0, _whole(0), "Streams and waiting polls from one address before 429; 0: none."
    )
    max_streams: int = _setting("TAILRACE_MAX_STREAMS", 10_000, _whole(1), "Streams and waiting polls per worker before 503.")
    ring_bytes: int = _setting(
        "TAILRACE_RING_BYTES", 16 * 2**20, _whole(65_536), "Bytes of recent events that a worker keeps in memory."
    )

    # -- event log ----------------------------------------------------------------------------------------------------
    max_event_bytes: int = _setting("TAILRACE_MAX_EVENT_BYTES", 65_536, _whole(256, 2**26), "Encoded data of one event.")
    max_publish_bytes: int = _setting("TAILRACE_MAX_PUBLISH_BYTES", 8 * 2**20, _whole(1024), "Body of one publish request.")
    max_publish_events: int = _setting("TAILRACE_MAX_PUBLISH_EVENTS", 1000, _whole(1), "Events in one publish request.")
    pending_bytes: int = _setting(
        "TAILRACE_PENDING_BYTES", 64 * 2**20, _whole(1024), "Events waiting for the event log before publishers get 503."
    )
    publish_deadline_s: float = _setting(
        "TAILRACE_PUBLISH_DEADLINE_S", 5.0, _number(0.1), "Seconds a publish waits for the event log before 503."
    )
    publish_rate: float = _setting(
        "TAILRACE_PUBLISH_RATE", 0.0, _number(0), "Events per second, caller and worker before 429; 0: no limit."
    )
    synchronous: str = _setting(
        "TAILRACE_SYNCHRONOUS",
        "FULL",
        _one_of("FULL", "NORMAL"),
        "FULL keeps acknowledged events through a power cut; NORMAL only through a crash, five times faster.",
    )
    retention_events: int = _setting("TAILRACE_RETENTION_EVENTS", 10_000, _whole(1), "Events kept per channel.")
    retention_s: float = _setting("TAILRACE_RETENTION_S", 604_800.0, _number(1), "Seconds that an event is kept.")
    retention_grace_s: float = _setting(
        "TAILRACE_RETENTION_GRACE_S", 60.0, _number(0), "Events younger than this many seconds are never trimmed."
    )

    # -- jobs ---------------------------------------------------------------------------------------------------------
    job_slots: int = _setting("TAILRACE_JOB_SLOTS", 2, _whole(1, 64), "Jobs that run at the same time.")
    job_deadline_s: float = _setting("TAILRACE_JOB_DEADLINE_S", 3600.0, _number(1), "Seconds after which a job is failed.")
    job_memory_bytes: int = _setting(
        "TAILRACE_JOB_MEMORY_BYTES", 2 * 2**30, _whole(64 * 2**20), "Memory of one job's process tree before it is failed."
    )
    jobs_per_user: int = _setting("TAILRACE_JOBS_PER_USER", 20, _whole(1), "Queued and running jobs of one user before 429.")

    # -- repository analysis --------------------------------------------------------------------------------------------
    local_roots: tuple[Path, ...] = _setting(
        "TAILRACE_LOCAL_ROOTS", (), _folders, "Folders (colons between) whose repositories may be analysed by path."
    )
    allow_private_hosts: bool = _setting(
        "TAILRACE_ALLOW_PRIVATE_HOSTS",
        False,
        _flag,
        "Let repositories, agents and webhooks be on private and loopback addresses.",
    )
    allow_ssh: bool = _setting("TAILRACE_ALLOW_SSH", False, _flag, "Let repositories be cloned over ssh with the server's keys.")
    clone_timeout_s: float = _setting("TAILRACE_CLONE_TIMEOUT_S", 300.0, _number(1), "Seconds that a clone may take.")
    repository_bytes: int = _setting(
        "TAILRACE_REPOSITORY_BYTES", 1 * 2**30, _whole(1024), "Size on disk of one unpacked repository."
    )
    repository_files: int = _setting("TAILRACE_REPOSITORY_FILES", 50_000, _whole(1), "Files in one repository.")
    upload_bytes: int = _setting("TAILRACE_UPLOAD_BYTES", 200 * 2**20, _whole(1024), "Size of one uploaded archive.")
    source_file_bytes: int = _setting(
        "TAILRACE_SOURCE_FILE_BYTES", 1 * 2**20, _whole(1024), "Largest source file that is analysed."
    )
    batch_files: int = _setting("TAILRACE_BATCH_FILES", 10, _whole(1, 1000), "Files analysed per batch.")
    engine_timeout_s: float = _setting(
        "TAILRACE_ENGINE_TIMEOUT_S", 60.0, _number(0.1), "Seconds that one engine may spend on one batch."
    )
    scans_kept: int = _setting("TAILRACE_SCANS_KEPT", 50, _whole(1), "Finished scans kept per user; older ones are deleted.")

    # -- language model ---------------------------------------------------------------------------------------------------
    llm_base_url: str = _setting("TAILRACE_LLM_BASE_URL", "", _text, "An OpenAI-compatible endpoint, such as http://host/v1.")
    llm_api_key: str = _setting("TAILRACE_LLM_API_KEY", "", _text, "Key of that endpoint.", is_secret=True)
    llm_model: str = _setting("TAILRACE_LLM_MODEL", "", _text, "Model name at that endpoint.")
    llm_timeout_s: float = _setting("TAILRACE_LLM_TIMEOUT_S", 120.0, _number(1), "Seconds that one model call may take.")
    llm_scan_s: float = _setting("TAILRACE_LLM_SCAN_S", 900.0, _number(1), "Seconds of one scan spent on model calls.")
    llm_scan_tokens: int = _setting(
        "TAILRACE_LLM_SCAN_TOKENS", 500_000, _whole(1000), "Tokens that one scan may send and receive."
    )

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        if not self.database_url:
            return f"sqlite:///{self.data / 'tailrace.db'}"
        for scheme in ("postgres://", "postgresql://"):
            if self.database_url.startswith(scheme):
                return "postgresql+psycopg://" + self.database_url[len(scheme) :]
        return self.database_url


_OTHERS = 500
"""Connections of a worker that are not streams: pages, publishers, polling clients, kept ones that are idle."""


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Parse the environment.

    Raises:
        SettingsError: a value that cannot be used; the message names the variable and what it must be.
    """
    env = os.environ if environ is None else environ
    values: dict[str, Any] = {"data": _folder("data")}  # whichever folder a process later works in
    for item in fields(Settings):
        name = item.metadata["name"]
        raw = env.get(name)
        if item.metadata["is_secret"] and not raw and env.get(f"{name}_FILE"):
            raw = _read_secret(f"{name}_FILE", env[f"{name}_FILE"])
        if not raw:  # empty is absent: an empty address would be every address of the machine
            continue
        try:
            values[item.name] = item.metadata["parse"](raw)
        except ValueError as error:
            shown = "its value" if item.metadata["is_secret"] else repr(raw)
            raise SettingsError(f"{name}: {shown} cannot be used: {error}.") from None
    settings = Settings(**values)
    if "worker_connections" not in values:
        settings = replace(settings, worker_connections=max(settings.worker_connections, settings.max_streams + _OTHERS))
    if settings.max_streams >= settings.worker_connections:
        raise SettingsError(
            f"TAILRACE_MAX_STREAMS ({settings.max_streams}) must be below TAILRACE_WORKER_CONNECTIONS"
            f" ({settings.worker_connections}): else streams can take every connection and no page answers."
        )
    return settings


def _read_secret(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}: cannot read {path}: {error}.") from None
