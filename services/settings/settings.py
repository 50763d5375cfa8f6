"""All settings of a process: the groups of the shared rooms, and one for each face that has any.

This package is the only reader of the environment. A value that cannot be used stops the start with a sentence that
names its variable.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from services.errors import SettingsError
from services.settings.auth import AuthSettings
from services.settings.files import FileSettings
from services.settings.jobs import JobSettings
from services.settings.language_model import LanguageModelSettings
from services.settings.server import ServerSettings
from services.settings.setting import Group, source_of
from services.settings.sign_in import SignInSettings
from services.settings.store import StoreSettings
from services.settings.streaming import StreamingSettings
from services.settings.trace import TraceSettings

_OTHERS = 500
"""Connections of a worker that are not streams: pages, publishers, polling clients, idle keep-alives."""

G = TypeVar("G", bound=Group)


@dataclass(frozen=True, slots=True)
class Settings:
    """Made by `read_settings`; tests start from one and call `changed`."""

    server: ServerSettings = ServerSettings()
    store: StoreSettings = StoreSettings()
    auth: AuthSettings = AuthSettings()
    sign_in: SignInSettings = SignInSettings()
    streaming: StreamingSettings = StreamingSettings()
    jobs: JobSettings = JobSettings()
    files: FileSettings = FileSettings()
    language_model: LanguageModelSettings = LanguageModelSettings()
    trace: TraceSettings = TraceSettings()
    faces: tuple[Group, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Where the value of each variable came from (`in_force`)."""

    @property
    def data(self) -> Path:
        """The folder that everything of this server lies in."""
        return self.server.data

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        url = self.store.database_url
        if not url:
            return f"sqlite:///{quote(str(self.data / 'tailrace.db'))}"  # SQLAlchemy decodes it
        for scheme in ("postgres://", "postgresql://"):
            if url.startswith(scheme):
                return "postgresql+psycopg://" + url[len(scheme) :]
        return url

    @property
    def groups(self) -> tuple[Group, ...]:
        return (*(getattr(self, key) for key in SHARED), *self.faces)

    def of(self, kind: type[G]) -> G:
        """The group of a face. Raises: LookupError, if this process was started without that face."""
        for group in self.faces:
            if isinstance(group, kind):
                return group
        raise LookupError(f"No face of this process has the settings {kind.__name__}.")

    def changed(self, **groups: Mapping[str, Any]) -> Settings:
        """A copy with other values, by group and name: ``settings.changed(jobs={"slots": 1})``."""
        changed = {key: replace(getattr(self, key), **groups.pop(key)) for key in SHARED if key in groups}
        faces = tuple(replace(group, **groups.pop(group.key, {})) for group in self.faces)
        if groups:
            raise LookupError(f"There is no group of settings named {', '.join(groups)}.")
        return replace(self, faces=faces, **changed)


SHARED: dict[str, type[Group]] = {
    kind.key: kind
    for kind in (
        ServerSettings, StoreSettings, AuthSettings, SignInSettings, StreamingSettings, JobSettings, FileSettings,
        LanguageModelSettings, TraceSettings,
    )
}  # fmt: skip
"""The groups of the shared rooms by key."""


def read_settings(faces: Iterable[type[Group]] = (), environ: Mapping[str, str] | None = None) -> Settings:
    """Parse the environment.

    Raises:
        SettingsError: a value that cannot be used; the message names the variable and what it must be.
    """
    env = os.environ if environ is None else environ
    faces = tuple(faces)
    shared: dict[str, Any] = {key: kind.read(env) for key, kind in SHARED.items()}
    server, streaming = shared["server"], shared["streaming"]
    server = replace(server, data=server.data.absolute())  # whichever folder a process later works in
    kinds = [*SHARED.values(), *faces]
    sources = {item.metadata["name"]: source_of(item, env) for kind in kinds for item in kind.settings()}
    if not env.get("TAILRACE_WORKER_CONNECTIONS"):
        sources["TAILRACE_WORKER_CONNECTIONS"] = "TAILRACE_MAX_STREAMS"
        server = replace(server, worker_connections=max(server.worker_connections, streaming.max_streams + _OTHERS))
    settings = Settings(**(shared | {"server": server}), faces=tuple(kind.read(env) for kind in faces), sources=sources)
    _check(settings)
    return settings


def journal_stream() -> str:
    """Device and inode of the stream that systemd connected to its journal (systemd.exec(5)); empty without systemd."""
    return os.environ.get("JOURNAL_STREAM", "")


def _check(settings: Settings) -> None:
    """What no setting can know alone. Raises: SettingsError."""
    streams, connections = settings.streaming.max_streams, settings.server.worker_connections
    if streams >= connections:
        raise SettingsError(
            f"TAILRACE_MAX_STREAMS ({streams}) must be below TAILRACE_WORKER_CONNECTIONS ({connections}): otherwise"
            " streams can take every connection, and no page answers."
        )
    if settings.auth.jwks_url and not settings.auth.jwt_issuer:
        raise SettingsError(
            "TAILRACE_JWT_ISSUER must name the issuer of the tokens that TAILRACE_JWKS_URL verifies (their `iss`):"
            " without it, one key set that several tenants share would let in all of them."
        )
    if settings.sign_in.issuer and not settings.sign_in.client_id:
        raise SettingsError(
            "TAILRACE_OIDC_CLIENT_ID must say what the provider TAILRACE_OIDC_ISSUER calls this server; register it"
            " there first."
        )
    if settings.store.may_be_shared and settings.store.event_log != "sqlite":
        raise SettingsError(
            "DATABASE_URL: an event log in a database is not built yet, so hosts that share this database would not"
            " share their events. Set TAILRACE_EVENT_LOG=sqlite to keep the event log in the data folder of one host."
        )
