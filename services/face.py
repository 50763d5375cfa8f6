"""A face: one thing that people watch here (repository analysis, …), declared once, in ``services/<face>/face.py``.

The shared rooms name no face. They ask the faces of their process: the container builds a face's service, the settings
have its group, permissions and streams know its channels, the runner runs its jobs, the migrations keep its tables.
``app.FACES`` lists the faces of the product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from services.auth.identity import Identity
from services.database.database import Database
from services.jobs.kind import JobKind
from services.jobs.submission import Jobs
from services.language_model.spending import Spending
from services.runs.kind import RunKind
from services.settings.setting import Group
from services.settings.settings import Settings
from services.streaming.log.event_log import EventLog

S = TypeVar("S")


class SharedRooms(Protocol):
    """What a face may build its service from; the container has it."""

    settings: Settings

    @property
    def database(self) -> Database: ...
    @property
    def event_log(self) -> EventLog: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def spending(self) -> Spending: ...
    def service(self, face: Face[S]) -> S:
        """The face's service in this process."""


MayRead = Callable[[SharedRooms, Identity, str], bool]
"""Whether someone who is no admin may read ``<prefix>.<name>``; the name of ``<prefix>`` itself is empty."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels ``<prefix>`` and ``<prefix>.<name>``, which a face alone writes to.

    ``starts_at_beginning``: a stream without a position gets their history first; otherwise it starts now.
    """

    prefix: str
    may_read: MayRead
    starts_at_beginning: bool = False


@dataclass(frozen=True, slots=True)
class Face(Generic[S]):
    """``module`` is the module that holds this value as ``FACE``: how a process that has no application finds it.

    ``service`` builds what the face's blueprints and commands work with, once per process. ``delete_user`` deletes what
    the face keeps of a user and says so in a few words ("3 analyses"; empty when there was nothing); it raises
    Conflict, and deletes nothing, while something of theirs still runs. ``maintain``, which the runner calls about once
    a minute, deletes what has had its time.
    """

    name: str
    module: str
    service: Callable[[SharedRooms], S]
    channels: tuple[Channels, ...] = ()
    settings: type[Group] | None = None
    migrations: Path | None = None
    runs: tuple[RunKind, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    """Jobs that nobody watches as a run."""
    delete_user: Callable[[S, str], str] | None = None
    maintain: Callable[[S], None] | None = None


def load_faces(modules: Iterable[str]) -> tuple[Face[Any], ...]:
    """The faces that these modules declare."""
    return tuple(import_module(module).FACE for module in modules)


def setting_groups(faces: Iterable[Face[Any]]) -> list[type[Group]]:
    return [face.settings for face in faces if face.settings is not None]


# -- who may read -----------------------------------------------------------------------------------------------------


def only_the_user(_rooms: SharedRooms, identity: Identity, name: str) -> bool:
    """For channels that end in a user's id."""
    return name == identity.user_id


def only_members(_rooms: SharedRooms, identity: Identity, name: str) -> bool:
    """For one channel that all people share."""
    return not name and identity.role == "member"


def nobody(_rooms: SharedRooms, _identity: Identity, _name: str) -> bool:
    """For channels of a face that is not built yet."""
    return False
