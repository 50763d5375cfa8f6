"""The container: builds the services of one process from its settings. The only place that chooses between backends.

Every process has its own: the web worker, the runner, the command line. Each service is built when first asked for, so
a command that lists users opens no event log. It names no face: each process hands it its faces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from services.accounts import Accounts
from services.auth.authentication import Authentication
from services.auth.permission import Permissions
from services.client_report.report import ClientReports
from services.companion.companion import Companion
from services.face import Channels, Duty, Face, HostedAgent
from services.files.free_space import FreeSpace
from services.inbox import Inboxes, spared
from services.jobs.kind import Catalogue, catalogue
from services.jobs.submission import Jobs
from services.label import know_faces
from services.language_model.spending import Spending
from services.limit import Limit
from services.retention.rules import RetentionRules
from services.runs.follower import RunFollower
from services.runs.kind import RunKind
from services.runs.quota import DiskQuota
from services.settings.settings import Settings
from services.standing import PUBLISH_RATE, REPORT_RATE, Standings
from services.streaming.journal.journal import Journal, Kept
from services.streaming.log.event_log import EventLog
from services.streaming.log.retention import Retention
from services.streaming.log.sqlite_log import SqliteEventLog
from services.streaming.publishing.publisher import DirectPublisher, Publisher
from services.streaming.publishing.rate_limit import RateLimit
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from services.streaming.workers.control import Control
from services.telemetry.meter_folder import MeterFolder

S = TypeVar("S")


class Container(Accounts):
    """``reserved``: channels of no face, or of a future one, which nobody may use for anything else."""

    def __init__(self, settings: Settings, faces: Sequence[Face[Any]] = (), reserved: Sequence[Channels] = ()) -> None:
        self.settings = settings
        self.faces = faces
        self.channels = {
            channels.prefix: channels for channels in (*reserved, *(c for face in faces for c in face.channels))
        }
        know_faces(self.channels, self.job_kinds, self.companions)
        self._services: dict[str, Any] = {}
        self.streams: Streams | None = None
        """The streams of a web worker; None in every other process."""

    # -- stores --------------------------------------------------------------------------------------------------------

    @cached_property
    def event_log(self) -> EventLog:
        return SqliteEventLog(
            self.settings.data / "log",
            synchronous=self.settings.store.synchronous,
            deadline_s=self.settings.streaming.publish_deadline_s,
        )

    @cached_property
    def meters(self) -> MeterFolder:
        """A process that counts opens it, once its application is put together."""
        return MeterFolder(self.settings.data / "meters")

    @cached_property
    def client_reports(self) -> ClientReports:
        return ClientReports()

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
            ),
            is_stopping=is_stopping,
            on_beat=on_beat,
            ended_logins=lambda login_ids: self.authentication.ended(login_ids),
            may_still_read=lambda login_id, channels: self.authentication.may_still_read(login_id, channels),
            trusts_keys=lambda keys: self.authentication.trusts(keys),
            journal=self.journal,
            retention=self.retention_rules.in_force,
            used=lambda: {PUBLISH_RATE: self.publish_rate.used(), REPORT_RATE: self.client_reports.used()},
        )
        self.publisher = self.streams.publisher
        self.streams.start()
        self.logins.last_seen.keep_writing(self.streams.revocations.login_ids)

    @cached_property
    def retention_rules(self) -> RetentionRules:
        settings = self.settings.streaming
        kept = (settings.retention_events, settings.retention_s, settings.retention_grace_s)
        return RetentionRules(self.database, Retention(*kept, spared(self.faces)))

    @cached_property
    def journal(self) -> Journal:
        kept = Kept(self.settings.streaming.journal_s, self.settings.streaming.journal_streams)
        return Journal(self.settings.data / "journal", kept)

    @cached_property
    def publisher(self) -> Publisher:
        return DirectPublisher(self.event_log)

    @cached_property
    def publish_rate(self) -> RateLimit:
        return RateLimit(self.settings.streaming.publish_rate)

    @cached_property
    def inboxes(self) -> Inboxes:
        return Inboxes(self, self.faces)

    @cached_property
    def control(self) -> Control:
        return Control(self.publisher)

    # -- who may -------------------------------------------------------------------------------------------------------

    @cached_property
    def permissions(self) -> Permissions:
        faces = {prefix: partial(channels.may_read, self) for prefix, channels in self.channels.items()}
        private = [prefix for prefix, channels in self.channels.items() if channels.is_private]
        return Permissions(faces, private)

    @cached_property
    def authentication(self) -> Authentication:
        return Authentication(
            tokens=self.tokens,
            logins=self.logins,
            users=self.users,
            service_tokens=self.service_tokens,
            chat_keys=self.chat_keys,
            permissions=self.permissions,
        )

    @cached_property
    def standings(self) -> Standings:
        return Standings(self.database, self.settings, self.users, self.login_limit, self._limits)

    def _limits(self) -> Iterator[Limit]:
        """Those that other rooms and the faces count."""
        yield from self.spending.limits()
        for face in self.faces:
            if face.limits is not None:
                yield from face.limits(self.service(face))

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
    def companions(self) -> list[Companion]:
        """What the faces want to have running beside the server."""
        return [face.companion for face in self.faces if face.companion is not None]

    @property
    def agents(self) -> list[HostedAgent]:
        """The agents that the faces offer."""
        return [face.agent for face in self.faces if face.agent is not None]

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

    def duties(self) -> list[tuple[Duty[Any], Callable[[], bool]]]:
        """What the faces want done all the time."""
        return [(duty, partial(duty.run, self.service(face))) for face in self.faces for duty in face.duties]

    def maintain(self) -> None:
        """Delete what has had its time; let each face do so."""
        self.audit_log.expire()
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
