"""The container: builds the services of one process from its settings. The only place that chooses between backends.

Every process has its own: the web worker, the runner, the command line. Each service is built when first asked for, so
a command that lists users opens no event log. It names no face: each process hands it its faces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from services.auth.authentication import Authentication
from services.auth.keyring import Keyring
from services.auth.login import Logins
from services.auth.login_limit import LoginLimit
from services.auth.outside_issuer import OutsideIssuer
from services.auth.permission import Permissions
from services.auth.service_token import ServiceTokens
from services.auth.tokens import Tokens
from services.auth.user import Users
from services.database.database import Database
from services.face import Channels, Face
from services.files.free_space import FreeSpace
from services.jobs.kind import Catalogue, catalogue
from services.jobs.submission import Jobs
from services.language_model.spending import Spending
from services.runs.follower import RunFollower
from services.runs.kind import RunKind
from services.runs.quota import DiskQuota
from services.sealing import Sealing
from services.settings.settings import Settings
from services.streaming.log.event_log import EventLog, Retention
from services.streaming.log.sqlite_log import SqliteEventLog
from services.streaming.publishing.publisher import DirectPublisher, Publisher
from services.streaming.publishing.rate_limit import RateLimit
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from services.streaming.workers.control import Control

S = TypeVar("S")

SECRETS_FOLDER = "secrets"


class Container:
    """``reserved``: channels of no face, or of a future one, which nobody may use for anything else."""

    def __init__(self, settings: Settings, faces: Sequence[Face[Any]] = (), reserved: Sequence[Channels] = ()) -> None:
        self.settings = settings
        self.faces = faces
        self.channels = {
            channels.prefix: channels for channels in (*reserved, *(c for face in faces for c in face.channels))
        }
        self._services: dict[str, Any] = {}
        self.streams: Streams | None = None
        """The streams of a web worker; None in every other process."""

    # -- stores --------------------------------------------------------------------------------------------------------

    @cached_property
    def database(self) -> Database:
        return Database(self.settings.database)

    @cached_property
    def event_log(self) -> EventLog:
        return SqliteEventLog(
            self.settings.data / "log",
            synchronous=self.settings.store.synchronous,
            deadline_s=self.settings.streaming.publish_deadline_s,
        )

    # -- streaming -----------------------------------------------------------------------------------------------------

    def start_streams(self, *, is_stopping: Callable[[], bool], on_beat: Callable[[], None]) -> None:
        """Make this process a web worker: it publishes in groups and holds streams."""
        settings = self.settings.streaming
        self.streams = Streams(
            self.event_log,
            self.settings.data / "workers",
            StreamLimits(
                heartbeat_s=settings.heartbeat_s,
                max_age_s=settings.max_age_s,
                drain_s=settings.drain_s,
                publish_deadline_s=settings.publish_deadline_s,
                window_bytes=settings.ring_bytes,
                pending_bytes=settings.pending_bytes,
                max_streams=settings.max_streams,
                max_per_user=settings.per_user,
                max_per_address=settings.per_address,
                retention=Retention(settings.retention_events, settings.retention_s, settings.retention_grace_s),
            ),
            is_stopping=is_stopping,
            on_beat=on_beat,
            ended_logins=lambda login_ids: self.authentication.ended(login_ids),
            trusts_keys=lambda keys: self.authentication.trusts(keys),
        )
        self.publisher = self.streams.publisher
        self.streams.start()

    @cached_property
    def publisher(self) -> Publisher:
        return DirectPublisher(self.event_log)

    @cached_property
    def publish_rate(self) -> RateLimit:
        return RateLimit(self.settings.streaming.publish_rate)

    @cached_property
    def control(self) -> Control:
        return Control(self.publisher)

    # -- who may -------------------------------------------------------------------------------------------------------

    @cached_property
    def keyring(self) -> Keyring:
        return Keyring(self.settings.data / SECRETS_FOLDER, self.sealing)

    @cached_property
    def sealing(self) -> Sealing:
        return Sealing(self.settings.store.secrets, self.settings.data / SECRETS_FOLDER)

    @cached_property
    def users(self) -> Users:
        return Users(self.database)

    @cached_property
    def logins(self) -> Logins:
        return Logins(self.database, self.settings)

    @cached_property
    def login_limit(self) -> LoginLimit:
        return LoginLimit(self.database, self.logins, self.settings)

    @cached_property
    def service_tokens(self) -> ServiceTokens:
        return ServiceTokens(self.database)

    @cached_property
    def outside_issuer(self) -> OutsideIssuer:
        return OutsideIssuer.from_settings(self.settings)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.settings, self.keyring, self.outside_issuer)

    @cached_property
    def permissions(self) -> Permissions:
        return Permissions({prefix: partial(channels.may_read, self) for prefix, channels in self.channels.items()})

    @cached_property
    def authentication(self) -> Authentication:
        return Authentication(
            tokens=self.tokens,
            logins=self.logins,
            users=self.users,
            service_tokens=self.service_tokens,
            permissions=self.permissions,
        )

    # -- work ----------------------------------------------------------------------------------------------------------

    @cached_property
    def jobs(self) -> Jobs:
        return Jobs(self.database, self.settings, self.job_kinds, self.run_follower)

    @cached_property
    def run_follower(self) -> RunFollower:
        return RunFollower(self.database, self.run_kinds, self.settings.data, self.disk_quota)

    @cached_property
    def disk_quota(self) -> DiskQuota:
        return DiskQuota(self.database, self.settings.files.user_bytes)

    @cached_property
    def free_space(self) -> FreeSpace:
        return FreeSpace(self.settings)

    @property
    def run_kinds(self) -> list[RunKind]:
        return [kind for face in self.faces for kind in face.runs]

    @cached_property
    def job_kinds(self) -> Catalogue:
        of_runs = [kind.job for kind in self.run_kinds]
        return catalogue(*of_runs, *(kind for face in self.faces for kind in face.jobs))

    @cached_property
    def spending(self) -> Spending:
        return Spending(self.database, self.settings)

    # -- faces --------------------------------------------------------------------------------------------------------

    @property
    def face_modules(self) -> list[str]:
        """How a process without an application finds the same faces."""
        return [face.module for face in self.faces]

    @property
    def migrations(self) -> list[Path]:
        """The folders with the faces' own migrations."""
        return [face.migrations for face in self.faces if face.migrations is not None]

    def service(self, face: Face[S]) -> S:
        """What the blueprints and commands of a face work with."""
        if face.name not in self._services:
            self._services[face.name] = face.service(self)
        service: S = self._services[face.name]
        return service

    def maintain(self) -> None:
        """Let each face delete what has had its time."""
        for face in self.faces:
            if face.maintain is not None:
                face.maintain(self.service(face))

    def starts_at_beginning(self, names: Iterable[str]) -> bool:
        """Whether a stream of these channels that names no position begins with their history rather than now."""
        found = (self.channels.get(name.partition(".")[0]) for name in names)
        return all(channels is not None and channels.starts_at_beginning for channels in found)

    def close(self) -> None:
        """Close the files and connections of every service that was built."""
        built = self.__dict__
        if "event_log" in built:
            self.event_log.close()
        if "database" in built:
            self.database.dispose()
        if "outside_issuer" in built:
            self.outside_issuer.close()
